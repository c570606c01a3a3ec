/** Which connections -o and -i leave out of the analysis altogether, and which ones a report then lists. */

import type { ConnectionRow } from '../connection/numbering.ts';
import { isComplete } from '../connection/statistics/identity.ts';
import type { ConnectionStore } from '../connection/store.ts';
import type { Expression } from '../filter/expression.ts';
import { promptFilter } from '../filter/prompt.ts';
import { type EndpointWriter, endpointTexts } from './endpoints.ts';
import type { CaptureRequest, ListItem } from './request.ts';

export type Test = (connection: ConnectionRow) => boolean;

/**
 * The connections, or UDP pairs, to ignore, by number from 1; null where none is. Later items override earlier ones; what no item names is ignored as soon as
 * there is an -o at all.
 */
export function ignoredBy(items: readonly ListItem[]): ((number: number) => boolean) | null {
  if (items.length === 0) return null;
  const otherwise = items.some(({ action }) => action === 'only');
  return (number) => {
    const item = items.findLast(({ from, to }) => number >= from && number <= to);
    return item === undefined ? otherwise : item.action === 'ignore';
  };
}

export interface Listing {
  store: ConnectionStore;
  completeOnly: boolean;
  /** Expressions that must hold (-f, --filter). */
  filters: readonly Test[];
}

/** What a request lists. `endpoints`: how the report writes hosts and ports, which expressions may ask for. */
export function listingOf(
  { selection }: CaptureRequest,
  store: ConnectionStore,
  endpoints: EndpointWriter,
  expression: Expression | null,
): Listing {
  const filters: Test[] = [];
  if (expression !== null) {
    const subject = { store, ...endpointTexts(endpoints, store.identity) };
    filters.push((connection) => expression.matches(subject, connection));
  }
  if (selection.words !== null) filters.push(promptFilter(selection.words, { store }).matches);
  return { store, completeOnly: selection.completeOnly, filters };
}

/** Neither ignored nor refused by a filter: these make up the width of the brief report. */
export function isCandidate({ store, filters }: Listing): Test {
  return (connection) =>
    store.holds(connection) && !store.identity.isIgnored(connection) && filters.every((holds) => holds(connection));
}

/** A candidate, and complete where only complete ones are wanted. */
export function isListed(listing: Listing): Test {
  const candidate = isCandidate(listing);
  return (connection) => candidate(connection) && (!listing.completeOnly || isComplete(listing.store, connection));
}

/** The connections a report lists, in order of first packet. */
export function* listed(listing: Listing): Generator<ConnectionRow, void, void> {
  const isWanted = isListed(listing);
  for (const connection of listing.store.inOrder()) {
    if (isWanted(connection)) yield connection;
  }
}

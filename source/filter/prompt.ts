/**
 * The prompt's filter language: words and `field:value`, all of which must hold, or those of one side of an `or`. Made for
 * typing: nothing in it is an error, an unfinished word keeps the last meaning of the whole and says what is missing.
 */

import { type IsForwarded, isKnown } from '../connection/known.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { StatisticValue } from '../connection/statistic.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { didYouMean } from '../quantities/nearest.ts';
import { readNetwork } from './address.ts';
import { endpointsWith } from './endpoint-text.ts';
import { FIELDS, type Field } from './fields.ts';
import { FilterError } from './filter-error.ts';
import { isOneWord, plainText, promptAlternatives, type Word } from './prompt-words.ts';
import { STATES, statesNamed } from './states.ts';
import { valueTest } from './tests.ts';

/** The connections a filter is asked about. */
export interface PromptSubject {
  readonly store: ConnectionStore;
  /** The name of an end where names are shown, else null; plain words and host: look there too. */
  readonly hostName?: (connection: ConnectionRow, side: 0 | 1) => string | null;
  /** Absent: none is. */
  readonly isForwarded?: IsForwarded;
}

export type Matcher = (connection: ConnectionRow) => boolean;

/** What a word means, before it is known of which connections. */
type Meaning = (subject: PromptSubject) => Matcher;

export interface PromptFilter {
  readonly text: string;
  readonly matches: Matcher;
  /** What is missing or wrong, with what to write instead; null = nothing. Then `matches` is what it was before. */
  readonly problem: string | null;
}

/** Understands the text; where a word is unfinished or wrong, `before` stays in force, or at first all connections match. */
export function promptFilter(text: string, subject: PromptSubject, before?: PromptFilter): PromptFilter {
  const understood = understand(text);
  if (typeof understood === 'string') return { text, matches: before?.matches ?? (() => true), problem: understood };
  return { text, matches: understood(subject), problem: null };
}

/** What is wrong with a filter; null = nothing. */
export function checkPromptFilter(text: string): string | null {
  const understood = understand(text);
  return typeof understood === 'string' ? understood : null;
}

/** What the text means, or what is missing or wrong. */
function understand(text: string): Meaning | string {
  try {
    const alternatives = promptAlternatives(text).map((words) => words.map(meaningOf));
    return (subject) => any(alternatives.map((meanings) => all(meanings.map((meaning) => meaning(subject)))));
  } catch (failure) {
    if (failure instanceof FilterError) return failure.message;
    throw failure;
  }
}

function meaningOf(word: Word): Meaning {
  const meaning = meaningAsWritten(word);
  return word.negated ? negated(meaning) : meaning;
}

function negated(meaning: Meaning): Meaning {
  return (subject) => {
    const matches = meaning(subject);
    return (connection) => !matches(connection);
  };
}

function all(matchers: readonly Matcher[]): Matcher {
  const [first, second] = matchers;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  return (connection) => matchers.every((matches) => matches(connection));
}

function any(matchers: readonly Matcher[]): Matcher {
  if (matchers.length === 1) return matchers[0];
  return (connection) => matchers.some((matches) => matches(connection));
}

function meaningAsWritten(word: Word): Meaning {
  const { field, value } = word;
  if (field === null) return plain(plainText(word));
  if (field === 'host') return host(value);
  if (field === 'state') return state(value);
  const named = FIELDS.find(({ name }) => name === field);
  if (named !== undefined) return ofField(named, value);
  if (isOneWord(word)) return plain(plainText(word));
  const names = ['host', 'port', 'state', 'not', ...FIELDS.map(({ name }) => name)];
  const meant = didYouMean(nameHere(field), names, (name) => `${name}:${value.replace(/^=+/, '')}`);
  throw new FilterError(`there is no field '${field}'${meant || ';'} docs/filters.md and Tab list them`);
}

/** The ends of connections in Wireshark's filters: https://www.wireshark.org/docs/dfref/t/tcp.html, …/i/ip.html. */
const nameHere = (field: string): string =>
  field.replace(/^tcp\.(?:src|dst)?port$/, 'port').replace(/^ip(?:v6)?\.(?:addr|src|dst|host)$/, 'host');

const HIGHEST_PORT = 65_535;

function ofField({ name, unit, known, sides, value }: Field, text: string): Meaning {
  if (name === 'port' && (text.match(/\d+/g) ?? []).some((port) => Number(port) > HIGHEST_PORT))
    throw new FilterError(`port:${text} is no port; write it as in port:443, port:80,443 or port:80-90`);
  const test = valueTest(name, unit, text);
  return ({ store, isForwarded = () => false }) => {
    const of = (connection: ConnectionRow, side: 0 | 1): StatisticValue =>
      isKnown(known, isForwarded(connection)) ? value(store, connection, side) : null;
    if (sides === 1) return (connection) => test(of(connection, 0));
    return (connection) => test(of(connection, 0)) || test(of(connection, 1));
  };
}

/** An address, a network, or any part of an address or a name. */
function host(value: string): Meaning {
  if (value === '') throw new FilterError('host: wants an address or a name, as in host:10.0.0.7 or host:10.0.0.0/8');
  const network = readNetwork(value);
  if (network !== null) {
    return ({ store: { identity } }) =>
      (connection) =>
        network(identity, connection, 0) || network(identity, connection, 1);
  }
  if (value.includes('/')) throw new FilterError(`host:${value} is no network; write it as in host:10.0.0.0/8`);
  const inEndpoints = endpointsWith(value);
  return ({ store: { identity }, hostName }) =>
    (connection) =>
      inEndpoints(identity, connection) || namesHave(hostName, connection, value);
}

function state(value: string): Meaning {
  const states = value.split(',').flatMap((name) => {
    const named = statesNamed(name);
    if (named.length > 0) return named;
    throw new FilterError(`state: is one of ${STATES.map(({ names: [first] }) => first).join(' ')}`);
  });
  return ({ store }) =>
    (connection) =>
      states.some(({ holds }) => holds(store, connection));
}

/** A word is looked for in endpoints and names, and taken as a label (a2b), the beginning of a state, or a protocol. */
function plain(value: string): Meaning {
  if (value === 'tcp') return () => () => true;
  if (value === 'udp') return () => () => false;
  const inEndpoints = endpointsWith(value);
  const label = labelNumber(value);
  const states = value.length > 1 ? statesNamed(value) : [];
  return ({ store, hostName }) =>
    (connection) =>
      inEndpoints(store.identity, connection) ||
      (label !== null && store.identity.label(connection) === label) ||
      (states.length > 0 && states.some(({ holds }) => holds(store, connection))) ||
      namesHave(hostName, connection, value);
}

function namesHave(hostName: PromptSubject['hostName'], connection: ConnectionRow, value: string): boolean {
  if (hostName === undefined) return false;
  const has = (name: string | null): boolean => name?.toLowerCase().includes(value) ?? false;
  return has(hostName(connection, 0)) || has(hostName(connection, 1));
}

/** The number of A's letters in "a2b" or "b2a"; null if the word is no label. */
function labelNumber(word: string): number | null {
  const [, first, second] = /^([a-z]{1,6})2([a-z]{1,6})$/.exec(word) ?? [];
  if (first === undefined) return null;
  const [a, b] = [lettersNumber(first), lettersNumber(second)];
  return Math.abs(a - b) === 1 ? Math.min(a, b) : null;
}

/** Bijective base 26: a = 0, z = 25, aa = 26. */
const lettersNumber = (letters: string): number =>
  Array.from(letters).reduce((number, letter) => (number + 1) * 26 + letter.charCodeAt(0) - 0x61, -1);

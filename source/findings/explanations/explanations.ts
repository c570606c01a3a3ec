/** What each kind of finding means, how it is decided and what to do next: the words of docs/findings.md, on screen and in print. */
import { TITLES } from '../diagnose.ts';
import { CLOSING, OTHERS, PATH } from './ends.ts';
import type { Explanation } from './explanation.ts';
import { LOSS, WINDOWS } from './loss.ts';
import { OPENING } from './opening.ts';
import { TIME } from './time.ts';

export type { Explanation } from './explanation.ts';

const ALL: Readonly<Record<string, Explanation>> = {
  ...OPENING,
  ...LOSS,
  ...WINDOWS,
  ...TIME,
  ...PATH,
  ...CLOSING,
  ...OTHERS,
};

/** Ids in the order of the documentation. */
export const EXPLAINED: readonly string[] = Object.keys(ALL);

/** null = there is no such kind. The id in any case: "l1". */
export function explanationOf(id: string): (Explanation & { id: string; title: string }) | null {
  const name = id.toUpperCase();
  const found = Object.hasOwn(ALL, name) ? ALL[name] : undefined;
  return found === undefined ? null : { ...found, id: name, title: TITLES.get(name) ?? name };
}

/** "L1, retransmissions" and its sentences, a paragraph each. */
export function explanationLines(id: string): string[] {
  const found = explanationOf(id);
  if (found === null) return [];
  return [
    `${found.id}, ${found.title}`,
    found.means,
    `Decided: ${found.decided}`,
    `Next: ${found.next}`,
    `Source: ${found.source}`,
  ];
}

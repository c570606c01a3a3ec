/** Sets what tcptrace's long names name. They may be shortened to any prefix that fits only one, and `-` stands for `_`. */

import { UsageError } from '../report/usage-error.ts';
import type { Draft } from './draft.ts';
import { CHOOSING, EXTENDED_BOOLEANS, EXTENDED_VARIABLES } from './extended-names.ts';

/** All spellings of the booleans: the name, and the name after "no". */
export const SPELLINGS: readonly { spelling: string; name: string; on: boolean }[] = EXTENDED_BOOLEANS.flatMap(
  ({ name }) => [
    { spelling: name, name, on: true },
    { spelling: `no${name}`, name, on: false },
  ],
);

/** Whether a name was known, and if so whether it asks for a report. */
export type Outcome = 'unknown' | 'set' | 'report chosen';

/** Sets the boolean that `--word` names. */
export function setBoolean(draft: Draft, word: string): Outcome {
  const typed = word.replaceAll('-', '_').replace(/^no_/, 'no');
  const found = theOne(`--${word}`, typed, SPELLINGS, ({ spelling }) => spelling);
  if (found === null) return 'unknown';
  draft.switches.booleans.set(found.name, found.on);
  return found.on && CHOOSING.has(found.name) ? 'report chosen' : 'set';
}

/** The variable that a word such as "output-dir" names in full; for the form with the value in the next word. */
export function isWholeVariableName(word: string): boolean {
  return EXTENDED_VARIABLES.some(({ name }) => name === word.replaceAll('-', '_'));
}

/** Sets the variable of `--word=value`. */
export function setVariable(draft: Draft, word: string, value: string): Outcome {
  const found = theOne(`--${word}`, word.replaceAll('-', '_'), EXTENDED_VARIABLES, ({ name }) => name);
  if (found === null) return 'unknown';
  const { name, numeric } = found;
  if (value === '') throw new UsageError(`--${word} needs a value, as in --${name}=…`);
  if (numeric && !/^0*[1-9]\d*$/.test(value)) {
    throw new UsageError(`--${word}=${value}: the value must be a whole number from 1 up, as in --${name}=30`);
  }
  draft.switches.variables.set(name, value);
  return CHOOSING.has(name) ? 'report chosen' : 'set';
}

/** The entry that is spelled exactly so, or else the only one that begins so; null if none does. */
function theOne<T>(argument: string, typed: string, entries: readonly T[], spelling: (entry: T) => string): T | null {
  const exact = entries.find((entry) => spelling(entry) === typed);
  if (exact !== undefined) return exact;
  const begun = entries.filter((entry) => typed !== '' && spelling(entry).startsWith(typed));
  if (begun.length < 2) return begun[0] ?? null;
  const some = begun.slice(0, 4).map((entry) => `--${spelling(entry)}`);
  throw new UsageError(`${argument} fits several options: ${some.join(', ')}${begun.length > 4 ? ', …' : ''}`);
}

/** Keys for tests that type anything: those that leave the program or write past the frame are not among them. */
import fc from 'fast-check';
import { KEY_TABLE } from '../../../source/ui/keys/table.ts';

/** These are left to the tests in a real terminal. */
const LEAVING = new Set(['q', 'Q', 'ctrl-c', 'ctrl-z', 'ctrl-l', 'y', 'Y']);

const letters = KEY_TABLE.flatMap((binding) => binding.keys).filter((key) => !LEAVING.has(key) && key.length === 1);
const named = ['\r', '\u001b', '\t', ' ', '\u001b[A', '\u001b[B'];

/** The bytes of one key. */
export const ANY_KEY: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...letters) },
  fc.constantFrom(...named),
);

/** The verdict on a checksum. */
import { fold, rightChecksum } from '../wire/checksum.ts';
import { hex, type Said, wrong } from './line.ts';

/**
 * `found`: what the field holds; `sum`: over the bytes with it; `unfinished`: what a sender leaves there that has its network card do
 * the rest, so that a capture at the sender sees it.
 */
export function checksumFact(found: number, sum: number, unfinished: number): Said {
  const said = `checksum ${hex(found, 4)}`;
  if (fold(sum) === 0xffff) return `${said} right`;
  if (found === unfinished) return `${said} left to the sender's network card`;
  return wrong(`${said} wrong: ${hex(rightChecksum(sum, found), 4)} would be right`);
}

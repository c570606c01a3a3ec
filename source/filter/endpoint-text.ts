/**
 * Finds a word in the endpoints of connections ("10.0.0.1:1000 10.0.0.2:80", "[2001:db8::1]:80") without making a string
 * for each: the text is written into one reused buffer.
 */
import { addressText, LONGEST_ADDRESS, writeIpv4 } from '../connection/addresses.ts';
import type { IdentityRows } from '../connection/rows/identity.ts';

const BLANK = 0x20;
const COLON = 0x3a;
const DIGIT_0 = 0x30;

const PORT_AND_PUNCTUATION = 16;
const text = new Uint8Array(2 * (LONGEST_ADDRESS + PORT_AND_PUNCTUATION));

/** Tells whether the text of both endpoints has the word (lower case) in it. */
export function endpointsWith(word: string): (identity: IdentityRows, connection: number) => boolean {
  const wanted = new TextEncoder().encode(word);
  if (!/^[0-9a-f.:[\]]+$/.test(word)) return () => false;
  return (identity, connection) => {
    const middle = writeEndpoint(0, identity, connection, 0);
    text[middle] = BLANK;
    const end = writeEndpoint(middle + 1, identity, connection, 1);
    return contains(end, wanted);
  };
}

function writeEndpoint(at: number, identity: IdentityRows, connection: number, side: 0 | 1): number {
  const end =
    identity.version(connection) === 4
      ? writeIpv4(text, at, identity.address4(connection, side))
      : writeAscii(at, `[${addressText(identity, connection, side)}]`);
  text[end] = COLON;
  return writeNumber(end + 1, identity.port(connection, side));
}

function writeAscii(at: number, ascii: string): number {
  for (let i = 0; i < ascii.length; i++) text[at + i] = ascii.charCodeAt(i);
  return at + ascii.length;
}

function writeNumber(at: number, number: number): number {
  const before = number < 10 ? at : writeNumber(at, Math.trunc(number / 10));
  text[before] = DIGIT_0 + (number % 10);
  return before + 1;
}

function contains(end: number, wanted: Uint8Array): boolean {
  const [first] = wanted;
  for (let at = 0; at <= end - wanted.length; at++) {
    if (text[at] !== first) continue;
    let i = 1;
    while (i < wanted.length && text[at + i] === wanted[i]) i++;
    if (i === wanted.length) return true;
  }
  return false;
}

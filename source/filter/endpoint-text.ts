/**
 * Finds a word in the endpoints of connections, "10.0.0.1:1000" and "[2001:db8::1]:80", without writing them out: an IPv4
 * endpoint has five numbers, and which of all octets and ports fit a part of the word is settled once.
 */
import { addressText } from '../connection/addresses.ts';
import type { IdentityRows } from '../connection/rows/identity.ts';

/** What stands between the four octets and the port. */
const PUNCTUATION = '...:';
const PORT = 4;
const OCTETS = 256;
const PORTS = 65_536;

/** Where in the endpoint the word may stand: from field `first` on, each with a table of the values that fit. */
interface Place {
  readonly first: number;
  readonly fits: readonly Uint8Array[];
}

/** Tells whether either endpoint, as text, has the word (lower case) in it. */
export function endpointsWith(word: string): (identity: IdentityRows, connection: number) => boolean {
  const places = placesOf(word);
  const mayBeIn6 = /^[\da-f:.[\]]*$/.test(word);
  const has = (identity: IdentityRows, connection: number, side: 0 | 1): boolean =>
    identity.version(connection) === 4
      ? fitsSomewhere(places, identity.address4(connection, side), identity.port(connection, side))
      : mayBeIn6 && `[${addressText(identity, connection, side)}]:${identity.port(connection, side)}`.includes(word);
  return (identity, connection) => has(identity, connection, 0) || has(identity, connection, 1);
}

function placesOf(word: string): Place[] {
  if (!/^[\d.:]+$/.test(word)) return [];
  const parts = word.split(/[.:]/);
  const punctuation = word.replace(/\d/g, '');
  const starts = Array.from({ length: PORT + 2 - parts.length }, (_, first) => first);
  return starts
    .filter((first) => PUNCTUATION.slice(first, first + punctuation.length) === punctuation)
    .map((first) => ({ first, fits: parts.map((part, i) => valuesThatFit(part, i, parts.length, first + i)) }));
}

/** Only the first part may begin, and only the last may end, inside a number. */
function valuesThatFit(part: string, index: number, parts: number, field: number): Uint8Array {
  const begins = index === 0 ? '' : '^';
  const ends = index === parts - 1 ? '' : '$';
  const form = new RegExp(begins + part + ends);
  return Uint8Array.from({ length: field === PORT ? PORTS : OCTETS }, (_, value) => Number(form.test(String(value))));
}

function fitsSomewhere(places: readonly Place[], address: number, port: number): boolean {
  for (const { first, fits } of places) {
    let i = 0;
    while (i < fits.length && fits[i][fieldOf(address, port, first + i)] === 1) i++;
    if (i === fits.length) return true;
  }
  return false;
}

const fieldOf = (address: number, port: number, field: number): number =>
  field === PORT ? port : (address >>> (24 - 8 * field)) & 255;

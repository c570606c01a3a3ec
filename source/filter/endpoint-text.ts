/**
 * Finds a word in the endpoints of connections, "10.0.0.1:1000" and "[2001:db8::1]:80", mostly without writing them out: an
 * IPv4 endpoint has five numbers, an IPv6 one nine, and which values of each fit a part of the word is settled once.
 */

import { addressText } from '../connection/addresses.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { IdentityRows } from '../connection/rows/identity.ts';

/** What stands between the four octets and the port. */
const PUNCTUATION = '...:';
const PORT = 4;
const OCTETS = 256;
const PORTS = 65_536;
const GROUPS = 65_536;

/** Where in the endpoint the word may stand: from field `first` on, each with a table of the values that fit. */
interface Place {
  readonly first: number;
  readonly fits: readonly Uint8Array[];
}

type Endpoint = (identity: IdentityRows, connection: ConnectionRow, side: 0 | 1) => boolean;

/** Tells whether either endpoint, as text, has the word (lower case) in it. */
export function endpointsWith(word: string): (identity: IdentityRows, connection: ConnectionRow) => boolean {
  const places = placesOf(word);
  const has6 = endpoint6With(word);
  const ports = /^\d+$/.test(word) ? numbersWith(word, 10, PORTS) : null;
  const has: Endpoint = (identity, connection, side) =>
    identity.version(connection) === 4
      ? fitsSomewhere(places, identity.address4(connection, side), identity.port(connection, side))
      : has6(identity, connection, side);
  return (identity, connection) => {
    // Before the addresses, which lie elsewhere in memory.
    const both = ports === null ? 0 : identity.ports(connection);
    if (ports !== null && (ports[both >>> 16] === 1 || ports[both & 0xffff] === 1)) return true;
    return has(identity, connection, 0) || has(identity, connection, 1);
  };
}

/** An IPv6 endpoint is written out only where the word goes beyond one of its groups; numbers in ports have been looked for. */
function endpoint6With(word: string): Endpoint {
  if (!/^[\da-f:.[\]]*$/.test(word)) return () => false;
  const inText: Endpoint = (identity, connection, side) =>
    `[${addressText(identity, connection, side)}]:${identity.port(connection, side)}`.includes(word);
  if (word.includes('.')) {
    return (identity, connection, side) =>
      isMixed(identity.v6, identity.address6At(connection, side)) && inText(identity, connection, side);
  }
  // A group of zeros may not be written at all, so only the text tells where a single 0 stands.
  if (word === '0' || !/^[\da-f]+$/.test(word)) return inText;
  let groups: Uint8Array | null = null;
  return (identity, connection, side) => {
    groups ??= numbersWith(word, 16, GROUPS);
    const { v6 } = identity;
    const at = identity.address6At(connection, side);
    if (isMixed(v6, at)) return inText(identity, connection, side);
    for (let i = at; i < at + 16; i += 2) if (groups[(v6[i] << 8) | v6[i + 1]] === 1) return true;
    return false;
  };
}

/** Written with its last 32 bits as an IPv4 address (connection/addresses.ts). */
function isMixed(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 10] !== 0xff || bytes[at + 11] !== 0xff) return false;
  for (let i = at; i < at + 10; i++) if (bytes[i] !== 0) return false;
  return true;
}

function placesOf(word: string): Place[] {
  if (!/^[\d.:]+$/.test(word)) return [];
  const parts = word.split(/[.:]/);
  const punctuation = word.replace(/\d/g, '');
  // A single number is looked for in the ports beforehand.
  const most = parts.length === 1 ? PORT : PORT + 2 - parts.length;
  const starts = Array.from({ length: most }, (_, first) => first);
  return starts
    .filter((first) => PUNCTUATION.slice(first, first + punctuation.length) === punctuation)
    .map((first) => ({ first, fits: parts.map((part, i) => valuesThatFit(part, i, parts.length, first + i)) }));
}

/** Only the first part may begin, and only the last may end, inside a number. */
function valuesThatFit(part: string, index: number, parts: number, field: number): Uint8Array {
  if (parts === 1) return numbersWith(part, 10, OCTETS);
  const count = field === PORT ? PORTS : OCTETS;
  const begins = index === 0 ? '' : '^';
  const ends = index === parts - 1 ? '' : '$';
  const form = new RegExp(begins + part + ends);
  return Uint8Array.from({ length: count }, (_, value) => Number(form.test(String(value))));
}

/**
 * Which numbers below `count`, written in the base, have these digits in them: those that end with them, and those that have them
 * without their last digit.
 */
function numbersWith(digits: string, base: number, count: number): Uint8Array {
  const wanted = Array.from(digits).reduce((number, digit) => number * base + Number.parseInt(digit, base), 0);
  const beyond = base ** digits.length;
  const least = digits.length === 1 ? 0 : beyond / base;
  const have = new Uint8Array(count);
  for (let number = 0; number < count; number++) {
    if (number >= least && number % beyond === wanted) have[number] = 1;
    else if (number >= base) have[number] = have[Math.floor(number / base)];
  }
  return have;
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

/**
 * Addresses and networks as people type them, and whether a connection's end lies in them.
 */

import { isIP } from 'node:net';
import { ipv4Text, LONGEST_ADDRESS, writeTcptraceIpv6 } from '../connection/addresses.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { IdentityRows } from '../connection/rows/identity.ts';

export type Address =
  | { readonly version: 4; readonly value: number }
  | { readonly version: 6; readonly bytes: Uint8Array };

/** Dotted quad or any text form of RFC 4291 section 2.2; null if it is none. */
export function readAddress(text: string): Address | null {
  const version = isIP(text);
  if (version === 4) return { version, value: ipv4Number(text) };
  if (version === 6 && !text.includes('%')) return { version, bytes: ipv6Bytes(text) };
  return null;
}

const ipv4Number = (text: string): number => text.split('.').reduce((value, octet) => value * 256 + Number(octet), 0);

function ipv6Bytes(text: string): Uint8Array {
  const quad = /\d+\.\d+\.\d+\.\d+$/.exec(text)?.[0];
  const value = quad === undefined ? 0 : ipv4Number(quad);
  const hex = (half: number) => half.toString(16);
  const plain = quad === undefined ? text : text.replace(quad, `${hex(value >>> 16)}:${hex(value & 0xffff)}`);
  const [front, back] = plain.split('::').map((half) => half.split(':').filter(Boolean));
  const groups = back === undefined ? front : [...front, ...Array(8 - front.length - back.length).fill('0'), ...back];
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]),
  );
}

/** As tcptrace prints it (docs/tcptrace.md, "Addresses"). */
export function printAddress(address: Address): string {
  if (address.version === 4) return ipv4Text(address.value);
  const bytes = Buffer.alloc(LONGEST_ADDRESS);
  return bytes.toString('latin1', 0, writeTcptraceIpv6(bytes, 0, address.bytes));
}

/** Below 0, 0, above 0 as a sorts before, with or behind b; null for addresses of different families. */
export function compareAddresses(a: Address, b: Address): number | null {
  if (a.version === 4 && b.version === 4) return a.value - b.value;
  if (a.version === 6 && b.version === 6) return Buffer.compare(a.bytes, b.bytes);
  return null;
}

/** The address of a connection's side. */
export function addressOf(identity: IdentityRows, connection: ConnectionRow, side: 0 | 1): Address {
  return identity.version(connection) === 4
    ? { version: 4, value: identity.address4(connection, side) }
    : { version: 6, bytes: identity.address6(connection, side) };
}

/** Tells whether an end of a connection lies in the network "10.0.0.0/8" (or is the address "10.0.0.7"); null if it is none. */
export function readNetwork(
  text: string,
): ((identity: IdentityRows, connection: ConnectionRow, side: 0 | 1) => boolean) | null {
  const [addressText, bitsText, ...more] = text.split('/');
  const address = readAddress(addressText);
  if (address === null || more.length > 0) return null;
  const longest = address.version === 4 ? 32 : 128;
  const bits = bitsText === undefined ? longest : Number(bitsText);
  if (bitsText !== undefined && (!/^\d{1,3}$/.test(bitsText) || bits > longest)) return null;
  return address.version === 4 ? inNetwork4(address.value, bits) : inNetwork6(address.bytes, bits);
}

function inNetwork4(value: number, bits: number) {
  const mask = bits === 0 ? 0 : -1 << (32 - bits);
  const network = value & mask;
  return (identity: IdentityRows, connection: ConnectionRow, side: 0 | 1): boolean =>
    identity.version(connection) === 4 && (identity.address4(connection, side) & mask) === network;
}

function inNetwork6(network: Uint8Array, bits: number) {
  const whole = bits >> 3;
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  return (identity: IdentityRows, connection: ConnectionRow, side: 0 | 1): boolean => {
    if (identity.version(connection) !== 6) return false;
    const bytes = identity.address6(connection, side);
    for (let i = 0; i < whole; i++) if (bytes[i] !== network[i]) return false;
    return mask === 0 || (bytes[whole] & mask) === (network[whole] & mask);
  };
}

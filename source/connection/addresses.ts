/**
 * Addresses as text: the form screens show (RFC 5952) and the form tcptrace prints (docs/tcptrace.md, "Addresses").
 */
import type { IdentityRows } from './rows/identity.ts';

const DOT = 0x2e;
const COLON = 0x3a;
const DIGIT_0 = 0x30;
const HEX_DIGITS = new TextEncoder().encode('0123456789abcdef');

/** Longest text of an address in either form, in bytes: eight groups of four digits, a colon behind each. */
export const LONGEST_ADDRESS = 40;

/** An IPv4 address, given as an unsigned 32-bit number, as dotted quad. */
export function ipv4Text(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** The right text of an IPv6 address: RFC 5952 section 4, and the mixed form of its section 5 for ::ffff:0:0/96. */
export function ipv6Text(address: Uint8Array): string {
  const [from, to] = longestZeroRun(address);
  if (from === 0 && to === 5 && group(address, 5) === 0xffff) {
    return `::ffff:${address[12]}.${address[13]}.${address[14]}.${address[15]}`;
  }
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === from) {
      text += '::';
      i = to - 1;
      continue;
    }
    if (i !== 0 && i !== to) text += ':';
    text += group(address, i).toString(16);
  }
  return text;
}

const group = (address: Uint8Array, i: number): number => (address[2 * i] << 8) | address[2 * i + 1];

/** The first of the longest runs of two or more zero groups (RFC 5952 section 4.2), [8, 8] if there is none. */
function longestZeroRun(address: Uint8Array): readonly [from: number, to: number] {
  let from = 8;
  let length = 1;
  for (let start = 0; start < 8; start++) {
    let to = start;
    while (to < 8 && group(address, to) === 0) to++;
    if (to - start > length) {
      from = start;
      length = to - start;
    }
    if (to > start) start = to;
  }
  return from === 8 ? [8, 8] : [from, from + length];
}

/** The address of a connection's side as people write it: dotted quad, or RFC 5952. */
export function addressText(identity: IdentityRows, connection: number, side: 0 | 1): string {
  return identity.version(connection) === 4
    ? ipv4Text(identity.address4(connection, side))
    : ipv6Text(identity.address6(connection, side));
}

/** Address and port of a connection's side: the same text only for the same end. */
export function endText(identity: IdentityRows, connection: number, side: 0 | 1): string {
  return `${addressText(identity, connection, side)} ${identity.port(connection, side)}`;
}

/** An IPv4 address as ASCII at `at`; returns the offset behind it. */
export function writeIpv4(bytes: Uint8Array, at: number, address: number): number {
  let end = writeOctet(bytes, at, address >>> 24);
  bytes[end] = DOT;
  end = writeOctet(bytes, end + 1, (address >>> 16) & 255);
  bytes[end] = DOT;
  end = writeOctet(bytes, end + 1, (address >>> 8) & 255);
  bytes[end] = DOT;
  return writeOctet(bytes, end + 1, address & 255);
}

function writeOctet(bytes: Uint8Array, at: number, octet: number): number {
  let end = at;
  if (octet >= 100) bytes[end++] = DIGIT_0 + Math.trunc(octet / 100);
  if (octet >= 10) bytes[end++] = DIGIT_0 + (Math.trunc(octet / 10) % 10);
  bytes[end] = DIGIT_0 + (octet % 10);
  return end + 1;
}

/**
 * An IPv6 address in tcptrace's own form: groups of four digits, the first run of zero groups left out (even a single one),
 * a colon behind each group but the last: "2001:0db8::0001", ":0001" for the loopback, "2001:0db8::0000" when the run ends it.
 */
export function writeTcptraceIpv6(bytes: Uint8Array, at: number, address: Uint8Array): number {
  let run: 'before' | 'inside' | 'after' = 'before';
  let end = at;
  for (let i = 0; i < 8; i++) {
    const high = address[2 * i];
    const low = address[2 * i + 1];
    if (high === 0 && low === 0) {
      if (run === 'before') {
        run = 'inside';
        continue;
      }
      if (run === 'inside' && i !== 7) continue;
    }
    if (run === 'inside') {
      run = 'after';
      bytes[end++] = COLON;
    }
    bytes[end] = HEX_DIGITS[high >> 4];
    bytes[end + 1] = HEX_DIGITS[high & 15];
    bytes[end + 2] = HEX_DIGITS[low >> 4];
    bytes[end + 3] = HEX_DIGITS[low & 15];
    bytes[end + 4] = COLON;
    end += 5;
  }
  return end - 1;
}

/** The address of a connection's side as tcptrace prints it, as ASCII at `at`; returns the offset behind it. */
export function writeTcptraceAddress(
  bytes: Uint8Array,
  at: number,
  identity: IdentityRows,
  connection: number,
  side: 0 | 1,
): number {
  return identity.version(connection) === 4
    ? writeIpv4(bytes, at, identity.address4(connection, side))
    : writeTcptraceIpv6(bytes, at, identity.address6(connection, side));
}

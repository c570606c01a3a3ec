/** The IP header of a packet as -p and -P print it, a line a field (docs/tcptrace.md, "Packet printing"). */
import type { PacketBatch } from '../capture/packets.ts';
import { ipv4Text, writeTcptraceIpv6 } from '../connection/addresses.ts';
import { u16, u32 } from '../wire/bytes.ts';
import { isIpv4ChecksumGood } from '../wire/checksum.ts';
import { FRAGMENT_OFFSET, Fragment, IPV4_HEADER } from '../wire/ipv4.ts';
import { IPV6_HEADER } from '../wire/ipv6.ts';
import type { SegmentBatch } from '../wire/segments.ts';

const PROTOCOLS = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [6, 'TCP'],
  [8, 'EGP'],
  [17, 'UDP'],
]);

const NEXT_HEADERS = new Map([
  [0, 'Hop by hop'],
  [6, 'TCP'],
  [17, 'UDP'],
  [43, 'Routing header'],
  [44, 'Fragment header'],
  [58, 'IPv6 ICMP'],
  [59, 'No next header'],
  [60, 'Destinations options'],
]);

/** IPv6 headers that are printed on the way to TCP. */
const EXTENSIONS: readonly number[] = [0, 43, 60];

/** Writes a number. */
export type NumberText = (value: number) => string;

export function isIpHeaderWhole({ start, captured }: PacketBatch, { version, ip }: SegmentBatch, i: number): boolean {
  const end = start[i] + captured[i];
  // Of frames that repeat a packet (docs/tcptrace.md, "Link types") that one was.
  const repeats = ip[i] < start[i] || ip[i] > end;
  return repeats || ip[i] + (version[i] === 4 ? IPV4_HEADER : IPV6_HEADER) <= end;
}

/** `checksums`: whether the header's is right is told. */
export function ipv4Lines(
  { bytes, ip, last }: SegmentBatch,
  i: number,
  number: NumberText,
  checksums: boolean,
): string[] {
  const at = ip[i];
  const protocol = bytes[at + 9];
  const address = (from: number): string => ipv4Text(u32(bytes, from));
  const flags = u16(bytes, at + 6);
  // A header whose options are cut passes.
  const good = at + (bytes[at] & 15) * 4 > last[i] + 1 || isIpv4ChecksumGood(bytes, at);
  return [
    '\tIP  VERS: 4',
    `\tIP  Srce: ${address(at + 12)} `,
    `\tIP  Dest: ${address(at + 16)} `,
    `\t    Type: ${number(protocol)} ${PROTOCOLS.has(protocol) ? `(${PROTOCOLS.get(protocol)})` : ''}`,
    `\t    HLEN: ${(bytes[at] & 15) * 4}`,
    `\t     TTL: ${bytes[at + 8]}`,
    `\t     LEN: ${u16(bytes, at + 2)}`,
    `\t      ID: ${u16(bytes, at + 4)}`,
    `\t   CKSUM: ${hex(u16(bytes, at + 10))}${checksums ? verdict(good) : ''}`,
    `\t  OFFSET: ${hex(flags)}${fragmentText(flags, u16(bytes, at + 2) - (bytes[at] & 15) * 4)}`,
    // An empty line follows where fragmenting is forbidden, and only there.
    ...(flags & Fragment.dont ? [''] : []),
  ];
}

export function ipv6Lines(segments: SegmentBatch, i: number): string[] {
  const { bytes } = segments;
  const at = segments.ip[i];
  const scratch = Buffer.alloc(48);
  const address = (from: number): string =>
    scratch.toString('latin1', 0, writeTcptraceIpv6(scratch, 0, bytes.subarray(from, from + 16)));
  // With the lower half of the traffic class
  const flow = (bytes[at + 1] << 16) | u16(bytes, at + 2);
  const next = bytes[at + 6];
  const lines = [
    '\tIP  Vers: 6',
    `\tIP  Srce: ${address(at + 8)}`,
    `\tIP  Dest: ${address(at + 24)}`,
    // The upper half of the traffic class alone
    `\t   Class: ${bytes[at] & 15}`,
    `\t    Flow: ${flow}`,
    `\t    PLEN: ${u16(bytes, at + 4)}`,
    `\t    NXTH: ${nextHeaderText(next)}`,
    `\t    HLIM: ${bytes[at + 7]}`,
  ];
  let header = next;
  for (let from = at + 40; EXTENSIONS.includes(header) && from + 1 <= segments.last[i]; ) {
    lines.push(`\tIPv6 Extension Header Type ${nextHeaderText(header)}`);
    header = bytes[from];
    from += 8 + 8 * bytes[from + 1];
  }
  return lines;
}

const nextHeaderText = (value: number): string => `${value} (${NEXT_HEADERS.get(value) ?? '<unknown>'})`;

function fragmentText(flags: number, length: number): string {
  const offset = (flags & FRAGMENT_OFFSET) * 8;
  const more = (flags & Fragment.more) !== 0;
  const fragment =
    more || offset > 0 ? ` (frag: ${length} bytes at offset ${offset} - ${more ? 'More Frags' : 'Last Frag'})` : '';
  return `${fragment}${flags & Fragment.dont ? "  Don't Fragment" : ''}`;
}

export const verdict = (good: boolean): string => (good ? ' (CORRECT)' : ' (WRONG)');

export const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;

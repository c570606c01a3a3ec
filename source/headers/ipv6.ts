/** The IPv6 header and its extension headers in words, RFC 8200. */
import { ipv6Text } from '../connection/addresses.ts';
import { u16, u32 } from '../wire/bytes.ts';
import type { Frame } from '../wire/frame.ts';
import {
  Extension,
  FRAGMENT_OFFSET,
  IPV6_HEADER,
  Ipv6,
  isExtension,
  lengthOfExtension,
  lengthOfIpv6,
  MOST_EXTENSIONS,
  SHORTEST_EXTENSION,
} from '../wire/ipv6.ts';
import type { Carried } from './carried.ts';
import { type HeaderLine, header, hex, inBytes, type Said, wrong } from './line.ts';
import { serviceFacts } from './service.ts';

const NAMES: Record<number, string> = {
  [Extension.hopByHop]: 'Hop-by-hop',
  [Extension.routing]: 'Routing',
  [Extension.fragment]: 'Fragment',
  [Extension.authentication]: 'IPsec AH',
  [Extension.destination]: 'Dest. opts',
  [Extension.shim6]: 'Shim6',
};

/** The header at the frame's offset; null where what it carries cannot be told. */
export function sayIpv6(frame: Frame, view: DataView, lines: HeaderLine[]): Carried | null {
  const { bytes, offset: ip, wireEnd, bounded } = frame;
  if (!frame.has(IPV6_HEADER) || bytes[ip] >>> 4 !== 6) {
    lines.push(header('IPv6', ['header not captured whole, or none']));
    return null;
  }
  const length = lengthOfIpv6(view, ip, frame.end, wireEnd, bounded);
  lines.push(
    header('IPv6', [
      `${ipv6Text(bytes.subarray(ip + Ipv6.source, ip + Ipv6.destination))} > ${ipv6Text(bytes.subarray(ip + Ipv6.destination, ip + Ipv6.payload))}`,
      payloadFact(bytes, ip, wireEnd),
      `hop limit ${bytes[ip + Ipv6.hopLimit]}`,
      `flow label ${hex(u32(bytes, ip) & 0xf_ffff, 5)}`,
      ...serviceFacts((u16(bytes, ip) >>> 4) & 0xff),
    ]),
  );
  const end = Math.min(frame.end, ip + length);
  return sayExtensions(bytes, { ip, end, wireEnd: ip + length }, lines);
}

/** 0 for a jumbogram (RFC 2675), and where the sender's network card was to cut a larger packet into segments. */
function payloadFact(bytes: Uint8Array, ip: number, wireEnd: number): Said {
  const payload = u16(bytes, ip + Ipv6.payloadLength);
  if (payload === 0) return "payload 0: a jumbogram, or left to the sender's network card";
  const said = `payload ${payload}`;
  return ip + IPV6_HEADER + payload > wireEnd ? wrong(`${said}: longer than the frame`) : said;
}

type Bounds = Pick<Carried, 'ip' | 'end' | 'wireEnd'>;

function sayExtensions(bytes: Uint8Array, bounds: Bounds, lines: HeaderLine[]): Carried | null {
  const { ip, end } = bounds;
  let at = ip + IPV6_HEADER;
  let kind = bytes[ip + Ipv6.nextHeader];
  let isLaterFragment = false;
  let unchecked: string | null = null;
  for (let steps = 0; isExtension(kind) && !isLaterFragment; steps++) {
    if (steps === MOST_EXTENSIONS) {
      lines.push(header(NAMES[kind], [wrong(`more than ${MOST_EXTENSIONS} extension headers: not read further`)]));
      return null;
    }
    if (at + SHORTEST_EXTENSION > end) {
      lines.push(header(NAMES[kind], ['not captured']));
      return null;
    }
    const length = lengthOfExtension(kind, bytes[at + 1]);
    lines.push(header(NAMES[kind], [...describe(bytes, kind, at), inBytes(length)]));
    if (kind === Extension.fragment) {
      isLaterFragment = positionOf(bytes, at) !== 0;
      if (isLaterFragment || hasMore(bytes, at)) unchecked = 'a fragment';
    }
    // The sum is over the last destination, which the routing header holds (RFC 8200 section 8.1).
    if (kind === Extension.routing && bytes[at + 3] !== 0) unchecked ??= 'routed further';
    kind = bytes[at];
    at += length;
  }
  return { ...bounds, protocol: kind, at, isLaterFragment, unchecked };
}

/** Where a fragment belongs, in bytes, and whether it is not the last: RFC 8200 section 4.5. */
const positionOf = (bytes: Uint8Array, at: number): number => u16(bytes, at + 2) & FRAGMENT_OFFSET;
const hasMore = (bytes: Uint8Array, at: number): boolean => (bytes[at + 3] & 1) !== 0;

/** At least 8 bytes of it are there. */
function describe(bytes: Uint8Array, kind: number, at: number): Said[] {
  switch (kind) {
    case Extension.fragment:
      return [
        `at byte ${positionOf(bytes, at)}`,
        hasMore(bytes, at) ? 'more fragments' : 'the last',
        `id ${hex(u32(bytes, at + 4), 8)}`,
      ];
    case Extension.routing:
      return [`type ${bytes[at + 2]}`, `segments left ${bytes[at + 3]}`];
    case Extension.authentication:
      return [`SPI ${hex(u32(bytes, at + 4), 8)}`];
    default:
      return [];
  }
}

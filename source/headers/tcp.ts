/** The TCP header in words, RFC 9293 section 3.1. */
import { u16, u32 } from '../wire/bytes.ts';
import { fold, sumPseudoHeader, sumWords } from '../wire/checksum.ts';
import { TcpFlag } from '../wire/segments.ts';
import { TCP_HEADER, Tcp } from '../wire/tcp.ts';
import { LARGEST_WINDOW_SCALE } from '../wire/tcp-options.ts';
import { Protocol } from '../wire/transport.ts';
import type { Carried } from './carried.ts';
import { checksumFact } from './checksum.ts';
import { field, type HeaderLine, header, hex, inBytes, type Said, wrong } from './line.ts';
import { optionFacts } from './tcp-options.ts';

/** What those who followed the connection know of the segment. */
export interface SegmentPlace {
  /** Offset of its first byte in its side's stream: the SYN is 0; without one the first number seen is 1. */
  readonly sequence: number;
  /** The same of the other side's stream; null = it acknowledges nothing. */
  readonly acknowledgement: number | null;
  /** In bytes, scaled where the scale is known; null = none that means something. */
  readonly window: number | null;
}

/** By rising bits: RFC 9293, RFC 3168, RFC 9768. */
const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'];
const RESERVED = 0xe00;

export function sayTcp(bytes: Uint8Array, carried: Carried, place: SegmentPlace, lines: HeaderLine[]): void {
  const { at, end, wireEnd } = carried;
  if (at + TCP_HEADER > end) {
    lines.push(
      header('TCP', [wireEnd - at < TCP_HEADER ? wrong('packet too short for a header') : 'not captured whole']),
    );
    return;
  }
  const headerLength = (bytes[at + Tcp.dataOffset] >>> 4) << 2;
  const flags = u16(bytes, at + Tcp.dataOffset) & 0xfff;
  const payload = headerLength < TCP_HEADER ? 0 : Math.max(0, wireEnd - at - headerLength);
  const counted = payload + Number((flags & TcpFlag.syn) !== 0) + Number((flags & TcpFlag.fin) !== 0);
  const acknowledgement = u32(bytes, at + Tcp.acknowledgement);
  const urgent = u16(bytes, at + Tcp.urgent);
  lines.push(
    header('TCP', [
      `${u16(bytes, at + Tcp.sourcePort)} > ${u16(bytes, at + Tcp.destinationPort)}`,
      headerFact(headerLength, wireEnd - at),
      checksum(bytes, carried),
    ]),
    field('sequence', [
      `${place.sequence} (raw ${u32(bytes, at + Tcp.sequence)})`,
      counted === 0 ? null : `next ${place.sequence + counted}`,
    ]),
    field('ack', acknowledgementFacts(place.acknowledgement, acknowledgement)),
    field('flags', [
      `${hex(flags, 3)} ${FLAGS.filter((_, bit) => (flags >> bit) & 1).join(' ') || 'none'}`,
      flags & RESERVED ? wrong('reserved bits set') : null,
    ]),
    field('window', [windowText(u16(bytes, at + Tcp.window), place.window)]),
  );
  if (urgent !== 0 || flags & TcpFlag.urg)
    lines.push(field('urgent', [`up to byte ${urgent}`, flags & TcpFlag.urg ? null : 'means nothing without URG']));
  if (headerLength > TCP_HEADER) {
    const acknowledged = { raw: acknowledgement, relative: place.acknowledgement };
    lines.push(field('options', optionFacts(bytes, at, Math.min(end, wireEnd), acknowledged)));
  }
  if (headerLength >= TCP_HEADER) lines.push(header('Payload', payloadFacts(payload, end - at - headerLength)));
}

function headerFact(headerLength: number, length: number): Said {
  const said = `header ${inBytes(headerLength)}`;
  if (headerLength < TCP_HEADER) return wrong(`${said}: too short`);
  return headerLength > length ? wrong(`${said}: longer than the packet`) : said;
}

function acknowledgementFacts(relative: number | null, raw: number): Said[] {
  if (relative !== null) return [`${relative} (raw ${raw})`];
  return ['none', raw === 0 ? null : `the field holds ${raw}`];
}

/** The scale was agreed on in the SYNs (RFC 7323 section 2.2), so it shows only in what the window came to be. */
function windowText(raw: number, scaled: number | null): string {
  for (let shift = 1; raw > 0 && shift <= LARGEST_WINDOW_SCALE; shift++) {
    if (raw * 2 ** shift === scaled) return `${scaled} (${raw} x ${2 ** shift}, scale ${shift})`;
  }
  return String(raw);
}

function checksum(bytes: Uint8Array, { ip, at, end, wireEnd, unchecked }: Carried): Said {
  const found = u16(bytes, at + Tcp.checksum);
  if (unchecked !== null) return `checksum ${hex(found, 4)} (not checked: ${unchecked})`;
  if (end < wireEnd) return `checksum ${hex(found, 4)} (not checked: cut)`;
  const before = sumPseudoHeader(bytes, ip, Protocol.tcp, wireEnd - at);
  return checksumFact(found, sumWords(bytes, at, wireEnd, before), fold(before));
}

function payloadFacts(payload: number, captured: number): Said[] {
  if (payload === 0) return ['none'];
  if (captured >= payload) return [inBytes(payload)];
  return [inBytes(payload), captured <= 0 ? 'not captured' : `${captured} of them captured`];
}

/** A captured packet's headers in words, from the outside in. Whatever the bytes: nothing throws, and the lines are few. */
import { Frame, Layer } from '../wire/frame.ts';
import { firstHeader, linkTypeName } from '../wire/link-types.ts';
import { Protocol } from '../wire/transport.ts';
import type { Carried } from './carried.ts';
import { sayIpv4 } from './ipv4.ts';
import { sayIpv6 } from './ipv6.ts';
import { type HeaderLine, header, inBytes } from './line.ts';
import { sayLink } from './link.ts';
import { type SegmentPlace, sayTcp } from './tcp.ts';

export interface CapturedPacket {
  /** As captured. */
  readonly bytes: Uint8Array;
  /** Bytes it had on the wire. */
  readonly wireLength: number;
  /** LINKTYPE value, https://www.tcpdump.org/linktypes.html; -1 = not known (yet). */
  readonly linkType: number;
  /** Bytes of frame check sequence at its end. */
  readonly fcsLength: number;
}

export function packetHeaders(packet: CapturedPacket, place: SegmentPlace): HeaderLine[] {
  const { bytes, wireLength, linkType, fcsLength } = packet;
  const frame = new Frame();
  frame.bytes = bytes;
  frame.wireEnd = Math.max(0, wireLength - fcsLength);
  frame.end = Math.min(bytes.length, frame.wireEnd);
  const frameEnd = frame.end;

  const lines: HeaderLine[] = [];
  const network = sayLink(frame, firstHeader(linkType), lines);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (network === Layer.none) {
    const what = lines.length === 0 ? linkTypeName(linkType) : 'not IP, or not understood';
    lines.push(header('Rest', [inBytes(Math.max(0, frame.end - frame.offset)), what]));
    return lines;
  }
  const carried = network === Layer.ipv4 ? sayIpv4(frame, view, lines) : sayIpv6(frame, view, lines);
  if (carried === null) return lines;
  if (carried.protocol === Protocol.tcp && !carried.isLaterFragment) sayTcp(bytes, carried, place, lines);
  else lines.push(sayOther(carried));
  if (frameEnd > carried.wireEnd && carried.wireEnd >= carried.at)
    lines.push(header('Trailer', [inBytes(frameEnd - carried.wireEnd), 'behind the IP packet']));
  return lines;
}

const sayOther = ({ at, wireEnd, protocol, isLaterFragment }: Carried): HeaderLine =>
  header('Payload', [inBytes(Math.max(0, wireEnd - at)), isLaterFragment ? 'of a fragment' : `protocol ${protocol}`]);

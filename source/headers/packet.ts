/** A captured packet's headers in words, from the outside in. Whatever the bytes: nothing throws, and the lines are few. */
import { Frame, type Header, Layer } from '../wire/frame.ts';
import { firstHeader, linkTypeName } from '../wire/link-types.ts';
import { Protocol } from '../wire/transport.ts';
import { type TunnelPort, TunnelTable } from '../wire/tunnels.ts';
import type { Carried } from './carried.ts';
import { sayIpv4 } from './ipv4.ts';
import { sayIpv6 } from './ipv6.ts';
import { type HeaderLine, header, inBytes } from './line.ts';
import { sayLink } from './link.ts';
import { type SegmentPlace, sayTcp } from './tcp.ts';
import { sayUdp } from './udp.ts';

export interface CapturedPacket {
  /** As captured. */
  readonly bytes: Uint8Array;
  /** Bytes it had on the wire. */
  readonly wireLength: number;
  /** LINKTYPE value, https://www.tcpdump.org/linktypes.html; -1 = not known (yet). */
  readonly linkType: number;
  /** Bytes of frame check sequence at its end. */
  readonly fcsLength: number;
  /** Where tunnels in UDP are looked for besides their usual ports. */
  readonly tunnelPorts?: readonly TunnelPort[];
}

const USUAL_TUNNELS = new TunnelTable();

export function packetHeaders(packet: CapturedPacket, place: SegmentPlace): HeaderLine[] {
  const { bytes, wireLength, linkType, fcsLength, tunnelPorts = [] } = packet;
  const tunnels = tunnelPorts.length === 0 ? USUAL_TUNNELS : new TunnelTable(tunnelPorts);
  const frame = new Frame();
  frame.begin(bytes, 0, bytes.length, Math.max(0, wireLength - fcsLength));
  const frameEnd = frame.end;

  const lines: HeaderLine[] = [];
  let outermost: Carried | null = null;
  for (let first = firstHeader(linkType); ; ) {
    const network = sayLink(frame, first, lines);
    if (network === Layer.none) {
      const what = lines.length === 0 ? linkTypeName(linkType) : 'not IP, or not understood';
      lines.push(header('Rest', [inBytes(Math.max(0, frame.end - frame.offset)), what]));
      return lines;
    }
    const carried = sayNetwork(frame, network, lines);
    if (carried === null) return lines;
    outermost ??= carried;
    first = carried.isLaterFragment ? null : sayTransport(frame, carried, place, tunnels, lines);
    if (first !== null) continue;
    if (carried.isLaterFragment || carried.protocol !== Protocol.tcp) lines.push(sayOther(carried));
    break;
  }
  if (frameEnd > outermost.wireEnd && outermost.wireEnd >= outermost.at)
    lines.push(header('Trailer', [inBytes(frameEnd - outermost.wireEnd), 'after the IP packet']));
  return lines;
}

function sayNetwork(frame: Frame, network: Layer, lines: HeaderLine[]): Carried | null {
  const { bytes } = frame;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  frame.ip = frame.offset;
  frame.version = network === Layer.ipv4 ? 4 : 6;
  return network === Layer.ipv4 ? sayIpv4(frame, view, lines) : sayIpv6(frame, view, lines);
}

/** Moves on to what the packet carries; returns the header of a tunnel, null = there is none. */
function sayTransport(
  frame: Frame,
  carried: Carried,
  place: SegmentPlace,
  tunnels: TunnelTable,
  lines: HeaderLine[],
): Header | null {
  const { protocol, at, end, wireEnd } = carried;
  if (protocol === Protocol.tcp) sayTcp(frame.bytes, carried, place, lines);
  if (protocol === Protocol.udp) sayUdp(frame.bytes, carried, lines);
  frame.offset = at;
  frame.end = Math.min(frame.end, end);
  frame.wireEnd = wireEnd;
  frame.bounded = true;
  return protocol === Protocol.tcp ? null : tunnels.carried(frame, protocol);
}

const sayOther = ({ at, wireEnd, protocol, isLaterFragment }: Carried): HeaderLine =>
  header('Payload', [inBytes(Math.max(0, wireEnd - at)), isLaterFragment ? 'of a fragment' : `protocol ${protocol}`]);

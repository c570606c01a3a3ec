/**
 * What lies further in than the first IP header of a frame: packets in tunnels, and packets whose fragments are put together first.
 * One for each reading of a capture: it remembers fragments, and gives carriers their numbers.
 */
import { Carriers } from './carriers.ts';
import { Fragments, type WholePacket } from './fragments.ts';
import { type Frame, Layer } from './frame.ts';
import { lengthOfIpv4, readIpv4 } from './ipv4.ts';
import { lengthOfIpv6, readIpv6 } from './ipv6.ts';
import { openLayers } from './layers.ts';
import { type Frames, PacketKind, type SegmentBatch } from './segments.ts';
import { Carries, Protocol } from './transport.ts';
import { type TunnelPort, TunnelTable } from './tunnels.ts';
import { Unopened } from './unopened.ts';

/** Mixes the carrier into the hash of a segment's ends. */
const CARRIER_FACTOR = 0x9e3779b1;

export class Inside {
  readonly carriers = new Carriers();
  readonly fragments = new Fragments();
  readonly unopened = new Unopened();
  readonly #tunnels: TunnelTable;

  /** `ports`: where tunnels in UDP are looked for besides their usual ports. */
  constructor(ports: readonly TunnelPort[] = []) {
    this.#tunnels = new TunnelTable(ports);
  }

  /**
   * Entry i describes the IP packet at the frame's offset, which carries what `carried` says. If the innermost packet in it is TCP or
   * ICMP, it is what the entry describes from now on, with what carried it.
   */
  open(frame: Frame, frames: Frames, segments: SegmentBatch, i: number, carried: number): void {
    const { bytes, offset, end, wireEnd, bounded, version } = frame;
    this.#goIn(frame, frames, segments, i, carried);
    if (frame.entered === 0) return;
    const kind = segments.kind[i];
    if (kind === PacketKind.tcp || kind === PacketKind.tcpCut || kind === PacketKind.icmp) {
      const carrier = this.carriers.numberOf(frame);
      segments.carrier[i] = carrier;
      segments.hash[i] ^= Math.imul(carrier >> 1, CARRIER_FACTOR);
    } else if (kind !== PacketKind.fragment) {
      Object.assign(frame, { bytes, offset, end, wireEnd, bounded });
      readNetwork(frame, version === 4 ? Layer.ipv4 : Layer.ipv6, segments, i);
    }
  }

  /** As far as it can; the entry describes the last IP packet reached. */
  #goIn(frame: Frame, frames: Frames, segments: SegmentBatch, i: number, carried: number): void {
    let carries = carried;
    while (carries < Carries.nothing) {
      if (carries >= Carries.first) {
        const whole = this.#join(frame, frames, segments, i);
        if (whole === null) segments.kind[i] = PacketKind.fragment;
        if (whole === null || (whole === 'alone' && carries >= Carries.laterFragment)) return;
        if (whole !== 'alone') {
          const start = segments.append(whole.bytes);
          segments.joined.set(i, { start, parts: whole.parts });
          frame.goTo(segments.bytes, start, whole.bytes.length, whole.wireLength);
          carries = readNetwork(frame, frame.version === 4 ? Layer.ipv4 : Layer.ipv6, segments, i);
          continue;
        }
        carries -= Carries.first;
        this.#step(frame, segments, i);
        // The packet goes on in fragments that there are none of.
        frame.bounded = false;
      } else this.#step(frame, segments, i);

      const network = this.#openCarried(frame, carries);
      if (network === Layer.none) return;
      carries = readNetwork(frame, network, segments, i);
    }
  }

  /** Moves on to what the IP packet carries, which ends where the packet does. */
  #step(frame: Frame, segments: SegmentBatch, i: number): void {
    frame.wireEnd = endOf(frame, segments);
    frame.end = segments.last[i] + 1;
    frame.offset = segments.transport[i];
    frame.bounded = true;
  }

  #openCarried(frame: Frame, protocol: number): Layer {
    if (protocol === Protocol.tcp || protocol === Protocol.icmp || protocol === Protocol.icmpv6) return Layer.none;
    const header = this.#tunnels.carried(frame, protocol);
    if (header !== null) {
      const network = openLayers(frame, header);
      if (network === Layer.none) this.unopened.noteFrame(frame);
      return network;
    }
    if (protocol !== Protocol.udp) this.unopened.noteProtocol(protocol);
    return Layer.none;
  }

  #join(frame: Frame, frames: Frames, segments: SegmentBatch, i: number): WholePacket | 'alone' | null {
    const { version, ip } = frame;
    return this.fragments.take({
      bytes: segments.bytes,
      version,
      ip,
      end: segments.last[i] + 1,
      wireEnd: endOf(frame, segments),
      network: this.carriers.numberOf(frame) >> 1,
      micros: frames.micros[i],
      position: frames.position[i],
      record: frames.start[i],
    });
  }
}

/** Describes the IP packet at the frame's offset as entry i; returns what it carries, as `readIpv4` does. */
export function readNetwork(frame: Frame, layer: Layer, segments: SegmentBatch, i: number): number {
  const { offset, end, wireEnd, bounded } = frame;
  frame.ip = offset;
  if (layer === Layer.ipv4) {
    frame.version = 4;
    return readIpv4(segments, i, segments.view, offset, end, wireEnd, bounded);
  }
  frame.version = 6;
  return readIpv6(segments, i, segments.view, offset, end, wireEnd, bounded);
}

/** Where the IP packet that was read last ends on the wire. */
function endOf({ version, ip, end, wireEnd, bounded }: Frame, { view }: SegmentBatch): number {
  return (
    ip + (version === 4 ? lengthOfIpv4(view, ip, wireEnd, bounded) : lengthOfIpv6(view, ip, end, wireEnd, bounded))
  );
}

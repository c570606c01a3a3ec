/** The right reading of frames: what they say, whatever wraps them. */
import { ETHERNET_HEADER, Ethernet, EtherType, openEthernet } from './ethernet.ts';
import { Frame, type Header, Layer } from './frame.ts';
import { type Inside, readNetwork } from './inside.ts';
import { openLayers } from './layers.ts';
import { firstHeader, linkTypeName } from './link-types.ts';
import { type Frames, type LinkLayer, PacketKind, type SegmentBatch, type Which } from './segments.ts';
import { Carries, Protocol } from './transport.ts';

const frame = new Frame();

/**
 * Describes the frames of the batch, every one or those still `unread`, in the entries of the same index of `segments`. Never reads
 * beyond what was captured. `inside`: what goes on into tunnels and fragments; null = the outermost IP packet is all that is read.
 */
export function decode(
  frames: Frames,
  interfaces: readonly LinkLayer[],
  segments: SegmentBatch,
  which: Which = 'all',
  inside: Inside | null = null,
): void {
  const { bytes, count, start, captured, wire } = frames;
  segments.pointInto(bytes);
  segments.count = count;
  segments.joined.clear();

  let known = -1;
  let first: Header | null = null;
  let isEthernet = false;
  let fcsLength = 0;
  for (let i = 0; i < count; i++) {
    if (which === 'unread' && segments.kind[i] !== PacketKind.unread) continue;
    if (frames.interface[i] !== known) {
      known = frames.interface[i];
      // Somebody who reads packets back may not have heard of a new interface yet.
      first = known < interfaces.length ? firstHeader(interfaces[known].linkType) : null;
      isEthernet = first?.open === openEthernet;
      fcsLength = interfaces[known]?.fcsLength ?? 0;
    }
    segments.carrier[i] = 0;
    frame.begin(bytes, start[i], captured[i], wire[i] - fcsLength);
    const network = (isEthernet ? openPlainEthernet(frame) : Layer.none) || openLayers(frame, first);
    if (network === Layer.none) {
      segments.setNotIp(i, PacketKind.other, frame.offset, frame.end);
      if (first !== null) inside?.unopened.noteFrame(frame);
      else if (known < interfaces.length) inside?.unopened.noteLinkType(linkTypeName(interfaces[known].linkType));
      continue;
    }
    const carries = readNetwork(frame, network, segments, i);
    if (inside !== null && (carries !== Protocol.tcp || frame.entered > 0) && carries < Carries.nothing)
      inside.open(frame, frames, segments, i, carries);
  }
}

/** Nearly every frame of nearly every capture: IP straight on Ethernet. Layer.none = it is something else. */
function openPlainEthernet(frame: Frame): Layer {
  if (!frame.has(ETHERNET_HEADER)) return Layer.none;
  const type = frame.short(Ethernet.type);
  if (type !== EtherType.ipv4 && type !== EtherType.ipv6) return Layer.none;
  return frame.past(ETHERNET_HEADER, type === EtherType.ipv4 ? Layer.ipv4 : Layer.ipv6);
}

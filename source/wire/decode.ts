/** The right reading of frames: what they say, whatever wraps them. */
import { ETHERNET_HEADER, Ethernet, EtherType, openEthernet } from './ethernet.ts';
import { Frame, type Header, Layer } from './frame.ts';
import { readIpv4 } from './ipv4.ts';
import { readIpv6 } from './ipv6.ts';
import { openLayers } from './layers.ts';
import { firstHeader } from './link-types.ts';
import { type Frames, type LinkLayer, PacketKind, type SegmentBatch, type Which } from './segments.ts';

const frame = new Frame();

/**
 * Describes the frames of the batch, every one or those still `unread`, in the entries of the same index of `segments`. Never reads
 * beyond what was captured.
 */
export function decode(
  frames: Frames,
  interfaces: readonly LinkLayer[],
  segments: SegmentBatch,
  which: Which = 'all',
): void {
  const { bytes, count, start, captured, wire } = frames;
  segments.pointInto(bytes);
  segments.count = count;
  const { view } = segments;

  let known = -1;
  let first: Header | null = null;
  let fcsLength = 0;
  for (let i = 0; i < count; i++) {
    if (which === 'unread' && segments.kind[i] !== PacketKind.unread) continue;
    if (frames.interface[i] !== known) {
      known = frames.interface[i];
      // Somebody who reads packets back may not have heard of a new interface yet.
      first = known < interfaces.length ? firstHeader(interfaces[known].linkType) : null;
      fcsLength = interfaces[known]?.fcsLength ?? 0;
    }
    const from = start[i];
    const wireEnd = from + wire[i] - fcsLength;
    const end = Math.min(from + captured[i], wireEnd);

    // Nearly every frame of nearly every capture: IP straight on Ethernet.
    if (first?.open === openEthernet && end - from >= ETHERNET_HEADER) {
      const type = view.getUint16(from + Ethernet.type);
      if (type === EtherType.ipv4) {
        readIpv4(segments, i, view, from + ETHERNET_HEADER, end, wireEnd, false);
        continue;
      }
      if (type === EtherType.ipv6) {
        readIpv6(segments, i, view, from + ETHERNET_HEADER, end, wireEnd, false);
        continue;
      }
    }

    frame.bytes = bytes;
    frame.offset = from;
    frame.end = end;
    frame.wireEnd = wireEnd;
    frame.bounded = false;
    const network = openLayers(frame, first);
    if (network === Layer.ipv4) {
      readIpv4(segments, i, view, frame.offset, frame.end, frame.wireEnd, frame.bounded);
    } else if (network === Layer.ipv6) {
      readIpv6(segments, i, view, frame.offset, frame.end, frame.wireEnd, frame.bounded);
    } else {
      segments.setNotIp(i, PacketKind.other, frame.offset, frame.end);
    }
  }
}

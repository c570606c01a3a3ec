/** Ring networks: token ring (IEEE 802.5) and FDDI (ISO 9314). */
import { type Frame, Layer } from './frame.ts';

const TokenRing = { frameControl: 1, source: 8, routing: 14, length: 14 } as const;
const ROUTED = 0x80;
const ROUTING_LENGTH = 0x1f;

const FDDI_HEADER = 13;
/** Some systems put three bytes in front to align what follows. */
const FDDI_PADDING = 3;
const FDDI_LLC = 0x50;
const SNAP = 0xaaaa;

export function openTokenRing(frame: Frame): Layer {
  if (!frame.has(TokenRing.length) || frame.byte(TokenRing.frameControl) >>> 6 !== 1) return Layer.none;
  if ((frame.byte(TokenRing.source) & ROUTED) === 0) return frame.past(TokenRing.length, Layer.llc);
  if (!frame.has(TokenRing.routing + 2)) return Layer.none;
  const routing = frame.byte(TokenRing.routing) & ROUTING_LENGTH;
  if (routing < 2 || routing % 2 === 1) return Layer.none;
  return frame.past(TokenRing.length + routing, Layer.llc);
}

export function openFddi(frame: Frame): Layer {
  if (isSnapAt(frame, FDDI_HEADER + FDDI_PADDING) && !isSnapAt(frame, FDDI_HEADER)) frame.offset += FDDI_PADDING;
  if (!frame.has(1) || (frame.byte(0) & 0xf0) !== FDDI_LLC) return Layer.none;
  return frame.past(FDDI_HEADER, Layer.llc);
}

const isSnapAt = (frame: Frame, at: number): boolean => frame.has(at + 2) && frame.short(at) === SNAP;

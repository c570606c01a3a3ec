/** ERSPAN types II and III, https://datatracker.ietf.org/doc/html/draft-foschiano-erspan sections 4.2 and 4.3: a mirrored frame in GRE. */
import { type Frame, Layer } from './frame.ts';

export const Erspan = { version: 0, session: 2, length2: 8, frameType: 10, length3: 12 } as const;

const SESSION = 0x03ff;
/** Of the upper 4 bits of the first byte. */
const Version = { second: 1, third: 2 } as const;
/** A further header of a platform's own follows. */
const PLATFORM_HEADER = 0x01;
const PLATFORM_LENGTH = 8;
const FrameType = { ethernet: 0, ip: 2 } as const;

export function openErspan2(frame: Frame): Layer {
  if (!frame.has(Erspan.length2) || frame.byte(Erspan.version) >>> 4 !== Version.second) return Layer.none;
  if (!frame.enter('erspan', frame.short(Erspan.session) & SESSION)) return Layer.none;
  return frame.past(Erspan.length2, Layer.ethernet);
}

export function openErspan3(frame: Frame): Layer {
  if (!frame.has(Erspan.length3) || frame.byte(Erspan.version) >>> 4 !== Version.third) return Layer.none;
  const hasPlatformHeader = (frame.byte(Erspan.frameType + 1) & PLATFORM_HEADER) !== 0;
  const length = Erspan.length3 + (hasPlatformHeader ? PLATFORM_LENGTH : 0);
  const type = (frame.short(Erspan.frameType) >>> 10) & 0x1f;
  if (!frame.has(length) || !frame.enter('erspan', frame.short(Erspan.session) & SESSION)) return Layer.none;
  frame.offset += length;
  if (type === FrameType.ethernet) return Layer.ethernet;
  return type === FrameType.ip ? Layer.ip : frame.stopAt(type);
}

/**
 * L2TP version 2 (RFC 2661 section 3.1) and version 3 (RFC 3931 section 4.1) over UDP and IP. What a session of version 3 carries, and
 * how long its cookie is, only its two ends know: a guess by the bytes.
 */
import { holdsEthernet } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';

const Flag = { control: 0x8000, length: 0x4000, sequence: 0x0800, offset: 0x0200 } as const;
const VERSION = 0x000f;
const SESSION_3 = 4;
/** Cookies of 0, 4 and 8 bytes, with and without a sublayer of 4. */
const BEFORE_FRAME = [0, 4, 8, 12];

export function openL2tp(frame: Frame): Layer {
  if (!frame.has(4)) return Layer.none;
  const flags = frame.short(0);
  if ((flags & Flag.control) !== 0) return Layer.none;
  if ((flags & VERSION) === 3) return openSession3(frame, 4);
  return (flags & VERSION) === 2 ? openSession2(frame, flags) : Layer.none;
}

/** Version 3 straight on IP; session 0 is for control messages. */
export const openL2tpOnIp = (frame: Frame): Layer => openSession3(frame, 0);

function openSession2(frame: Frame, flags: number): Layer {
  let at = 2;
  if ((flags & Flag.length) !== 0) at += 2;
  const sessionAt = at + 2;
  at += 4;
  if ((flags & Flag.sequence) !== 0) at += 4;
  if ((flags & Flag.offset) !== 0) {
    if (!frame.has(at + 2)) return Layer.none;
    at += 2 + frame.short(at);
  }
  if (!frame.has(at) || !frame.enter('l2tp', frame.short(sessionAt))) return Layer.none;
  return frame.past(at, Layer.ppp);
}

function openSession3(frame: Frame, at: number): Layer {
  if (!frame.has(at + SESSION_3) || frame.word(at) === 0) return Layer.none;
  const session = frame.word(at);
  const length = at + SESSION_3;
  const before = BEFORE_FRAME.find((bytes) => holdsEthernet(frame, length + bytes));
  if (before === undefined || !frame.enter('l2tp', session)) return Layer.none;
  return frame.past(length + before, Layer.ethernet);
}

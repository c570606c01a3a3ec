/** What capturing programs put before an 802.11 frame: radiotap (https://www.radiotap.org), Prism and AVS. */
import { u16le, u32, u32le } from './bytes.ts';
import { type Frame, Layer } from './frame.ts';
import { openIeee80211 } from './ieee80211.ts';

const Radiotap = { length: 2, present: 4, shortest: 8 } as const;
const PRESENT_TSFT = 0x01;
const PRESENT_FLAGS = 0x02;
const PRESENT_MORE = 0x8000_0000;
const TSFT = 8;
const FlagBits = { frameCheckSequence: 0x10, padded: 0x20 } as const;
const FRAME_CHECK_SEQUENCE = 4;

const PRISM_HEADER = 144;
const AVS_MAGIC = 0x8021_1001;
const AVS_MAGIC_2 = 0x8021_1002;
const Avs = { length: 4, shortest: 8 } as const;

export function openRadiotap(frame: Frame): Layer {
  if (!frame.has(Radiotap.shortest)) return Layer.none;
  const length = u16le(frame.bytes, frame.offset + Radiotap.length);
  if (length < Radiotap.shortest || !frame.has(length)) return Layer.none;
  const flags = radiotapFlags(frame, length);
  frame.offset += length;
  if ((flags & FlagBits.frameCheckSequence) !== 0) frame.dropTrailer(FRAME_CHECK_SEQUENCE);
  return openIeee80211(frame, (flags & FlagBits.padded) !== 0);
}

/** The flags field stands behind all words of the presence bit map and an aligned 8-byte time stamp. */
function radiotapFlags(frame: Frame, length: number): number {
  const present = u32le(frame.bytes, frame.offset + Radiotap.present);
  if ((present & PRESENT_FLAGS) === 0) return 0;
  let at: number = Radiotap.present;
  while (at + 4 <= length && u32le(frame.bytes, frame.offset + at) >= PRESENT_MORE) at += 4;
  at += 4;
  if ((present & PRESENT_TSFT) !== 0) at = ((at + 7) & ~7) + TSFT;
  return at < length ? frame.byte(at) : 0;
}

/** Prism's header is of one length; AVS, which uses the same link type, says its own. */
export function openPrism(frame: Frame): Layer {
  if (!frame.has(Avs.shortest)) return Layer.none;
  const magic = u32(frame.bytes, frame.offset);
  if (magic !== AVS_MAGIC && magic !== AVS_MAGIC_2) return frame.past(PRISM_HEADER, Layer.ieee80211);
  return frame.past(Math.max(Avs.shortest, u32(frame.bytes, frame.offset + Avs.length)), Layer.ieee80211);
}

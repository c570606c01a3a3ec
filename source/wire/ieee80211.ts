/** IEEE 802.11 data frames (IEEE 802.11-2020 section 9.2). Numbers are little-endian. Of an A-MSDU the first subframe is read. */
import { u16le } from './bytes.ts';
import { type Frame, Layer } from './frame.ts';

const Ieee80211 = { control: 0, flags: 1, sequenceControl: 22, length: 24 } as const;

const TYPE = 0x0c;
const DATA = 0x08;
const Subtype = { noData: 0x40, qos: 0x80 } as const;
const Flag = { toDs: 0x01, fromDs: 0x02, protected: 0x40, highThroughput: 0x80 } as const;
const FRAGMENT_NUMBER = 0x0f;

const ADDRESS_4 = 6;
const QOS_CONTROL = 2;
const HT_CONTROL = 4;
const QOS_AGGREGATED = 0x80;
/** Destination, source and length of the subframe; an LLC header follows. */
const SUBFRAME_HEADER = 14;

/** `padded`: some drivers round the header up to 4 bytes (radiotap says so). */
export function openIeee80211(frame: Frame, padded = false): Layer {
  if (!frame.has(Ieee80211.length)) return Layer.none;
  const control = frame.byte(Ieee80211.control);
  const flags = frame.byte(Ieee80211.flags);
  if ((control & TYPE) !== DATA || (control & Subtype.noData) !== 0 || (flags & Flag.protected) !== 0) {
    return Layer.none;
  }
  if ((u16le(frame.bytes, frame.offset + Ieee80211.sequenceControl) & FRAGMENT_NUMBER) !== 0) return Layer.none;

  let length: number = Ieee80211.length;
  if ((flags & Flag.toDs) !== 0 && (flags & Flag.fromDs) !== 0) length += ADDRESS_4;
  let aggregated = false;
  if ((control & Subtype.qos) !== 0) {
    if (!frame.has(length + QOS_CONTROL)) return Layer.none;
    aggregated = (frame.byte(length) & QOS_AGGREGATED) !== 0;
    length += QOS_CONTROL;
    if ((flags & Flag.highThroughput) !== 0) length += HT_CONTROL;
  }
  if (padded) length = (length + 3) & ~3;
  return frame.past(aggregated ? length + SUBFRAME_HEADER : length, Layer.llc);
}

/** ATM: SunATM (https://www.tcpdump.org/linktypes/LINKTYPE_SUNATM.html) and Linux classical IP over ATM (RFC 2225). */
import { type Frame, Layer } from './frame.ts';

const SUNATM_HEADER = 4;
const TRAFFIC = 0x0f;
const Traffic = { lane: 1, llc: 2 } as const;
const LANE_HEADER = 2;
const LANE_CONTROL = 0xff00;
const SNAP = 0xaaaa;

export function openSunAtm(frame: Frame): Layer {
  if (!frame.has(SUNATM_HEADER + LANE_HEADER)) return Layer.none;
  const traffic = frame.byte(0) & TRAFFIC;
  frame.offset += SUNATM_HEADER;
  if (traffic === Traffic.llc) return Layer.llc;
  if (traffic === Traffic.lane) {
    return frame.short(0) === LANE_CONTROL ? Layer.none : frame.past(LANE_HEADER, Layer.ethernet);
  }
  return Layer.ip;
}

export const openAtmClip = (frame: Frame): Layer => (frame.has(2) && frame.short(0) === SNAP ? Layer.llc : Layer.ip);

/** The MPLS label stack, RFC 3032, and Ethernet pseudowires below it, RFC 4448. */
import { holdsEthernet } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';

/** Bytes of an entry: 20 bits of label, 3 of traffic class, the bottom's bit, time to live. */
export const LABEL = 4;
export const BOTTOM_OF_STACK = 0x01;
const DEEPEST_STACK = 16;

/** Reserved labels that name what follows, RFC 3032 section 2.1. */
const EXPLICIT_NULL_IPV4 = 0;
const EXPLICIT_NULL_IPV6 = 2;
const IMPLICIT_NULL = 3;

const CONTROL_WORD = 4;

export function openMpls(frame: Frame): Layer {
  for (let depth = 0; depth < DEEPEST_STACK && frame.has(LABEL); depth++) {
    const label = (frame.short(0) << 4) | (frame.byte(2) >>> 4);
    const bottom = (frame.byte(2) & BOTTOM_OF_STACK) !== 0;
    frame.offset += LABEL;
    if (bottom) return belowStack(frame, label);
  }
  return Layer.none;
}

/** Nothing but the label says what lies below the stack, and only its two ends know the label: a guess by the bytes. */
function belowStack(frame: Frame, label: number): Layer {
  if (label === EXPLICIT_NULL_IPV4 || label === IMPLICIT_NULL) return Layer.ipv4;
  if (label === EXPLICIT_NULL_IPV6) return Layer.ipv6;
  if (!frame.has(1)) return Layer.none;
  const first = frame.byte(0);
  if (first >= 0x45 && first <= 0x4f) return Layer.ipv4;
  if (first >>> 4 === 6) return Layer.ipv6;
  if (first >>> 4 === 0 && holdsEthernet(frame, CONTROL_WORD)) return frame.past(CONTROL_WORD, Layer.ethernet);
  return holdsEthernet(frame, 0) ? Layer.ethernet : Layer.none;
}

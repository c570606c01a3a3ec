/** TZSP, https://en.wikipedia.org/wiki/TZSP: frames that a sniffer (a MikroTik router, an access point) sends on. */
import { type Frame, Layer } from './frame.ts';

export const Tzsp = { version: 0, type: 1, protocol: 2, length: 4 } as const;

/** Types of packets that hold a frame. */
const RECEIVED = 0;
const TO_SEND = 1;

const PROTOCOLS: Record<number, Layer> = { 1: Layer.ethernet, 18: Layer.ieee80211 };

const Tag = { padding: 0, end: 1 } as const;
const MOST_TAGS = 64;

export function openTzsp(frame: Frame): Layer {
  if (!frame.has(Tzsp.length) || frame.byte(Tzsp.version) !== 1) return Layer.none;
  const type = frame.byte(Tzsp.type);
  if (type !== RECEIVED && type !== TO_SEND) return Layer.none;
  const protocol = frame.short(Tzsp.protocol);
  const length = endOfTags(frame);
  if (length === null || !frame.enter('tzsp')) return Layer.none;
  frame.offset += length;
  return PROTOCOLS[protocol] ?? frame.stopAt(protocol);
}

/** null = they do not end. */
function endOfTags(frame: Frame): number | null {
  let at: number = Tzsp.length;
  for (let tags = 0; tags < MOST_TAGS && frame.has(at + 1); tags++) {
    const tag = frame.byte(at++);
    if (tag === Tag.end) return at;
    if (tag === Tag.padding) continue;
    if (!frame.has(at + 1)) return null;
    at += 1 + frame.byte(at);
  }
  return null;
}

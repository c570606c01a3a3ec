/** The PPPoE session header, RFC 2516 section 4. Its length ends the payload: IP lengths that count padding exist. */
import { type Frame, Layer } from './frame.ts';

export const PPPoE = { versionAndType: 0, code: 1, session: 2, length: 4 } as const;

const PPPOE_HEADER = 6;
const VERSION_1_TYPE_1 = 0x11;
const SESSION_DATA = 0;

export function openPppoe(frame: Frame): number {
  if (!frame.has(PPPOE_HEADER)) return Layer.none;
  if (frame.byte(PPPoE.versionAndType) !== VERSION_1_TYPE_1 || frame.byte(PPPoE.code) !== SESSION_DATA) {
    return Layer.none;
  }
  const length = frame.short(PPPoE.length);
  frame.offset += PPPOE_HEADER;
  frame.bound(length);
  return Layer.pppProtocol;
}

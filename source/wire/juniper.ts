/** What Junos puts before captured frames, LINKTYPE_JUNIPER_ETHER: https://www.tcpdump.org/linktypes.html; as tcpdump's print-juniper reads it. */
import { type Frame, Layer } from './frame.ts';

export const Juniper = { magic: 0, flags: 3, length: 4 } as const;

/** "MGC" */
const MAGIC = 0x4d4743;
const Flag = { noLinkLayer: 0x02, extensions: 0x80 } as const;
const ADDRESS_FAMILY = 4;

export function openJuniperEthernet(frame: Frame): Layer {
  if (!frame.has(Juniper.length) || frame.word(Juniper.magic) >>> 8 !== MAGIC) return Layer.none;
  const flags = frame.byte(Juniper.flags);
  let length: number = Juniper.length;
  if ((flags & Flag.extensions) !== 0) {
    if (!frame.has(length + 2)) return Layer.none;
    length += 2 + frame.short(length);
  }
  return (flags & Flag.noLinkLayer) === 0
    ? frame.past(length, Layer.ethernet)
    : frame.past(length + ADDRESS_FAMILY, Layer.ip);
}

/** Geneve, RFC 8926. Its options are stepped over. */
import { followEtherType } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';

export const Geneve = { versionAndLength: 0, protocol: 2, vni: 4, length: 8 } as const;

const VERSION = 0xc0;
/** Of the options, in words of 4 bytes. */
const OPTIONS_LENGTH = 0x3f;

export function openGeneve(frame: Frame): Layer {
  if (!frame.has(Geneve.length) || (frame.byte(Geneve.versionAndLength) & VERSION) !== 0) return Layer.none;
  const length = Geneve.length + (frame.byte(Geneve.versionAndLength) & OPTIONS_LENGTH) * 4;
  const protocol = frame.short(Geneve.protocol);
  if (!frame.has(length) || !frame.enter('geneve', frame.word(Geneve.vni) >>> 8)) return Layer.none;
  frame.offset += length;
  return followEtherType(frame, protocol);
}

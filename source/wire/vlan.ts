/** Tags between the Ethernet addresses and the type that counts: IEEE 802.1Q (VLAN), 802.1ad, 802.1BR, 802.1CB and kin. */
import { followTypeOrLength } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';

/** `length` bytes of tag, then the next type (or the length of an 802.3 frame). */
export function openTag(frame: Frame, length: number): Layer {
  if (!frame.has(length + 2)) return Layer.none;
  const type = frame.short(length);
  frame.offset += length + 2;
  return followTypeOrLength(frame, type);
}

/** 802.1Q and 802.1ad. */
export const openVlan = (frame: Frame): Layer => openTag(frame, 2);

/** The VN-tag, and the R-tag of 802.1CB. */
export const openRedundancyTag = (frame: Frame): Layer => openTag(frame, 4);

/** The E-tag of 802.1BR, and Cisco metadata. */
export const openElasticTag = (frame: Frame): Layer => openTag(frame, 6);

/** The I-tag of 802.1ah: four bytes, then a whole Ethernet frame. */
export const openBackboneTag = (frame: Frame): Layer => frame.past(4, Layer.ethernet);

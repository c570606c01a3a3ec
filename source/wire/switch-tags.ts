/** Tags that a switch chip puts into frames for its processor: https://www.tcpdump.org/linktypes.html, DSA; https://docs.kernel.org/networking/dsa/dsa.html */
import { followTypeOrLength } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';
import { openTag } from './vlan.ts';

const ETHERNET_ADDRESSES = 12;
const BROADCOM_TAG = 4;
const MARVELL_TAG = 4;
/** An EtherType and two zeros before the tag. */
const MARVELL_EXTENDED_TAG = 8;

/** The tag stands where the EtherType would, which follows it. */
const openBetween = (frame: Frame, tag: number): Layer => {
  if (!frame.has(ETHERNET_ADDRESSES + tag + 2)) return Layer.none;
  const type = frame.short(ETHERNET_ADDRESSES + tag);
  frame.offset += ETHERNET_ADDRESSES + tag + 2;
  return followTypeOrLength(frame, type);
};

export const openBroadcom = (frame: Frame): Layer => openBetween(frame, BROADCOM_TAG);

/** The tag stands before the frame. */
export const openBroadcomPrepended = (frame: Frame): Layer => frame.past(BROADCOM_TAG, Layer.ethernet);

export const openMarvell = (frame: Frame): Layer => openBetween(frame, MARVELL_TAG);

/** The EtherType may be set to any, so it is not looked at. */
export const openMarvellExtended = (frame: Frame): Layer => openBetween(frame, MARVELL_EXTENDED_TAG);

/** EtherType 0xdada on an Ethernet: two zeros and the tag. */
export const openMarvellTag = (frame: Frame): Layer => openTag(frame, MARVELL_EXTENDED_TAG - 2);

/** EtherType 0x8899: tags of two and of six bytes, told apart by the protocol in the first. */
export function openRealtekTag(frame: Frame): Layer {
  if (!frame.has(1)) return Layer.none;
  if (frame.byte(0) >>> 4 === 0xa) return openTag(frame, 2);
  return frame.byte(0) === 0x04 ? openTag(frame, 6) : Layer.none;
}

/** Logical link control, IEEE 802.2, with SNAP, RFC 1042, and what RFC 2684 adds to it. */
import { followEtherType } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';

/** Offsets behind the LLC header aa aa 03. */
const Snap = { organization: 3, organizationLow: 4, type: 6 } as const;

const LLC_HEADER = 3;
const SNAP_HEADER = 8;
const SNAP = 0xaaaa;
const IP = 0x0606;
const OSI = 0xfefe;
const UNNUMBERED_INFORMATION = 0x03;

/** Network layer protocol identifiers, ISO/IEC TR 9577. */
export const Nlpid = { snap: 0x80, ipv6: 0x8e, ipv4: 0xcc, ppp: 0xcf } as const;

/** Types of the IEEE 802.1 organization (00-80-c2) for bridged frames, with and without check sequence: RFC 2684 section 5.2. */
const Bridged = { ethernetChecked: 0x0001, ethernet: 0x0007 } as const;

export function openLlc(frame: Frame): Layer {
  if (!frame.has(LLC_HEADER) || frame.byte(2) !== UNNUMBERED_INFORMATION) return Layer.none;
  switch (frame.short(0)) {
    case SNAP:
      return openSnap(frame);
    case IP:
      return frame.past(LLC_HEADER, Layer.ipv4);
    case OSI:
      return openOsi(frame);
    default:
      return Layer.none;
  }
}

function openSnap(frame: Frame): Layer {
  if (!frame.has(SNAP_HEADER)) return Layer.none;
  const organization = (frame.byte(Snap.organization) << 16) | frame.short(Snap.organizationLow);
  const type = frame.short(Snap.type);
  frame.offset += SNAP_HEADER;
  if (organization === 0x000000 || organization === 0x0000f8) return followEtherType(frame, type);
  if (organization === 0x0080c2 && (type === Bridged.ethernet || type === Bridged.ethernetChecked)) {
    return frame.past(2, Layer.ethernet);
  }
  return Layer.none;
}

function openOsi(frame: Frame): Layer {
  if (!frame.has(LLC_HEADER + 1)) return Layer.none;
  const protocol = frame.byte(LLC_HEADER);
  if (protocol === Nlpid.ipv4) return frame.past(LLC_HEADER + 1, Layer.ipv4);
  if (protocol === Nlpid.ipv6) return frame.past(LLC_HEADER + 1, Layer.ipv6);
  return Layer.none;
}

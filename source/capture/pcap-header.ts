/** The file header of classic pcap, its variants, and what they mean for the records. */
import { CaptureError } from './capture.ts';
import { LONGEST_PACKET } from './packets.ts';
import { LONGEST_LIKELY_WIRE, type PcapLayout } from './pcap-record.ts';
import { adaptToRecords } from './pcap-variants.ts';
import type { Reading } from './reading.ts';
import type { Window } from './window.ts';

export const PCAP_HEADER_LENGTH = 24;

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
/** Alexey Kuznetzov's patch: longer record headers. */
const MODIFIED = 0xa1b2cd34;

/** Link types whose packets libpcap allows to be longer than others: D-Bus, EBHSCR, USBPcap. */
const LONGEST_BY_LINK_TYPE = new Map([
  [231, 128 << 20],
  [279, 8 << 20],
  [249, 1 << 20],
]);

/** "FCS length present" in the link type field; its length in 16-bit words is in the upper four bits. */
const FCS_PRESENT = 0x04000000;

/** The byte order of a pcap file by its magic number; null when it is none. */
export function pcapByteOrder(view: DataView, at: number): 'little' | 'big' | null {
  for (const magic of [MICROSECONDS, NANOSECONDS, MODIFIED]) {
    if (view.getUint32(at, true) === magic) return 'little';
    if (view.getUint32(at, false) === magic) return 'big';
  }
  return null;
}

/** Reads the file header at the window's cursor, 24 bytes long, goes past it and notes its interface. */
export function readPcapHeader(window: Window, reading: Reading): PcapLayout {
  const { view, at } = window;
  const littleEndian = pcapByteOrder(view, at) === 'little';
  const magic = view.getUint32(at, littleEndian);
  const minor = checkedMinorVersion(view, at, littleEndian, reading);
  const declaredSnaplen = view.getUint32(at + 16, littleEndian);
  const link = view.getUint32(at + 20, littleEndian);
  const linkType = link & 0xffff;
  const compatible = reading.policy === 'tcptrace';
  if (compatible && link & 0x03ff0000) throw new CaptureError(`${reading.file.name}: Unknown input file format`);

  const longest = LONGEST_BY_LINK_TYPE.get(linkType) ?? LONGEST_PACKET;
  const snaplen = declaredSnaplen === 0 || declaredSnaplen > 0x7fffffff ? longest : declaredSnaplen;
  const form = { littleEndian, capturedAt: minor < 3 ? 12 : 8, headerLength: magic === MODIFIED ? 24 : 16 } as const;
  const nanoseconds = magic === NANOSECONDS;
  const layout: PcapLayout = {
    ...form,
    from: window.offset,
    divisor: nanoseconds ? 1000 : 1,
    // libpcap turns the bytes of foreign numbers round without a sign; those of its own order it takes as signed.
    signedTimes: compatible && littleEndian,
    snaplen,
    keep: compatible ? snaplen + (magic === MODIFIED && linkType === 1 ? 14 : 0) : LONGEST_PACKET,
    interface: -1,
    ordinary: {
      fraction: nanoseconds ? 1e9 : 1e6,
      mostCaptured: compatible ? longest : Math.min(Math.max(snaplen, 65_535), LONGEST_PACKET),
      leastWire: compatible ? 0 : 1,
      mostWire: compatible ? 0xffffffff : LONGEST_LIKELY_WIRE,
      excess: compatible ? 0xffffffff : 0,
    },
  };
  window.at += PCAP_HEADER_LENGTH;
  const variant = compatible ? { layout, linkType, words: null } : adaptToRecords(layout, linkType, minor, window);
  const order = littleEndian ? '' : ', big-endian';
  const unit = variant.layout.divisor === 1 ? 'microseconds' : 'nanoseconds';
  const words = variant.words ? `, ${variant.words}` : '';
  reading.file.format = `pcap (${unit}${order}${words})`;
  const fcsLength = link & FCS_PRESENT ? 2 * (link >>> 28) : 0;
  const digits = variant.layout.divisor === 1 ? 6 : 9;
  const number = reading.addInterface({ linkType: variant.linkType, snaplen: declaredSnaplen, fcsLength, digits });
  return { ...variant.layout, interface: number };
}

/** The minor version; versions before 2.3, and 543.0 (DG/UX), have the two lengths in the other order. */
function checkedMinorVersion(view: DataView, at: number, littleEndian: boolean, reading: Reading): number {
  const major = view.getUint16(at + 4, littleEndian);
  const minor = view.getUint16(at + 6, littleEndian);
  const known = (major === 2 && (minor <= 4 || reading.policy === 'everything')) || (major === 543 && minor === 0);
  if (known) return minor;
  throw new CaptureError(`${reading.file.name}: pcap of version ${major}.${minor}; versions 2.0 to 2.4 can be read`);
}

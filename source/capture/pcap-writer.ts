/**
 * Writes classic pcap into a buffer of the caller, little-endian, in microseconds:
 * https://www.tcpdump.org/manpages/pcap-savefile.5.html
 */
import { LONGEST_PACKET } from './packets.ts';

export const PCAP_FILE_HEADER = 24;
export const PCAP_RECORD_HEADER = 16;

/** Writes the file header at `at`; returns the offset after it. */
export function writePcapHeader(view: DataView, at: number, linkType: number): number {
  view.setUint32(at, 0xa1b2c3d4, true);
  view.setUint16(at + 4, 2, true);
  view.setUint16(at + 6, 4, true);
  view.setUint32(at + 8, 0, true);
  view.setUint32(at + 12, 0, true);
  view.setUint32(at + 16, LONGEST_PACKET, true);
  view.setUint32(at + 20, linkType, true);
  return at + PCAP_FILE_HEADER;
}

/** Writes the header of a record at `at`, its bytes to follow; returns the offset after it. `micros` since 1970. */
export function writePcapRecord(view: DataView, at: number, micros: number, captured: number, wire: number): number {
  const seconds = Math.floor(micros / 1e6);
  view.setUint32(at, seconds, true);
  view.setUint32(at + 4, micros - seconds * 1e6, true);
  view.setUint32(at + 8, captured, true);
  view.setUint32(at + 12, wire, true);
  return at + PCAP_RECORD_HEADER;
}

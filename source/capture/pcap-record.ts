/** The records of classic pcap files: https://www.tcpdump.org/manpages/pcap-savefile.5.html */
import { LONGEST_PACKET, type PacketBatch } from './packets.ts';

/** How the records of a file (or of a part of it) are laid out, and which of them are ordinary. */
export interface PcapLayout {
  /** Offset in the file from which this layout is in force. */
  from: number;
  littleEndian: boolean;
  /** Offset of the captured length in the record header: 8, or 12 where it is exchanged with the wire length at the other. */
  capturedAt: 8 | 12;
  headerLength: number;
  /** Fractions of a second that make a microsecond: 1, or 1000 in nanosecond files. */
  divisor: number;
  /** Seconds and fractions are signed, as libpcap has them on the way to tcptrace. */
  signedTimes: boolean;
  snaplen: number;
  /** Bytes kept of a packet. */
  keep: number;
  /** Index into `Capture.interfaces`. */
  interface: number;
  ordinary: OrdinaryBounds;
}

/** A record outside these bounds is looked at on its own. Lengths in bytes. */
export interface OrdinaryBounds {
  /** First fraction of a second that is none. */
  fraction: number;
  mostCaptured: number;
  leastWire: number;
  mostWire: number;
  /** Bytes that may be captured beyond the wire length. */
  excess: number;
}

/** The two lengths stand at 8 and 12, in one order or the other. */
const LENGTHS_SUM = 20;

/** A record that claims more bytes on the wire than this is looked at twice. */
export const LONGEST_LIKELY_WIRE = 1 << 20;

/** Seconds that neighbours in a damaged file may lie apart. */
const A_DAY = 86_400;

/**
 * Appends ordinary records from index `at` of `view` on, until the batch holds `most` packets, the next record is not
 * whole before `end`, or it is not ordinary. Returns the index it came to. `position` is that of index 0.
 */
export function readOrdinary(
  batch: PacketBatch,
  layout: PcapLayout,
  view: DataView,
  at: number,
  end: number,
  position: number,
  most: number,
): number {
  const { headerLength } = layout;
  while (batch.count < most && at + headerLength <= end && isOrdinary(layout, view, at)) {
    const next = at + headerLength + capturedOf(layout, view, at);
    if (next > end) break;
    append(batch, layout, view, at, position + at);
    at = next;
  }
  return at;
}

export function isOrdinary(layout: PcapLayout, view: DataView, at: number): boolean {
  const { littleEndian, ordinary } = layout;
  const captured = view.getUint32(at + layout.capturedAt, littleEndian);
  const wire = view.getUint32(at + LENGTHS_SUM - layout.capturedAt, littleEndian);
  return (
    captured <= ordinary.mostCaptured &&
    captured <= wire + ordinary.excess &&
    wire >= ordinary.leastWire &&
    wire <= ordinary.mostWire &&
    view.getUint32(at + 4, littleEndian) < ordinary.fraction
  );
}

/** Appends the record at index `at`, whatever it says; its captured bytes must be there. */
export function append(batch: PacketBatch, layout: PcapLayout, view: DataView, at: number, position: number): void {
  const { littleEndian, signedTimes, divisor } = layout;
  const index = batch.count++;
  const captured = view.getUint32(at + layout.capturedAt, littleEndian);
  const wire = view.getUint32(at + LENGTHS_SUM - layout.capturedAt, littleEndian);
  const seconds = signedTimes ? view.getInt32(at, littleEndian) : view.getUint32(at, littleEndian);
  const given = signedTimes ? view.getInt32(at + 4, littleEndian) : view.getUint32(at + 4, littleEndian);
  const fraction = Math.min(given, layout.ordinary.fraction - 1);
  batch.start[index] = at + layout.headerLength;
  batch.captured[index] = Math.min(captured, layout.keep);
  batch.wire[index] = Math.min(Math.max(wire, captured), 0x7fffffff);
  if (divisor === 1) {
    batch.micros[index] = seconds * 1e6 + fraction;
    batch.nanos[index] = 0;
  } else {
    batch.micros[index] = seconds * 1e6 + Math.trunc(fraction / divisor);
    batch.nanos[index] = (fraction % divisor) / (divisor / 1000);
  }
  batch.interface[index] = layout.interface;
  batch.position[index] = position;
}

export function capturedOf(layout: PcapLayout, view: DataView, at: number): number {
  return view.getUint32(at + layout.capturedAt, layout.littleEndian);
}

export function fractionOf(layout: PcapLayout, view: DataView, at: number): number {
  return view.getUint32(at + 4, layout.littleEndian);
}

/** The length of the record at index `at` if its lengths could be those of one, whatever its time. 0 otherwise. */
export function possibleRecord(layout: PcapLayout, view: DataView, at: number): number {
  const captured = capturedOf(layout, view, at);
  const wire = view.getUint32(at + LENGTHS_SUM - layout.capturedAt, layout.littleEndian);
  const possible = captured > 0 && captured <= LONGEST_PACKET && captured <= wire && wire <= LONGEST_LIKELY_WIRE;
  return possible ? layout.headerLength + captured : 0;
}

/** As `possibleRecord`, with a sound fraction and a time within a day of `near` seconds (0 = any but 0). */
export function measureRecord(layout: PcapLayout, view: DataView, at: number, near: number): number {
  const { littleEndian, ordinary } = layout;
  const seconds = view.getUint32(at, littleEndian);
  if (seconds === 0 || (near !== 0 && Math.abs(seconds - near) > A_DAY)) return 0;
  if (view.getUint32(at + 4, littleEndian) >= ordinary.fraction) return 0;
  return capturedOf(layout, view, at) > ordinary.mostCaptured ? 0 : possibleRecord(layout, view, at);
}

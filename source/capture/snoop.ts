/** snoop files of Solaris: RFC 1761; link type codes: https://www.iana.org/assignments/snoop-datalink-types */
import { CaptureError } from './capture.ts';
import { LONGEST_PACKET, type PacketBatch } from './packets.ts';
import type { FormatReader, Reading } from './reading.ts';
import { type RecordFormat, RecordReader } from './records.ts';
import type { Window } from './window.ts';

const FILE_HEADER = 16;
const RECORD_HEADER = 24;
/** Padding that a record may have. */
const MOST_PADDING = 64;

/** LINKTYPE values of the datalink codes. */
const LINK_TYPES = new Map([
  [0, 1], // IEEE 802.3
  [2, 6], // token ring
  [4, 1], // Ethernet
  [5, 104], // HDLC
  [8, 10], // FDDI
  [16, 224], // Fibre Channel
  [17, 123], // ATM
  [18, 100], // ATM classical IP
]);

/** "snoop" and three zero bytes, RFC 1761 section 2. */
export function readsAsSnoop(view: DataView, at: number): boolean {
  return view.getUint32(at) === 0x736e6f6f && view.getUint32(at + 4) === 0x70000000;
}

export function snoopReader(window: Window, reading: Reading): FormatReader {
  const { view, at } = window;
  const version = view.getUint32(at + 8);
  const code = view.getUint32(at + 12);
  const linkType = LINK_TYPES.get(code);
  const { name } = reading.file;
  if (version !== 2) throw new CaptureError(`${name}: snoop of version ${version}; only version 2 can be read`);
  if (linkType === undefined) throw new CaptureError(`${name}: snoop with datalink type ${code}, which cannot be read`);
  window.at += FILE_HEADER;
  reading.file.format = 'snoop';
  return new RecordReader(window, reading, new SnoopRecords(reading.addInterface({ linkType })));
}

class SnoopRecords implements RecordFormat {
  readonly headerLength = RECORD_HEADER;
  readonly step = 4;
  readonly #interface: number;

  constructor(interfaceNumber: number) {
    this.#interface = interfaceNumber;
  }

  measure(view: DataView, at: number): number {
    const captured = view.getUint32(at + 4);
    const length = view.getUint32(at + 8);
    const least = RECORD_HEADER + captured;
    const plausible = captured <= LONGEST_PACKET && length >= least && length <= least + MOST_PADDING;
    return plausible && view.getUint32(at + 20) < 1e6 ? length : 0;
  }

  append(batch: PacketBatch, view: DataView, at: number, position: number): void {
    const index = batch.count++;
    const captured = view.getUint32(at + 4);
    batch.start[index] = at + RECORD_HEADER;
    batch.captured[index] = captured;
    batch.wire[index] = Math.min(Math.max(view.getUint32(at), captured), 0x7fffffff);
    batch.micros[index] = view.getUint32(at + 16) * 1e6 + view.getUint32(at + 20);
    batch.nanos[index] = 0;
    batch.interface[index] = this.#interface;
    batch.position[index] = position;
  }
}

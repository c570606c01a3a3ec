/**
 * EtherPeek files of versions 5 to 7 (WildPackets). No document of the maker is public: the layout is known from sample
 * files and from what other readers show of them.
 */
import type { PacketBatch } from './packets.ts';
import type { FormatReader, Reading } from './reading.ts';
import { type RecordFormat, RecordReader } from './records.ts';
import { type Chain, chain } from './resynchronise.ts';
import type { Window } from './window.ts';

const FILE_HEADER = 50;
/** The reserved part of the file header is zero. */
const RESERVED = 26;
const FCS_LENGTH = 4;
/** Seconds from 1904-01-01, where the Macintosh began to count, to 1970-01-01. */
const SINCE_1904 = 2_082_844_800;

const MEDIA_LINK_TYPES = new Map([
  [0, 1], // Ethernet
  [1, 6], // token ring
]);

/** Whether the bytes at the window's cursor are an EtherPeek file: its header says little, so its records must chain. */
export function readsAsEtherPeek(window: Window): Chain {
  const version = window.bytes[window.at];
  if (version < 5 || version > 7 || window.bytes[window.at + 1] !== 0) return 'breaks';
  if (!window.ensure(FILE_HEADER)) return window.exhausted ? 'breaks' : 'open';
  const { bytes, view, at } = window;
  if (!bytes.subarray(at + RESERVED, at + FILE_HEADER).every((byte) => byte === 0)) return 'breaks';
  if (!MEDIA_LINK_TYPES.has(view.getUint32(at + 22))) return 'breaks';
  if (window.available === FILE_HEADER && window.exhausted) return 'holds';
  const records = recordsOf(version, view, at, 0);
  return chain(window, at + FILE_HEADER, records.headerLength, (index) =>
    records.measure(window.view, index, window.end),
  );
}

export function etherPeekReader(window: Window, reading: Reading): FormatReader {
  const { bytes, view, at } = window;
  const version = bytes[at];
  const linkType = MEDIA_LINK_TYPES.get(view.getUint32(at + 22)) ?? 1;
  reading.file.format = `EtherPeek ${version}`;
  const number = reading.addInterface({ linkType, fcsLength: FCS_LENGTH, digits: version === 7 ? 6 : 3 });
  const records = recordsOf(version, view, at, number);
  window.at += FILE_HEADER;
  return new RecordReader(window, reading, records);
}

function recordsOf(version: number, view: DataView, header: number, interfaceNumber: number): RecordFormat {
  if (version === 7) return new EtherPeekRecords(LAYOUT_7, interfaceNumber, 0);
  return new EtherPeekRecords(LAYOUT_5, interfaceNumber, view.getUint32(header + 10));
}

interface Layout {
  headerLength: number;
  wire: number;
  /** Offset of the length kept, 0 = all. */
  slice: number;
  /** Records are padded to a multiple of this. */
  step: number;
}

/** Versions 5 and 6: milliseconds since the reference time of the file. */
const LAYOUT_5: Layout = { headerLength: 26, wire: 0, slice: 2, step: 1 };
/** Version 7: 64 bits of microseconds since 1904. */
const LAYOUT_7: Layout = { headerLength: 16, wire: 2, slice: 4, step: 2 };

class EtherPeekRecords implements RecordFormat {
  readonly headerLength: number;
  readonly step: number;
  readonly #layout: Layout;
  readonly #interface: number;
  readonly #reference: number;

  constructor(layout: Layout, interfaceNumber: number, reference: number) {
    this.headerLength = layout.headerLength;
    this.step = layout.step;
    this.#layout = layout;
    this.#interface = interfaceNumber;
    this.#reference = reference;
  }

  measure(view: DataView, at: number): number {
    const kept = this.#kept(view, at);
    if (kept === 0) return 0;
    return this.headerLength + Math.ceil(kept / this.step) * this.step;
  }

  append(batch: PacketBatch, view: DataView, at: number, position: number): void {
    const index = batch.count++;
    const kept = this.#kept(view, at);
    batch.start[index] = at + this.headerLength;
    batch.captured[index] = kept;
    batch.wire[index] = Math.max(view.getUint16(at + this.#layout.wire), kept);
    batch.micros[index] = this.#micros(view, at);
    batch.nanos[index] = 0;
    batch.interface[index] = this.#interface;
    batch.position[index] = position;
  }

  #kept(view: DataView, at: number): number {
    return view.getUint16(at + this.#layout.slice) || view.getUint16(at + this.#layout.wire);
  }

  #micros(view: DataView, at: number): number {
    if (this.#layout === LAYOUT_5) {
      return (this.#reference - SINCE_1904) * 1e6 + view.getUint32(at + 6) * 1000;
    }
    return view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12) - SINCE_1904 * 1e6;
  }
}

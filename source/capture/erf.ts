/**
 * ERF files of Endace cards: records without a file header.
 * https://wiki.wireshark.org/ERF and https://www.tcpdump.org/linktypes/LINKTYPE_ERF.html
 */
import type { PacketBatch } from './packets.ts';
import type { FormatReader, Reading } from './reading.ts';
import { type RecordFormat, RecordReader } from './records.ts';
import { type Chain, chain } from './resynchronise.ts';
import type { Window } from './window.ts';

const HEADER = 16;
const EXTENSION = 8;
const MOST_EXTENSIONS = 16;
/** 1990-01-01: no card existed before. */
const EARLIEST = 631_152_000;
const A_YEAR = 366 * 86_400;

/** What follows the header (and its extensions) in a record of some type. */
type Content =
  /** `skip` bytes of the card's own, then a frame of this link type; `counted`: those bytes are part of the wire length. */
  | { kind: 'frame'; linkType: number; skip: number; counted: boolean; fcsLength: number }
  /** `skip` bytes, then HDLC: Cisco's or PPP. */
  | { kind: 'hdlc'; skip: number; counted: boolean }
  | { kind: 'nothing' };

const ETHERNET: Content = { kind: 'frame', linkType: 1, skip: 2, counted: false, fcsLength: 4 };
const HDLC: Content = { kind: 'hdlc', skip: 0, counted: false };
const MULTICHANNEL_HDLC: Content = { kind: 'hdlc', skip: 4, counted: true };
const NOTHING: Content = { kind: 'nothing' };

const CONTENTS = new Map<number, Content>([
  ...[2, 11, 16, 20].map((type) => [type, ETHERNET] as const),
  ...[1, 10, 15, 19].map((type) => [type, HDLC] as const),
  ...[5, 17].map((type) => [type, MULTICHANNEL_HDLC] as const),
  ...[3, 4].map((type) => [type, { kind: 'frame', linkType: 100, skip: 4, counted: false, fcsLength: 0 }] as const),
  ...[7, 9, 12, 18].map(
    (type) => [type, { kind: 'frame', linkType: 100, skip: 8, counted: false, fcsLength: 0 }] as const,
  ),
  [22, { kind: 'frame', linkType: 228, skip: 0, counted: false, fcsLength: 0 }],
  [23, { kind: 'frame', linkType: 229, skip: 0, counted: false, fcsLength: 0 }],
  ...[6, 8, 13, 14, 21, 24, 25, 27, 48].map((type) => [type, NOTHING] as const),
]);

const C_HDLC_LINK = 104;
const PPP_LINK = 50;

/** Whether the bytes at the window's cursor chain as ERF records. */
export function readsAsErf(window: Window): Chain {
  const records = new ErfRecords(null);
  return chain(window, window.at, HEADER, (at) => records.measure(window.view, at, window.end));
}

export function erfReader(window: Window, reading: Reading): FormatReader {
  reading.file.format = 'ERF';
  return new RecordReader(window, reading, new ErfRecords(reading));
}

class ErfRecords implements RecordFormat {
  readonly headerLength = HEADER;
  readonly step = 1;
  readonly #reading: Reading | null;
  readonly #latest = Date.now() / 1000 + A_YEAR;
  /** Number in the capture of the interface that stands for a link type. */
  readonly #interfaces = new Map<number, number>();

  /** Without a reading it measures only. */
  constructor(reading: Reading | null) {
    this.#reading = reading;
  }

  measure(view: DataView, at: number, end: number): number {
    const seconds = view.getUint32(at + 4, true);
    const type = view.getUint8(at + 8);
    const length = view.getUint16(at + 10);
    const content = CONTENTS.get(type & 0x7f);
    if (!content || length < HEADER || seconds < EARLIEST || seconds > this.#latest) return 0;
    if (at + length > end) return length;
    return headersLength(view, at, type) + skipOf(content) <= length ? length : 0;
  }

  append(batch: PacketBatch, view: DataView, at: number, position: number): void {
    const type = view.getUint8(at + 8);
    const content = CONTENTS.get(type & 0x7f) ?? NOTHING;
    if (content.kind === 'nothing') return;
    const index = batch.count++;
    const start = at + headersLength(view, at, type) + content.skip;
    const wire = Math.max(0, view.getUint16(at + 14) - (content.counted ? content.skip : 0));
    const fraction = view.getUint32(at, true);
    const nanoseconds = Math.floor((fraction * 1e9) / 2 ** 32);
    batch.start[index] = start;
    batch.captured[index] = Math.min(at + view.getUint16(at + 10) - start, wire);
    batch.wire[index] = wire;
    batch.micros[index] = view.getUint32(at + 4, true) * 1e6 + Math.floor(nanoseconds / 1000);
    batch.nanos[index] = nanoseconds % 1000;
    batch.interface[index] = this.#interfaceOf(linkTypeOf(content, view, start, at), content);
    batch.position[index] = position;
  }

  #interfaceOf(linkType: number, content: Content): number {
    const known = this.#interfaces.get(linkType);
    if (known !== undefined) return known;
    const fcsLength = content.kind === 'frame' ? content.fcsLength : 0;
    const number = this.#reading?.addInterface({ linkType, fcsLength, digits: 9 }) ?? 0;
    this.#interfaces.set(linkType, number);
    return number;
  }
}

/** Bytes of the header and the extension headers that announce each other by their first bit. */
function headersLength(view: DataView, at: number, type: number): number {
  let length = HEADER;
  let another = type > 0x7f;
  for (let extensions = 0; another && extensions < MOST_EXTENSIONS && at + length < view.byteLength; extensions++) {
    another = view.getUint8(at + length) > 0x7f;
    length += EXTENSION;
  }
  return length;
}

function skipOf(content: Content): number {
  return content.kind === 'nothing' ? 0 : content.skip;
}

function linkTypeOf(content: Content, view: DataView, start: number, at: number): number {
  if (content.kind === 'frame') return content.linkType;
  const end = at + view.getUint16(at + 10);
  return start < end && view.getUint8(start) === 0xff ? PPP_LINK : C_HDLC_LINK;
}

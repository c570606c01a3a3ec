/**
 * The packets of one connection, as the packet list shows them: filled while the analyser runs over the connection again.
 * Columns, 61 bytes a packet; an object is made only for a row that is looked at.
 */
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { isKnown } from '../connection/known.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { marksOf } from '../findings/classification.ts';
import { Classifier } from '../findings/classify.ts';
import { EvidenceSegment } from '../findings/evidence-segment.ts';
import type { Flow } from '../findings/flow.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import type { PacketList, PacketRecord, PacketRow } from './session.ts';

/** Packets listed of one connection at most: 122 MB of columns. */
const MOST_ROWS = 2_000_000;
const FIRST_ROWS = 256;

const NO_MARKS: readonly string[] = [];

/** The flag's bit, RFC 9293 section 3.1. */
const ACK = 0x10;

/** Reads a packet back; null = no longer kept. */
export type ReadPacket = (position: number) => Promise<PacketRecord | null>;

interface Columns {
  number: Float64Array;
  position: Float64Array;
  micros: Float64Array;
  nanos: Uint16Array;
  side: Uint8Array;
  flags: Uint16Array;
  sequence: Float64Array;
  /** NaN: the segment acknowledges nothing. */
  acknowledgement: Float64Array;
  length: Uint32Array;
  window: Float64Array;
  /** Index into the lists of marks met so far; 0 = none. */
  marks: Uint32Array;
}

export class PacketRows implements PacketList, PassObserver {
  count = 0;
  complete = false;
  readonly #read: ReadPacket;
  readonly #networkKnown: boolean;
  readonly #segmentNow = new EvidenceSegment();
  readonly #classifier = new Classifier();
  readonly #markLists: (readonly string[])[] = [NO_MARKS];
  readonly #markNumbers = new Map<string, number>([['', 0]]);
  #columns = columnsFor(FIRST_ROWS);
  #leftOut = 0;
  /** Packets that were no longer kept when it was read. */
  gone = 0;

  /** Of a connection that a proxy forwarded, windows are made up, and marks would be about the recorder. */
  constructor(read: ReadPacket, forwarded: boolean) {
    this.#read = read;
    this.#networkKnown = isKnown('from the network', forwarded);
  }

  get notes(): readonly string[] {
    const notes: string[] = [];
    const number = (packets: number): string => packets.toLocaleString('en-US');
    if (this.gone > 0) notes.push(`${number(this.gone)} more are no longer kept`);
    if (this.#leftOut > 0)
      notes.push(`${number(this.#leftOut)} packets after the first ${number(MOST_ROWS)} are not listed`);
    return notes;
  }

  /** What can be read back has been, of a connection that has had so many packets. */
  finish(known: number): void {
    if (this.complete) return;
    this.complete = true;
    this.gone = Math.max(0, known - this.count - this.#leftOut);
  }

  at(row: number): PacketRow {
    const columns = this.#columns;
    const networkKnown = this.#networkKnown;
    const acknowledgement = columns.acknowledgement[row];
    return {
      number: columns.number[row],
      micros: columns.micros[row],
      nanos: columns.nanos[row],
      side: columns.side[row] as 0 | 1,
      flags: columns.flags[row],
      sequence: columns.sequence[row],
      acknowledgement: Number.isNaN(acknowledgement) ? null : acknowledgement,
      length: columns.length[row],
      window: networkKnown ? columns.window[row] : null,
      marks: networkKnown ? this.#markLists[columns.marks[row]] : NO_MARKS,
    };
  }

  record(row: number): Promise<PacketRecord | null> {
    return this.#read(this.#columns.position[row]);
  }

  segment(packets: PacketBatch, segments: SegmentBatch, i: number, number: number, outcome: SegmentOutcome): void {
    if (this.count === MOST_ROWS) {
      this.#leftOut++;
      return;
    }
    const segmentNow = this.#segmentNow;
    const classifier = this.#classifier;
    segmentNow.load(packets, segments, i, number, outcome.side);
    const marks = marksOf(classifier.add(segmentNow));
    const flow = classifier.flows[outcome.side];
    const other = classifier.flows[1 - outcome.side];

    const acknowledges = (segmentNow.flags & ACK) !== 0;
    const acknowledgement = acknowledges ? place(other, segmentNow.acknowledgement) : Number.NaN;

    const row = this.count;
    if (row === this.#columns.number.length) this.#columns = grown(this.#columns);
    const columns = this.#columns;
    columns.number[row] = number;
    columns.position[row] = packets.position[i];
    columns.micros[row] = packets.micros[i];
    columns.nanos[row] = packets.nanos[i];
    columns.side[row] = outcome.side;
    columns.flags[row] = segmentNow.flags;
    columns.sequence[row] = place(flow, segmentNow.sequence);
    columns.acknowledgement[row] = acknowledgement;
    columns.length[row] = segmentNow.length;
    columns.window[row] = flow.window ?? segmentNow.window;
    columns.marks[row] = this.#markNumber(marks);
    this.count++;
  }

  #markNumber(marks: readonly string[]): number {
    const key = marks.join('\n');
    let number = this.#markNumbers.get(key);
    if (number === undefined) {
      number = this.#markLists.push(marks) - 1;
      this.#markNumbers.set(key, number);
    }
    return number;
  }
}

/** Offset in the stream; the number itself while nothing of that side is known. */
const place = (flow: Flow, sequence: number): number => (flow.known ? flow.offset(sequence) : sequence);

function columnsFor(rows: number): Columns {
  return {
    number: new Float64Array(rows),
    position: new Float64Array(rows),
    micros: new Float64Array(rows),
    nanos: new Uint16Array(rows),
    side: new Uint8Array(rows),
    flags: new Uint16Array(rows),
    sequence: new Float64Array(rows),
    acknowledgement: new Float64Array(rows),
    length: new Uint32Array(rows),
    window: new Float64Array(rows),
    marks: new Uint32Array(rows),
  };
}

function grown(columns: Columns): Columns {
  const larger = columnsFor(Math.min(MOST_ROWS, columns.number.length * 2));
  for (const name of Object.keys(columns) as (keyof Columns)[]) larger[name].set(columns[name]);
  return larger;
}

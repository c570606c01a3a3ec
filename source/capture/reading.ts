/** What every format's reader has in common: how it is driven, and where it writes down what it met. */
import { isDeepStrictEqual } from 'node:util';
import type { SourceCounters } from './bytes.ts';
import type { CaptureFile, CaptureInterface, Damage, ReadingPolicy } from './capture.ts';
import type { PacketBatch } from './packets.ts';
import type { Processes } from './processes.ts';

export type Filled = 'packets' | 'starved' | 'end';

/** Reads the records of one file in one format. */
export interface FormatReader {
  /** As `Capture.fill`, for this file. */
  fill(batch: PacketBatch): Filled;

  /**
   * Appends the record at `offset` of the file to the batch; its bytes begin at `batch.bytes[at]` and are there up to `end`.
   * Returns the length of the record in bytes: when that is more than `end - at`, nothing was appended and the caller
   * brings more bytes. 0: no such record.
   */
  recall(batch: PacketBatch, view: DataView, at: number, end: number, offset: number): number;
}

/** Places stepped over that are listed for one file. */
const MOST_SKIPS = 100;
/** Comments kept of one file, names likewise, and characters kept of each. */
const MOST_REMARKS = 1000;
const LONGEST_REMARK = 4096;

const UNDESCRIBED: CaptureInterface = {
  linkType: 0,
  name: null,
  description: null,
  filter: null,
  snaplen: 0,
  fcsLength: 0,
  digits: 6,
  received: null,
  dropped: null,
};

function isAlike(one: CaptureInterface, other: CaptureInterface): boolean {
  const counters = { received: null, dropped: null };
  return isDeepStrictEqual({ ...one, ...counters }, { ...other, ...counters });
}

/** Where a file stands in the capture. */
export interface FilePlace {
  fileIndex: number;
  /** Position of the file's first byte with all files laid end to end. */
  base: number;
  /** Packets handed out before it. */
  packets: number;
  /** It is part of a recording in several files. */
  oneRecording: boolean;
  /** What the link type that it states is to be taken for. */
  linkType: (stated: number) => number;
  processes: Processes;
}

/** The notebook of one file while it is read; interfaces, damage and packet numbers go on over all files. */
export class Reading {
  readonly policy: ReadingPolicy;
  readonly file: CaptureFile;
  /** Packets handed out before the batch that is being filled. */
  packets: number;
  readonly #interfaces: CaptureInterface[];
  readonly #damage: Damage[];
  readonly #place: FilePlace;
  #skips = 0;

  constructor(
    policy: ReadingPolicy,
    file: CaptureFile,
    place: FilePlace,
    interfaces: CaptureInterface[],
    damage: Damage[],
  ) {
    this.policy = policy;
    this.file = file;
    this.#place = place;
    this.packets = place.packets;
    this.#interfaces = interfaces;
    this.#damage = damage;
  }

  get processes(): Processes {
    return this.#place.processes;
  }

  get fileIndex(): number {
    return this.#place.fileIndex;
  }

  get base(): number {
    return this.#place.base;
  }

  /** Notes an interface; returns its number in `PacketBatch.interface`, or -1 when there are more than that can hold. */
  addInterface(stated: Partial<CaptureInterface> & { linkType: number }): number {
    const described = { ...UNDESCRIBED, ...stated, linkType: this.#place.linkType(stated.linkType) };
    const known = this.#place.oneRecording ? this.#interfaces.findIndex((other) => isAlike(other, described)) : -1;
    if (known >= 0) return known;
    if (this.#interfaces.length > 0xffff) return -1;
    return this.#interfaces.push(described) - 1;
  }

  interface(index: number): CaptureInterface {
    return this.#interfaces[index];
  }

  addComment(text: string): void {
    addBounded(this.file.comments, text);
  }

  addName(text: string): void {
    addBounded(this.file.names, text);
  }

  /** Takes up what the capturing program counted so far, where it said so. */
  addCounters({ received, dropped }: SourceCounters): void {
    const counted = this.#interfaces.at(-1);
    if (!counted) return;
    counted.received = received ?? counted.received;
    counted.dropped = dropped ?? counted.dropped;
  }

  note(outcome: Damage['outcome'], offset: number, what: string): void {
    if (outcome === 'skipped' && ++this.#skips > MOST_SKIPS) return;
    this.#damage.push({ file: this.file.name, offset, packet: this.packets, what, outcome });
  }
}

function addBounded(remarks: string[], text: string): void {
  if (remarks.length < MOST_REMARKS) remarks.push(text.slice(0, LONGEST_REMARK));
}

/** The entry in force at an offset, in a list ascending by `from` whose first entry covers the beginning. */
export function inForce<Entry extends { from: number }>(entries: readonly Entry[], offset: number): Entry {
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (entries[middle].from <= offset) low = middle;
    else high = middle - 1;
  }
  return entries[low];
}

/** Opens captures: the one door through which every kind of source becomes packets. */
import { type ByteSource, PlainFile } from './bytes.ts';
import {
  type Capture,
  CaptureError,
  type CaptureFile,
  type CaptureInterface,
  type CaptureSource,
  type Damage,
  type ReadingPolicy,
} from './capture.ts';
import { COMPRESSION_MAGIC, compressionOf } from './compression.ts';
import { EXPANDED_BYTES, expandedSpool, type Readings } from './expansion.ts';
import type { PacketBatch } from './packets.ts';
import { Processes } from './processes.ts';
import { type Filled, type FormatReader, Reading } from './reading.ts';
import { RecordRecall } from './recall.ts';
import { readerFor } from './recognise.ts';
import { type Supply, supplyOf, type WholeBytes } from './supply.ts';
import { privateRoom, Window, type WindowRoom } from './window.ts';

/** Compressions in each other that are undone. */
const MOST_PACKINGS = 2;

export interface OpenOptions {
  /** Bytes that a compressed file may expand to. */
  expandedBytes?: number;
  /** Whether `read` will ask for records once more. */
  readings?: Readings;
  /** For followed files and rings whose writer says how far they are whole. */
  wholeBytes?: WholeBytes;
  /** What the link type that a file states is to be taken for. */
  linkType?: (stated: number) => number;
  /** Where the bytes being read lie. */
  room?: WindowRoom;
}

type SequenceOptions = Required<Omit<OpenOptions, 'wholeBytes'>>;

const asStated = (linkType: number): number => linkType;

/**
 * Opens the sources as one trace, in their order. Throws CaptureError when the first cannot be opened or recognised, as
 * far as its bytes are there: of a pipe or a growing file they may not be, and `fill` throws it later.
 */
export async function openCapture(
  sources: CaptureSource[],
  policy: ReadingPolicy,
  options: OpenOptions = {},
): Promise<Capture> {
  const supplies = await Promise.all(sources.map((source) => supplyOf(source, policy, options.wholeBytes)));
  const { expandedBytes = EXPANDED_BYTES, readings = 'again', room = privateRoom, linkType = asStated } = options;
  const capture = new FileSequence(supplies, policy, { expandedBytes, readings, room, linkType });
  try {
    await capture.openFirst(sources[0]?.kind === 'live');
  } catch (error) {
    capture.close();
    throw error;
  }
  return capture;
}

/** A file of the capture: its bytes, the window on them, and the reader once its format is known. */
interface OpenFile {
  source: ByteSource;
  window: Window;
  reading: Reading;
  reader: FormatReader | null;
  packings: number;
}

class FileSequence implements Capture {
  readonly files: CaptureFile[] = [];
  readonly interfaces: CaptureInterface[] = [];
  readonly processes = new Processes();
  readonly damage: Damage[] = [];
  readonly #policy: ReadingPolicy;
  readonly #expandedBytes: number;
  readonly #readings: Readings;
  readonly #linkType: (stated: number) => number;
  readonly #room: WindowRoom;
  /** Where the files come from; the first one that is not used up gives the next. */
  readonly #supplies: Supply[];
  readonly #opened: OpenFile[] = [];
  readonly #recall = new RecordRecall();
  /** The file being read: the last one opened, unless that is finished. */
  #current: OpenFile | null = null;
  #packets = 0;
  #closed = false;

  constructor(supplies: Supply[], policy: ReadingPolicy, { expandedBytes, readings, room, linkType }: SequenceOptions) {
    this.#room = room;
    this.#supplies = supplies;
    this.#policy = policy;
    this.#expandedBytes = expandedBytes;
    this.#readings = readings;
    this.#linkType = linkType;
  }

  /** Opens the first file, and waits for its format where that is known soon: of files on disk and live captures. */
  async openFirst(live: boolean): Promise<void> {
    if (this.#openNext() !== 'opened' || !this.#current) return;
    const soon = live || this.#current.source instanceof PlainFile;
    while (!this.#recognised(this.#current) && soon) await this.#current.source.more(new AbortController().signal);
  }

  fill(batch: PacketBatch): Filled {
    batch.count = 0;
    if (batch.tellsProcesses) batch.process.fill(0);
    batch.tellsProcesses = false;
    for (;;) {
      if (this.#closed) return 'end';
      if (!this.#current) {
        const next = this.#openNext();
        if (next === 'later') return 'starved';
        if (next === 'none') return 'end';
      }
      const file = this.#current as unknown as OpenFile;
      const reader = this.#recognised(file);
      if (!reader) return 'starved';
      const filled = this.#fillFrom(file, reader, batch);
      if (filled !== 'end') return filled;
      this.#finish(file);
    }
  }

  async more(signal: AbortSignal): Promise<void> {
    await (this.#current ? this.#current.source : this.#supplies[0])?.more(signal);
  }

  read(positions: Float64Array, from: number, to: number, batch: PacketBatch): number {
    batch.count = 0;
    if (from >= to || this.#closed) return to - from;
    const file = this.#fileAt(positions[from]);
    const next = this.#opened[file + 1]?.reading.base ?? Number.POSITIVE_INFINITY;
    let end = from;
    while (end < to && positions[end] < next) end++;
    const { source, reading, reader } = this.#opened[file];
    if (!reader) return end - from;
    batch.file = file;
    return this.#recall.read({ source, reader, base: reading.base }, positions, from, end, batch);
  }

  async stop(): Promise<void> {
    if (!this.#current) return;
    await this.#current.source.stop?.();
    this.#takeCounters(this.#current);
  }

  get keptFrom(): number {
    const last = this.#opened.at(-1);
    const kept = last?.source.keptFrom ?? 0;
    return last === undefined || kept === 0 ? 0 : last.reading.base + kept;
  }

  close(): void {
    this.#closed = true;
    for (const { source } of this.#opened) source.close();
    for (const supply of this.#supplies) supply.close();
  }

  #fillFrom(file: OpenFile, reader: FormatReader, batch: PacketBatch): Filled {
    const { window, reading } = file;
    batch.file = reading.fileIndex;
    const filled = reader.fill(batch);
    this.#packets += batch.count;
    reading.packets = this.#packets;
    reading.file.bytesRead = window.offset;
    reading.file.bytesTotal = window.source.total;
    this.#takeCounters(file);
    return filled;
  }

  #takeCounters({ source, reading }: OpenFile): void {
    if (source.counters) reading.addCounters(source.counters);
  }

  /** The file is read to its end. */
  #finish(file: OpenFile): void {
    const { source, window, reading } = file;
    this.#current = null;
    reading.file.bytesTotal = source.total;
    if (source.ending && window.offset > 0) reading.note('cut', window.offset, source.ending);
    this.#takeCounters(file);
  }

  #fileAt(position: number): number {
    let file = this.#opened.length - 1;
    while (file > 0 && this.#opened[file].reading.base > position) file--;
    return file;
  }

  #openNext(): 'opened' | 'later' | 'none' {
    for (;;) {
      if (this.#supplies.length === 0) return 'none';
      const source = this.#supplies[0].next();
      if (source === 'later') return 'later';
      if (source !== 'none') {
        this.#open(source, this.#supplies[0].oneRecording);
        return 'opened';
      }
      this.#supplies.shift()?.close();
    }
  }

  #open(source: ByteSource, oneRecording: boolean): void {
    const last = this.#opened.at(-1);
    const file: CaptureFile = {
      name: source.name,
      format: '',
      bytesRead: 0,
      bytesTotal: source.total,
      comments: [],
      names: [],
      hardware: null,
      system: null,
      application: null,
    };
    const place = {
      fileIndex: this.#opened.length,
      base: last ? last.reading.base + last.window.offset : 0,
      packets: this.#packets,
      oneRecording,
    };
    const reading = new Reading(
      this.#policy,
      file,
      { ...place, linkType: this.#linkType, processes: this.processes },
      this.interfaces,
      this.damage,
    );
    this.#current = { source, window: new Window(source, this.#room), reading, reader: null, packings: 0 };
    this.files.push(file);
    this.#opened.push(this.#current);
  }

  /** The reader of the file, or null as long as too few of its bytes are there to tell. */
  #recognised(file: OpenFile): FormatReader | null {
    if (file.reader) return file.reader;
    if (this.#expandsFirst(file)) return null;
    file.reader = readerFor(file.window, file.reading);
    const { packing } = file.source;
    if (file.reader && packing) file.reading.file.format += `, ${packing}`;
    return file.reader;
  }

  /** A compressed file is replaced by what it expands to. */
  #expandsFirst(file: OpenFile): boolean {
    const { window } = file;
    if (!window.ensure(COMPRESSION_MAGIC)) return false;
    const compression = compressionOf(window.bytes.subarray(window.at, window.end));
    if (!compression) return false;
    if (file.packings === MOST_PACKINGS) throw new CaptureError(`${file.source.name}: compressed more than twice`);
    file.packings++;
    file.source = expandedSpool(file.source, compression, this.#expandedBytes, this.#readings);
    file.window = new Window(file.source, this.#room);
    return true;
  }
}

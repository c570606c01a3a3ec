/** Opens captures: the one door through which every kind of source becomes packets. */
import { type ByteSource, PlainFile } from './bytes.ts';
import type { Capture, CaptureFile, CaptureInterface, CaptureSource, Damage, ReadingPolicy } from './capture.ts';
import type { PacketBatch } from './packets.ts';
import { type Filled, type FormatReader, Reading } from './reading.ts';
import { RecordRecall } from './recall.ts';
import { readerFor } from './recognise.ts';
import { Window } from './window.ts';

/** Opens the sources as one trace. Throws CaptureError when the first cannot be opened or recognised. */
export async function openCapture(sources: CaptureSource[], policy: ReadingPolicy): Promise<Capture> {
  const capture = new SequentialCapture(sources, policy);
  await capture.openFirst();
  return capture;
}

/** A file of the capture: its bytes, the window on them and the reader of its format. */
interface OpenFile {
  source: ByteSource;
  window: Window;
  reading: Reading;
  reader: FormatReader;
}

class SequentialCapture implements Capture {
  readonly files: CaptureFile[] = [];
  readonly interfaces: CaptureInterface[] = [];
  readonly damage: Damage[] = [];
  readonly #policy: ReadingPolicy;
  readonly #sources: CaptureSource[];
  readonly #opened: OpenFile[] = [];
  readonly #recall = new RecordRecall();
  #packets = 0;

  constructor(sources: CaptureSource[], policy: ReadingPolicy) {
    this.#sources = sources;
    this.#policy = policy;
  }

  async openFirst(): Promise<void> {
    this.#openNext();
  }

  fill(batch: PacketBatch): Filled {
    for (;;) {
      const filled = this.#fillFrom(this.#opened[this.#opened.length - 1], batch);
      if (filled !== 'end') return filled;
      if (this.#opened.length === this.#sources.length) return 'end';
      this.#openNext();
    }
  }

  async more(signal: AbortSignal): Promise<void> {
    await this.#opened[this.#opened.length - 1].source.more(signal);
  }

  read(positions: Float64Array, from: number, to: number, batch: PacketBatch): number {
    batch.count = 0;
    if (from >= to) return 0;
    const file = this.#fileAt(positions[from]);
    const next = this.#opened[file + 1]?.reading.base ?? Number.POSITIVE_INFINITY;
    let end = from;
    while (end < to && positions[end] < next) end++;
    const { source, reading, reader } = this.#opened[file];
    batch.file = file;
    return this.#recall.read({ source, reader, base: reading.base }, positions, from, end, batch);
  }

  close(): void {
    for (const { source } of this.#opened) source.close();
    this.#opened.length = 0;
  }

  #fillFrom({ window, reading, reader }: OpenFile, batch: PacketBatch): Filled {
    batch.count = 0;
    batch.file = reading.fileIndex;
    const filled = reader.fill(batch);
    this.#packets += batch.count;
    reading.packets = this.#packets;
    reading.file.bytesRead = window.offset;
    reading.file.bytesTotal = window.source.total;
    return filled;
  }

  #fileAt(position: number): number {
    let file = this.#opened.length - 1;
    while (file > 0 && this.#opened[file].reading.base > position) file--;
    return file;
  }

  #openNext(): void {
    const last = this.#opened.at(-1);
    const source = openSource(this.#sources[this.#opened.length]);
    const file: CaptureFile = {
      name: source.name,
      format: '',
      bytesRead: 0,
      bytesTotal: source.total,
      comments: [],
      hardware: null,
      system: null,
      application: null,
    };
    const place = {
      fileIndex: this.#opened.length,
      base: last ? last.reading.base + last.window.offset : 0,
      packets: this.#packets,
    };
    const reading = new Reading(this.#policy, file, place, this.interfaces, this.damage);
    const window = new Window(source);
    const reader = readerFor(window, reading);
    this.files.push(file);
    this.#opened.push({ source, window, reading, reader });
  }
}

function openSource(source: CaptureSource): ByteSource {
  if (source.kind === 'file') return new PlainFile(source.path);
  throw new Error(`not yet: ${source.kind}`);
}

/** The reader shared by the smaller formats: records one after another, each with its length in its header. */
import type { PacketBatch } from './packets.ts';
import type { Filled, FormatReader, Reading } from './reading.ts';
import { Recovery } from './recovery.ts';
import { Resynchroniser } from './resynchronise.ts';
import type { Window } from './window.ts';

/** How the records of a format look. */
export interface RecordFormat {
  /** Bytes that `measure` needs at least. */
  readonly headerLength: number;
  /** Records begin at multiples of so many bytes after each other. */
  readonly step: number;

  /**
   * The length in bytes of the record that begins at `at`, or 0 when none can begin there. When its header goes on
   * beyond `end`: some length that does so too, to be asked again when that much is there.
   */
  measure(view: DataView, at: number, end: number): number;

  /** Appends the record at `at`, which is whole; nothing when it holds no packet. */
  append(batch: PacketBatch, view: DataView, at: number, position: number): void;
}

export class RecordReader implements FormatReader {
  readonly #window: Window;
  readonly #reading: Reading;
  readonly #format: RecordFormat;
  readonly #recovery: Recovery;

  /** The window stands at the first record. */
  constructor(window: Window, reading: Reading, format: RecordFormat) {
    this.#window = window;
    this.#reading = reading;
    this.#format = format;
    const resynchroniser = new Resynchroniser(window, format.step, format.headerLength);
    const measure = (at: number): number => format.measure(window.view, at, window.end);
    this.#recovery = new Recovery(window, reading, resynchroniser, measure);
  }

  fill(batch: PacketBatch): Filled {
    for (;;) {
      this.#takeRecords(batch);
      if (batch.count > 0) return 'packets';
      const settled = this.#settle();
      if (settled !== 'again') return settled;
    }
  }

  recall(batch: PacketBatch, view: DataView, at: number, end: number, offset: number): number {
    const { headerLength } = this.#format;
    if (at + headerLength > end) return headerLength;
    const length = this.#format.measure(view, at, end);
    if (length > 0 && at + length <= end) this.#format.append(batch, view, at, this.#reading.base + offset);
    return length;
  }

  #takeRecords(batch: PacketBatch): void {
    const window = this.#window;
    const { view, end } = window;
    const { headerLength } = this.#format;
    const position = this.#reading.base + window.offsetOf(0);
    batch.bytes = window.bytes;
    while (batch.count < batch.room && window.at + headerLength <= end) {
      const length = this.#format.measure(view, window.at, end);
      if (length === 0 || window.at + length > end) return;
      this.#format.append(batch, view, window.at, position + window.at);
      window.at += length;
    }
  }

  /** The record that the loop stopped at: not whole yet, or damaged. */
  #settle(): 'again' | Filled {
    const window = this.#window;
    const { headerLength } = this.#format;
    if (!window.ensure(headerLength)) return this.#recovery.incomplete('the header of a record');
    const length = this.#format.measure(window.view, window.at, window.end);
    if (length === 0) return this.#recovery.damaged('no record');
    return window.ensure(length) ? 'again' : this.#recovery.incomplete(`a record of ${length} bytes`);
  }
}

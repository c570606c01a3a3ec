/** The reader shared by the smaller formats: records one after another, each with its length in its header. */
import type { PacketBatch } from './packets.ts';
import type { Filled, FormatReader, Reading } from './reading.ts';
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
  readonly #resynchroniser: Resynchroniser;

  /** The window stands at the first record. */
  constructor(window: Window, reading: Reading, format: RecordFormat) {
    this.#window = window;
    this.#reading = reading;
    this.#format = format;
    this.#resynchroniser = new Resynchroniser(window, format.step, format.headerLength);
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
    if (!window.ensure(headerLength)) return this.#endInside('the header of a record');
    const length = this.#format.measure(window.view, window.at, window.end);
    if (length === 0) return this.#damaged();
    return window.ensure(length) ? 'again' : this.#endInside(`a record of ${length} bytes`);
  }

  #damaged(): 'again' | Filled {
    const distance = this.#reading.policy === 'tcptrace' ? 'none' : this.#search();
    if (distance === 'open') return 'starved';
    if (distance !== 'none') return this.#skip(distance, 'no record');
    this.#reading.note('stopped', this.#window.offset, 'no record; no further one was found');
    return this.#consumeRest();
  }

  #endInside(what: string): 'again' | Filled {
    const window = this.#window;
    if (!window.exhausted) return 'starved';
    if (window.available === 0) return 'end';
    const distance = this.#reading.policy === 'tcptrace' ? 'none' : this.#search();
    if (typeof distance === 'number') return this.#skip(distance, `${what} that does not end`);
    this.#reading.note('cut', window.offset, `the file ends inside ${what}`);
    return this.#consumeRest();
  }

  #search(): number | 'none' | 'open' {
    return this.#resynchroniser.search((at) => this.#format.measure(this.#window.view, at, this.#window.end));
  }

  #skip(distance: number, what: string): 'again' {
    this.#reading.note('skipped', this.#window.offset, `${what}; ${distance} bytes skipped`);
    this.#window.at += distance;
    return 'again';
  }

  #consumeRest(): Filled {
    this.#window.at = this.#window.end;
    this.#window.exhausted = true;
    return 'end';
  }
}

/**
 * Classic pcap files: https://www.tcpdump.org/manpages/pcap-savefile.5.html
 *
 * One loop (pcap-record.ts) takes the ordinary records, which are nearly all. Whatever it stops at is settled here, one
 * record at a time, and only when the batch is empty: the bytes a batch points into must not move under it.
 */
import { LONGEST_PACKET, type PacketBatch } from './packets.ts';
import { PCAP_HEADER_LENGTH, pcapByteOrder, readPcapHeader } from './pcap-header.ts';
import {
  append,
  capturedOf,
  fractionOf,
  isOrdinary,
  measureRecord,
  type PcapLayout,
  possibleRecord,
  readOrdinary,
} from './pcap-record.ts';
import { type Filled, type FormatReader, inForce, type Reading } from './reading.ts';
import { Recovery } from './recovery.ts';
import { type Chain, CONFIRMING_BYTES, chain, Resynchroniser } from './resynchronise.ts';
import type { Window } from './window.ts';

/** From here on a signed number of 32 bits is below zero. */
const BELOW_ZERO = 2 ** 31;

export class PcapReader implements FormatReader {
  readonly #window: Window;
  readonly #reading: Reading;
  readonly #recovery: Recovery;
  /** Ascending by offset: files joined end to end have a header, and so a layout, each. */
  readonly #layouts: PcapLayout[];
  #layout: PcapLayout;
  /** Seconds of the last packet handed out; 0 = none yet. */
  #lastSeconds = 0;
  #saidOddTime = false;

  /** The window stands at the file header, of which 24 bytes are there. */
  constructor(window: Window, reading: Reading) {
    this.#window = window;
    this.#reading = reading;
    this.#layout = readPcapHeader(window, reading);
    this.#layouts = [this.#layout];
    const resynchroniser = new Resynchroniser(window, 1, this.#layout.headerLength);
    this.#recovery = new Recovery(window, reading, resynchroniser, (at) => this.#measure(at));
  }

  fill(batch: PacketBatch): Filled {
    const window = this.#window;
    for (;;) {
      batch.bytes = window.bytes;
      const position = this.#reading.base + window.offsetOf(0);
      window.at = readOrdinary(batch, this.#layout, window.view, window.at, window.end, position, batch.room);
      if (batch.count > 0) {
        this.#lastSeconds = Math.floor(batch.micros[batch.count - 1] / 1e6);
        return 'packets';
      }
      const settled = this.#reading.policy === 'tcptrace' ? this.#settleAsLibpcap(batch) : this.#settle(batch);
      if (settled !== 'again') return settled;
    }
  }

  recall(batch: PacketBatch, view: DataView, at: number, end: number, offset: number): number {
    const layout = inForce(this.#layouts, offset);
    if (at + layout.headerLength > end) return layout.headerLength;
    const captured = capturedOf(layout, view, at);
    if (captured > LONGEST_PACKET && captured > layout.ordinary.mostCaptured) return 0;
    const length = layout.headerLength + captured;
    if (at + length <= end) append(batch, layout, view, at, this.#reading.base + offset);
    return length;
  }

  /** The record that the loop stopped at: not whole yet, or odd, or none at all. */
  #settle(batch: PacketBatch): 'again' | Filled {
    const window = this.#window;
    const { headerLength } = this.#layout;
    if (!window.ensure(headerLength)) return this.#recovery.incomplete('the header of a record');
    if (window.ensure(PCAP_HEADER_LENGTH) && pcapByteOrder(window.view, window.at)) return this.#startJoinedFile();

    const { view, at } = window;
    const captured = capturedOf(this.#layout, view, at);
    if (isOrdinary(this.#layout, view, at)) {
      return window.ensure(headerLength + captured)
        ? 'again'
        : this.#recovery.incomplete(`a record of ${captured} bytes`);
    }
    if (captured === 0 || captured > LONGEST_PACKET) return this.#damaged();
    return this.#settleOdd(batch, headerLength + captured);
  }

  /** An odd record is kept when possible ones follow where it ends, or the file ends there; otherwise it is damage. */
  #settleOdd(batch: PacketBatch, length: number): 'again' | Filled {
    const window = this.#window;
    const verdict = window.ensure(length) ? this.#followed(length) : 'open';
    if (verdict === 'open' && !window.exhausted) return 'starved';
    if (verdict !== 'holds') return this.#damaged();
    this.#mentionOddTime();
    this.#take(batch, length);
    return 'packets';
  }

  /** The record at the cursor, whatever it says. */
  #take(batch: PacketBatch, length: number): void {
    const window = this.#window;
    batch.bytes = window.bytes;
    append(batch, this.#layout, window.view, window.at, this.#reading.base + window.offset);
    window.at += length;
  }

  /** Whether records follow the one at the cursor, which is `length` bytes long, or the end of the file does. */
  #followed(length: number): Chain {
    const window = this.#window;
    window.ensure(length + CONFIRMING_BYTES);
    if (window.exhausted && window.available === length) return 'holds';
    const { headerLength } = this.#layout;
    return chain(window, window.at + length, headerLength, (at) => possibleRecord(this.#layout, window.view, at));
  }

  /** libpcap hands on whatever its bound on the length allows and stops at the rest, with these words. */
  #settleAsLibpcap(batch: PacketBatch): 'again' | Filled {
    const window = this.#window;
    const { headerLength, ordinary, snaplen, signedTimes } = this.#layout;
    if (!window.ensure(headerLength)) return this.#truncated(headerLength, 'header', window.available);
    const captured = capturedOf(this.#layout, window.view, window.at);
    if (captured > ordinary.mostCaptured) {
      const bound = captured > snaplen ? `snaplen of ${snaplen}` : `maximum of ${ordinary.mostCaptured}`;
      return this.#recovery.stop(`invalid packet capture length ${captured}, bigger than ${bound}`);
    }
    if (!window.ensure(headerLength + captured)) {
      return this.#truncated(Math.min(captured, this.#layout.keep), 'captured', window.available - headerLength);
    }
    const fraction = fractionOf(this.#layout, window.view, window.at);
    if (signedTimes && fraction >= BELOW_ZERO) {
      this.#take(batch, headerLength + captured);
      return 'packets';
    }
    if (fraction >= ordinary.fraction) this.#divideFractions();
    return 'again';
  }

  /** tcptrace takes fractions from the first impossible one on for a thousand times finer (docs/tcptrace.md, "Input"). */
  #divideFractions(): void {
    const { divisor, ordinary } = this.#layout;
    this.#changeLayout({ ...this.#layout, divisor: divisor * 1000, ordinary: { ...ordinary, fraction: 2 ** 32 } });
  }

  #changeLayout(layout: PcapLayout): void {
    this.#layout = { ...layout, from: this.#window.offset };
    this.#layouts.push(this.#layout);
  }

  /** Two files laid end to end: the second one's header stands where a record should. */
  #startJoinedFile(): 'again' {
    const offset = this.#window.offset;
    const format = this.#reading.file.format;
    this.#changeLayout(readPcapHeader(this.#window, this.#reading));
    this.#reading.file.format = format;
    this.#reading.note('skipped', offset, 'another pcap file header; reading goes on by it');
    return 'again';
  }

  #measure(at: number): number {
    return measureRecord(this.#layout, this.#window.view, at, this.#lastSeconds);
  }

  #damaged(): 'again' | Filled {
    const claim = capturedOf(this.#layout, this.#window.view, this.#window.at);
    return this.#recovery.damaged(`no record: it would hold ${claim} bytes`);
  }

  #mentionOddTime(): void {
    const fraction = fractionOf(this.#layout, this.#window.view, this.#window.at);
    if (this.#saidOddTime || fraction < this.#layout.ordinary.fraction) return;
    this.#saidOddTime = true;
    const most = this.#layout.ordinary.fraction - 1;
    this.#reading.note('skipped', this.#window.offset, `a fraction of a second of ${fraction}; taken as ${most}`);
  }

  #truncated(wanted: number, part: 'header' | 'captured', got: number): 'again' | Filled {
    const words = `truncated dump file; tried to read ${wanted} ${part} bytes, only got ${got}`;
    return this.#recovery.incomplete('a record', words);
  }
}

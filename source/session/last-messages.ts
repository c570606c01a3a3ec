/**
 * The last messages of a connection that goes on, for somebody who watches many: when more packets come than are read at
 * a time, those in between are left out, so that a busy connection costs no more than a quiet one.
 */
import { setImmediate } from 'node:timers/promises';
import type { ConnectionPackets } from '../analysis/packet-index.ts';
import { type Rerun, rerun } from '../analysis/rerun.ts';
import type { AnalyserOptions } from '../connection/analyser.ts';
import type { Reading } from '../stream/choice.ts';
import { PassingUnits } from '../stream/passing-units.ts';
import { StreamObserver } from '../stream/stream-observer.ts';
import type { Unit } from '../stream/unit.ts';
import type { Pulse } from './pulse.ts';

export type LastMessagesReading = Omit<Rerun, 'observer' | 'more'> & {
  /** Resolves to true when more packets may have come, to false when none will. */
  more: () => Promise<boolean>;
  pulse: Pulse;
  ports: readonly [number, number];
  /** What cuts the conversation. */
  decoding: Reading;
};

export class LastMessages {
  readonly #units: PassingUnits;
  #closed = false;

  constructor(reading: LastMessagesReading) {
    this.#units = new PassingUnits(reading.ports, reading.decoding);
    void this.#read(reading);
  }

  get messages(): readonly Unit[] {
    return this.#units.messages;
  }

  /** Stops reading; what is there stays. */
  close(): void {
    this.#closed = true;
  }

  async #read(reading: LastMessagesReading): Promise<void> {
    const units = this.#units;
    const index = new NewestPackets(reading.index, (packets) => units.leftOut(packets));
    const more = async (): Promise<boolean> => !this.#closed && (await reading.more()) && !this.#closed;
    const observer = new StreamObserver(units);
    // What is left out must not look like a silence after which another connection began, whatever the user asked for.
    const analyser: AnalyserOptions = { ...reading.analyser, splitting: { kind: 'syn' } };
    const tell = reading.pulse.reader();
    for await (const _packets of rerun({ ...reading, index, analyser, observer, more })) {
      if (this.#closed) break;
      tell();
      await setImmediate();
    }
    if (this.#closed) return;
    units.finish();
    reading.pulse.touch();
  }
}

/** Packets of its beginning, more than a handshake takes. */
const FIRST = 8;
/** Packets read at a time. */
const NEWEST = 256;

/** Packets passed over at a time, some milliseconds. */
const MOST_PASSED_OVER = 2 ** 20;

export class NewestPackets implements ConnectionPackets {
  readonly #all: ConnectionPackets;
  readonly #passedOver: (packets: number) => void;
  #read = 0;

  /** `passedOver` hears how many packets are left out before those that are collected next. */
  constructor(all: ConnectionPackets, passedOver: (packets: number) => void) {
    this.#all = all;
    this.#passedOver = passedOver;
  }

  get hasJoined(): boolean {
    return this.#all.hasJoined;
  }

  after(number: number): number {
    return this.#all.after(number);
  }

  collect(from: number, numbers: Float64Array, positions: Float64Array): number {
    const isBeginning = this.#read < FIRST;
    const most = isBeginning ? FIRST - this.#read : NEWEST;
    const first = isBeginning ? from : this.#skipped(from);
    const count = this.#all.collect(first, numbers.subarray(0, most), positions);
    this.#read += count;
    return count;
  }

  /** The packet from which at most `NEWEST` are left, or where to go on from. */
  #skipped(from: number): number {
    let first = from;
    let last = from;
    let passed = 0;
    for (let ahead = 1; ahead < MOST_PASSED_OVER; ahead++) {
      last = this.#all.after(last);
      if (last === 0) break;
      if (ahead < NEWEST) continue;
      first = this.#all.after(first);
      passed++;
    }
    if (passed > 0) this.#passedOver(passed);
    return first;
  }
}

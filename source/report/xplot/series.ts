/** The graphs made of growing lines: outstanding data, segment size, throughput, round trips (docs/tcptrace.md, "Graph files"). */
import { Direction } from '../../connection/layout/direction.ts';
import { weightedByteSeconds } from '../../connection/statistics/owin.ts';
import type { ConnectionStore } from '../../connection/store.ts';
import { secondsOf } from '../times.ts';
import { GrowingLine } from './growing-line.ts';
import type { Plot } from './plot.ts';

const TWO_32 = 2 ** 32;
const TWO_64 = 2 ** 64;
/** An elapsed time of nothing counts as a millisecond in throughputs, µs. */
const LEAST_ELAPSED = 1000;

/** -N: bytes outstanding, the peer's window, their means. */
export class OutstandingGraph {
  private readonly store: ConnectionStore;
  private readonly direction: number;
  private readonly current: GrowingLine;
  private readonly window: GrowingLine | null;
  private readonly average: GrowingLine;
  private readonly weighted: GrowingLine;
  private previousMicros: number | null = null;

  /** `showWindow`: --showrwinline. */
  constructor(plot: Plot, store: ConnectionStore, direction: number, showWindow: boolean) {
    this.store = store;
    this.direction = direction;
    this.current = new GrowingLine(plot, 'owin', 'red');
    this.window = showWindow ? new GrowingLine(plot, 'rwin', 'yellow') : null;
    this.average = new GrowingLine(plot, 'avg owin', 'blue');
    this.weighted = new GrowingLine(plot, 'wavg owin', 'green');
  }

  /** `owin`: bytes outstanding, below 0 after an old segment. `began`: first packet of the connection, µs. */
  sample(micros: number, owin: number, began: number): void {
    const { store, direction } = this;
    const { directions } = store;
    // A sample in the first second of 1970 is none to tcptrace.
    if (this.previousMicros !== null && secondsOf(this.previousMicros) !== 0) {
      const seconds = Math.max(0, micros - began) / 1e6;
      const mean = seconds === 0 ? 0 : Math.trunc(weightedByteSeconds(store, direction) / seconds);
      // What does not fit into 64 bits becomes 0: where the clock went back after a value below 0.
      this.weighted.extend(this.previousMicros, mean < TWO_64 ? mean : 0);
    }
    this.previousMicros = micros;
    this.current.extend(micros, owin);
    this.window?.extend(micros, directions.read(direction ^ 1, Direction.windowLast));
    const total = BigInt.asUintN(64, BigInt(directions.read(direction, Direction.owinTotal)));
    this.average.extend(
      micros,
      Number(BigInt.asIntN(32, total / BigInt(directions.read(direction, Direction.owinCount)))),
    );
  }
}

/** -F: payload of each segment and its mean. */
export class SegmentSizeGraph {
  private readonly store: ConnectionStore;
  private readonly direction: number;
  private readonly size: GrowingLine;
  private readonly average: GrowingLine;

  constructor(plot: Plot, store: ConnectionStore, direction: number) {
    this.store = store;
    this.direction = direction;
    this.size = new GrowingLine(plot, 'segsize', 'red');
    this.average = new GrowingLine(plot, 'avg segsize', 'blue');
  }

  /** A segment with payload. */
  sample(micros: number, bytes: number): void {
    const { directions } = this.store;
    this.size.extend(micros, bytes);
    const all = directions.read(this.direction, Direction.dataBytes);
    this.average.extend(micros, Math.trunc(all / directions.read(this.direction, Direction.dataPackets)));
  }
}

/** -T: bytes a second over the last few segments, over all, and (yellow dots) of single segments. */
export class ThroughputGraph {
  private readonly plot: Plot;
  private readonly packetsPerSample: number;
  private readonly dots: boolean;
  private readonly recent: GrowingLine;
  private readonly average: GrowingLine;
  private firstMicros: number;
  private lastMicros: number;
  private packets = 1;
  private bytes: number;

  /** Begins with the direction's first packet. `packetsPerSample`: -A. `dots`: not -y. */
  constructor(plot: Plot, packetsPerSample: number, dots: boolean, micros: number, bytes: number) {
    this.plot = plot;
    this.packetsPerSample = packetsPerSample;
    this.dots = dots;
    this.recent = new GrowingLine(plot, 'inst. tput', 'red');
    this.average = new GrowingLine(plot, 'avg. tput', 'blue');
    this.firstMicros = micros;
    this.lastMicros = micros;
    this.bytes = bytes;
  }

  /** Each further packet. `allBytes`: the direction's payload so far, this packet's included. */
  sample(micros: number, bytes: number, allBytes: number, began: number): void {
    // A time of exactly 0 is no time yet: the direction begins anew.
    if (this.firstMicros === 0) this.begin(micros, bytes);
    else if (bytes !== 0) this.count(micros, bytes, allBytes, began);
  }

  private begin(micros: number, bytes: number): void {
    this.firstMicros = micros;
    this.lastMicros = micros;
    this.packets = 1;
    this.bytes = bytes;
  }

  private count(micros: number, bytes: number, allBytes: number, began: number): void {
    if (this.packets + 1 >= this.packetsPerSample) {
      // Lengths below zero, of headers longer than their packet, make a huge sum.
      const recent = this.bytes < 0 ? Number.POSITIVE_INFINITY : this.bytes;
      this.recent.extend(micros, rate(recent, micros - this.firstMicros));
      this.average.extend(micros, rate(allBytes, micros - began));
      this.firstMicros = micros;
      this.packets = 0;
      this.bytes = 0;
    }
    if (this.dots) this.plot.mark('dot', micros, rate(bytes, micros - this.lastMicros), 'yellow');
    this.lastMicros = micros;
    this.packets++;
    this.bytes += bytes;
  }
}

/** Bytes a second as a C int; on x86 what does not fit becomes the smallest one. */
function rate(bytes: number, micros: number): number {
  const value = Math.trunc(bytes / ((micros > 0 ? micros : LEAST_ELAPSED) / 1e6));
  return value < TWO_32 / 2 ? value : -TWO_32 / 2;
}

/** -R: milliseconds of each sample. */
export class RoundTripGraph {
  private readonly line: GrowingLine;

  constructor(plot: Plot) {
    plot.setColour('red');
    this.line = new GrowingLine(plot, 'rtt', 'red');
  }

  sample(micros: number, rttMicros: number): void {
    if (rttMicros > 1) this.line.extend(micros, Math.trunc(rttMicros / 1000));
  }
}

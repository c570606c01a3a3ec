/** Throughput of one direction as tcptrace samples it (docs/tcptrace.md, "Throughput graph"). */
import { Column } from './column.ts';

/** Segments of a sample: tcptrace's default for -A. */
const SEGMENTS_PER_SAMPLE = 10;
/** An elapsed time of nothing counts as this long, in µs. */
const LEAST_MICROS = 1000;
const MICROS = 1e6;

export class ThroughputSamples {
  readonly x = new Column();
  /** Bytes a second over the last ten segments, and since the connection began. */
  readonly instant = new Column();
  readonly average = new Column();
  #since = -1;
  #segments = 0;
  #bytes = 0;
  #allBytes = 0;

  /** Every segment of the direction; `micros` since the connection's first. */
  add(micros: number, length: number): void {
    this.#allBytes += length;
    if (this.#since < 0) {
      this.#since = micros;
      this.#segments = 1;
      this.#bytes = length;
      return;
    }
    if (length === 0) return;
    if (this.#segments + 1 >= SEGMENTS_PER_SAMPLE) {
      this.x.push(micros);
      this.instant.push((this.#bytes * MICROS) / (micros - this.#since || LEAST_MICROS));
      this.average.push((this.#allBytes * MICROS) / (micros || LEAST_MICROS));
      this.#since = micros;
      this.#segments = 0;
      this.#bytes = 0;
    }
    this.#segments++;
    this.#bytes += length;
  }
}

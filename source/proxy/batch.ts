/**
 * Small pieces on their way into the recording: noted as they come, and recorded some at a time. Recorded by itself, each
 * would find the recorder's code and tables in no cache, while the next byte waits (docs/performance.md).
 */

/** So many are recorded in some 20 µs. */
const PIECES = 32;
/** Longer ones are recorded at once: for them copying is the work. Bytes. */
const LONGEST = 2048;
/** Milliseconds that a piece waits for others. */
const GATHERING = 10;

/** What becomes of a piece in the end. `taken`: bytes of the side's stream that the other kernel has taken then; 0 = not known. */
export interface Recordable {
  record(side: 0 | 1, bytes: Buffer, from: number, length: number, micros: number, taken: number): void;
}

export class Batch {
  readonly #whose: Recordable[] = [];
  readonly #sides = new Uint8Array(PIECES);
  readonly #lengths = new Uint16Array(PIECES);
  readonly #micros = new Float64Array(PIECES);
  readonly #taken = new Float64Array(PIECES);
  readonly #bytes = Buffer.allocUnsafeSlow(PIECES * LONGEST);
  #timer: NodeJS.Timeout | null = null;

  /** Notes a piece; false = it is too long for that. */
  note(whose: Recordable, side: 0 | 1, bytes: Buffer, micros: number): boolean {
    if (bytes.length > LONGEST) return false;
    if (this.#whose.length === PIECES) this.record();
    const at = this.#whose.push(whose) - 1;
    this.#sides[at] = side;
    this.#lengths[at] = bytes.length;
    this.#micros[at] = micros;
    this.#taken[at] = 0;
    this.#bytes.set(bytes, at * LONGEST);
    this.#timer ??= setTimeout(this.#gathered, GATHERING);
    return true;
  }

  /** The piece noted last was taken as it was forwarded; false = it is not the one noted last. */
  taken(whose: Recordable, side: 0 | 1, bytes: number, micros: number): boolean {
    const last = this.#whose.length - 1;
    if (last < 0 || this.#whose[last] !== whose) return false;
    if (this.#sides[last] !== side || this.#micros[last] !== micros) return false;
    this.#taken[last] = bytes;
    return true;
  }

  /** Records what is noted: to be called before anything else is recorded. */
  record(): void {
    const whose = this.#whose;
    for (let at = 0; at < whose.length; at++) {
      const side = this.#sides[at] as 0 | 1;
      whose[at].record(side, this.#bytes, at * LONGEST, this.#lengths[at], this.#micros[at], this.#taken[at]);
    }
    whose.length = 0;
  }

  close(): void {
    this.record();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  readonly #gathered = (): void => {
    this.#timer = null;
    this.record();
  };
}

/**
 * A framer knows where one unit of a protocol ends: bytes in, the length of the unit that starts there out. Framers hold no
 * state and read no clock, so the message inspector and the proxy's hold cut alike.
 */

export type Frame =
  /** The unit's length in bytes, at least 1. */
  | { kind: 'unit'; length: number }
  /**
   * The unit is not whole yet. `least`: bytes it will have at least, as far as known. `seen`: bytes of it that need not be
   * looked through again when more have come; absent: none.
   */
  | { kind: 'partial'; least: number; seen?: number }
  /** It lasts until its side stops sending. */
  | { kind: 'rest' }
  /** These bytes are not this protocol. */
  | { kind: 'foreign' };

export interface Framer {
  /** "http", "tls", "length:4", "delimiter:0a". */
  readonly name: string;
  /** Bytes before what a unit says: of a length, say. Absent: none. */
  readonly head?: number;
  /** The unit that starts at `from` (< bytes.length). `seen`: what the last look at it said, with fewer bytes. */
  frame(bytes: Uint8Array, from: number, seen?: number): Frame;
}

export interface Framed {
  units: [number, number][];
  end: Frame['kind'] | 'none';
  /** Of the unit that is not whole, as Frame says. */
  least: number;
  seen: number;
}

/** The complete units of `bytes` from its start, as [from, to), and what kind of end was met. `seen`: of the first unit. */
export function frames(framer: Framer, bytes: Uint8Array, seen = 0): Framed {
  const units: [number, number][] = [];
  let from = 0;
  while (from < bytes.length) {
    const frame = framer.frame(bytes, from, from === 0 ? seen : 0);
    if (frame.kind !== 'unit' || frame.length < 1 || frame.length > bytes.length - from) {
      const end = frame.kind === 'unit' ? 'partial' : frame.kind;
      const { least, seen = 0 } = frame.kind === 'partial' ? frame : { least: 0 };
      return { units, end, least, seen };
    }
    units.push([from, from + frame.length]);
    from += frame.length;
  }
  return { units, end: 'none', least: 0, seen: 0 };
}

/**
 * Collects pieces as they arrive and hands out whole units. A unit beyond `limit` bytes, or bytes of another protocol, are
 * handed out as they came: nothing is ever kept back for good.
 */
export class UnitBuffer {
  /** The start of a unit, with room for what is still to come. */
  private kept = Buffer.alloc(0);
  private keptBytes = 0;
  private least = 0;
  private seen = 0;
  private passing = false;
  private readonly framer: Framer;
  private readonly limit: number;

  constructor(framer: Framer, limit = 2 ** 20) {
    this.framer = framer;
    this.limit = limit;
  }

  /** Takes the next piece; returns the units that are complete now, in order. */
  push(piece: Uint8Array): Uint8Array[] {
    if (this.passing) return [piece];
    const bytes = this.keptBytes === 0 ? piece : this.keep(piece);
    if (bytes.length < this.least && bytes.length <= this.limit) {
      this.keptBytes = bytes.length;
      return [];
    }
    const { units, end, least, seen } = frames(this.framer, bytes, this.seen);
    const whole = units.map(([from, to]) => bytes.subarray(from, to));
    const rest = bytes.subarray(units.at(-1)?.[1] ?? 0);
    this.passing = end === 'rest' || end === 'foreign' || rest.length > this.limit;
    this.least = least;
    this.seen = seen;
    // What is handed out lies in the buffer that was kept, or is somebody else's.
    if (this.passing || units.length > 0 || this.keptBytes === 0) this.kept = Buffer.from(this.passing ? [] : rest);
    this.keptBytes = this.passing ? 0 : rest.length;
    return this.passing && rest.length > 0 ? [...whole, rest] : whole;
  }

  /** What is kept, with the piece behind it: room doubles, so that a unit of many small pieces is not copied for each. */
  private keep(piece: Uint8Array): Buffer {
    const length = this.keptBytes + piece.length;
    if (length > this.kept.length) {
      const larger = Buffer.allocUnsafeSlow(2 * length);
      this.kept.copy(larger, 0, 0, this.keptBytes);
      this.kept = larger;
    }
    this.kept.set(piece, this.keptBytes);
    return this.kept.subarray(0, length);
  }

  /** Bytes of a unit that is not whole yet. */
  get waiting(): number {
    return this.keptBytes;
  }

  /** The side has stopped sending: what is left of a unit. */
  end(): Uint8Array[] {
    const rest = this.kept.subarray(0, this.keptBytes);
    this.kept = Buffer.alloc(0);
    this.keptBytes = 0;
    return rest.length > 0 ? [rest] : [];
  }
}

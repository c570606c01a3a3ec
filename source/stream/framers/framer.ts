/**
 * A framer knows where one unit of a protocol ends: bytes in, the length of the unit that starts there out. Framers hold no
 * state and read no clock, so the message inspector and the proxy's hold cut alike.
 */

export type Frame =
  /** The unit's length in bytes, at least 1. */
  | { kind: 'unit'; length: number }
  /** The unit is not whole yet; `least`: bytes it will have at least, as far as known. */
  | { kind: 'partial'; least: number }
  /** It lasts until its side stops sending. */
  | { kind: 'rest' }
  /** These bytes are not this protocol. */
  | { kind: 'foreign' };

export interface Framer {
  /** "http", "tls", "length:4", "delimiter:0a". */
  readonly name: string;
  /** Bytes before what a unit says: of a length, say. Absent: none. */
  readonly head?: number;
  /** The unit that starts at `from` (< bytes.length). */
  frame(bytes: Uint8Array, from: number): Frame;
}

/** The complete units of `bytes` from its start, as [from, to), and what kind of end was met. */
export function frames(framer: Framer, bytes: Uint8Array): { units: [number, number][]; end: Frame['kind'] | 'none' } {
  const units: [number, number][] = [];
  let from = 0;
  while (from < bytes.length) {
    const frame = framer.frame(bytes, from);
    if (frame.kind !== 'unit' || frame.length < 1 || frame.length > bytes.length - from) {
      return { units, end: frame.kind === 'unit' ? 'partial' : frame.kind };
    }
    units.push([from, from + frame.length]);
    from += frame.length;
  }
  return { units, end: 'none' };
}

/**
 * Collects pieces as they arrive and hands out whole units. A unit beyond `limit` bytes, or bytes of another protocol, are
 * handed out as they came: nothing is ever kept back for good.
 */
export class UnitBuffer {
  private kept: Uint8Array = new Uint8Array(0);
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
    const bytes = this.kept.length === 0 ? piece : Buffer.concat([this.kept, piece]);
    const { units, end } = frames(this.framer, bytes);
    const whole = units.map(([from, to]) => bytes.subarray(from, to));
    const rest = bytes.subarray(units.at(-1)?.[1] ?? 0);
    this.passing = end === 'rest' || end === 'foreign' || rest.length > this.limit;
    this.kept = this.passing ? new Uint8Array(0) : Uint8Array.from(rest);
    return this.passing && rest.length > 0 ? [...whole, rest] : whole;
  }

  /** Bytes of a unit that is not whole yet. */
  get waiting(): number {
    return this.kept.length;
  }

  /** The side has stopped sending: what is left of a unit. */
  end(): Uint8Array[] {
    const rest = this.kept;
    this.kept = new Uint8Array(0);
    return rest.length > 0 ? [rest] : [];
  }
}

/**
 * A frame being opened from the outside in. Each header's file has a function that checks the header, moves `offset`
 * behind it and names the layer that follows; layers.ts turns the crank. One Frame is reused for all packets.
 */
import { u16 } from './bytes.ts';

/** What stands at `offset`: a header that others lead to, or that there is no way on. Those that only begin frames are in link-types.ts alone. */
export const Layer = {
  /** Not IP, cut, encrypted, or not understood. */
  none: 0,
  ipv4: 1,
  ipv6: 2,
  /** IP by its version nibble. */
  ip: 3,
  ethernet: 4,
  vlan: 5,
  redundancyTag: 6,
  elasticTag: 7,
  backboneTag: 8,
  mpls: 9,
  pppoe: 10,
  ppp: 11,
  pppProtocol: 12,
  llc: 13,
  nullLoopback: 14,
  ciscoHdlc: 15,
  frameRelay: 16,
  ieee80211: 17,
  radiotap: 18,
} as const;

export type Layer = (typeof Layer)[keyof typeof Layer];

/** Checks the header at the frame's offset, moves behind it, and says what follows. */
export type Opener = (frame: Frame) => Layer;

export interface Header {
  /** At most 10 characters. */
  readonly name: string;
  readonly open: Opener;
}

export class Frame {
  bytes: Uint8Array = new Uint8Array(0);
  /** Offset of the first byte not yet opened. */
  offset = 0;
  /** Offset one past the last captured byte that belongs to the frame's payload. */
  end = 0;
  /** Where the payload ends on the wire, captured or not; ≥ `end`. */
  wireEnd = 0;
  /** `wireEnd` is what an enclosing header said, so an IP packet cannot be longer. */
  bounded = false;

  has = (length: number): boolean => this.offset + length <= this.end;
  byte = (at: number): number => this.bytes[this.offset + at];
  short = (at: number): number => u16(this.bytes, this.offset + at);

  /** An enclosing header says: `length` bytes follow, the rest is padding or a trailer. */
  bound(length: number): void {
    const end = this.offset + length;
    if (end > this.wireEnd) return;
    this.wireEnd = end;
    this.bounded = true;
    if (this.end > end) this.end = end;
  }

  /** A trailer of `length` bytes (a frame check sequence) ends the frame. */
  dropTrailer(length: number): void {
    this.wireEnd = Math.max(this.offset, this.wireEnd - length);
    if (this.end > this.wireEnd) this.end = this.wireEnd;
  }

  /** Moves behind a header of `length` bytes if that is captured, and says what follows: `next`, or none. */
  past(length: number, next: Layer): Layer {
    if (!this.has(length)) return Layer.none;
    this.offset += length;
    return next;
  }
}

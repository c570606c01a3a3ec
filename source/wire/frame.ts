/**
 * A frame being opened from the outside in. Each header's file has a function that checks the header, moves `offset`
 * behind it and names the layer that follows; layers.ts turns the crank. One Frame is reused for all packets.
 */
import { u16, u32 } from './bytes.ts';
import type { Tunnel } from './tunnel-names.ts';

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
  edsaTag: 19,
  realtekTag: 20,
  nsh: 21,
  erspan2: 22,
  erspan3: 23,
  gre: 24,
} as const;

export type Layer = (typeof Layer)[keyof typeof Layer];

/** Checks the header at the frame's offset, moves behind it, and says what follows. */
export type Opener = (frame: Frame) => Layer;

export interface Header {
  /** At most 10 characters. */
  readonly name: string;
  readonly open: Opener;
}

/** Tunnels in each other that are opened at most. */
export const MOST_TUNNELS = 8;

/** `id` of a tunnel without one. */
export const NO_ID = -1;

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
  /** Of the IP header that was opened last: its offset, and 4 or 6; 0 = none was. */
  ip = 0;
  version = 0;
  /** The field that says what follows, where that is something that no reader knows; NO_ID = the reason is another. */
  unknown = NO_ID;
  /** The header that was opened last, or could not be. */
  header: Header | null = null;

  /** Tunnels entered so far, outermost first, and of each: what it is (a key of TUNNELS), its identifier, the IP packet around it. */
  entered = 0;
  readonly tunnels: Tunnel[] = new Array(MOST_TUNNELS).fill('ipip');
  readonly ids = new Float64Array(MOST_TUNNELS);
  readonly outerIp = new Int32Array(MOST_TUNNELS);
  readonly outerVersion = new Uint8Array(MOST_TUNNELS);

  /** A frame of so many captured bytes from `from` on, which have `wireLength` on the wire. */
  begin(bytes: Uint8Array, from: number, captured: number, wireLength: number): void {
    this.goTo(bytes, from, captured, wireLength);
    this.bounded = false;
    this.version = 0;
    this.entered = 0;
  }

  /** Goes on in bytes that lie elsewhere, where `wireLength` is certain. */
  goTo(bytes: Uint8Array, from: number, captured: number, wireLength: number): void {
    this.bytes = bytes;
    this.offset = from;
    this.wireEnd = from + wireLength;
    this.end = Math.min(from + captured, this.wireEnd);
    this.bounded = true;
  }

  /** What follows lies in a tunnel. False where these are too many. */
  enter(tunnel: Tunnel, id = NO_ID): boolean {
    const { entered } = this;
    if (entered === MOST_TUNNELS) return false;
    this.tunnels[entered] = tunnel;
    this.ids[entered] = id;
    this.outerIp[entered] = this.ip;
    this.outerVersion[entered] = this.version;
    this.entered++;
    return true;
  }

  /** There is something at the offset that no reader knows; `field` said what. */
  stopAt(field: number): Layer {
    this.unknown = field;
    return Layer.none;
  }

  has = (length: number): boolean => this.offset + length <= this.end;
  byte = (at: number): number => this.bytes[this.offset + at];
  short = (at: number): number => u16(this.bytes, this.offset + at);
  word = (at: number): number => u32(this.bytes, this.offset + at);

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

/**
 * A frame being opened from the outside in. Each header's file has a function that checks the header, moves `offset`
 * behind it and names the layer that follows; link.ts turns the crank. One Frame is reused for all packets.
 */
import { u16 } from './bytes.ts';

/** What stands at `offset`: which header, or that there is no way on to IP. */
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
  pppHdlc: 13,
  pppWithDirection: 14,
  pppDirectionControl: 15,
  pppBsd: 16,
  llc: 17,
  nullLoopback: 18,
  openbsdLoopback: 19,
  openbsdEncapsulation: 20,
  pflog: 21,
  ipnet: 22,
  linuxCooked: 23,
  linuxCooked2: 24,
  ciscoHdlc: 25,
  ciscoHdlcWithDirection: 26,
  frameRelay: 27,
  frameRelayWithDirection: 28,
  slip: 29,
  slipBsd: 30,
  tokenRing: 31,
  fddi: 32,
  sunAtm: 33,
  atmClip: 34,
  ieee80211: 35,
  radiotap: 36,
  prism: 37,
  ppi: 38,
  nflog: 39,
  pktap: 40,
  docsis: 41,
  netAnalyzer: 42,
  netAnalyzerTransparent: 43,
  fibreChannel: 44,
  appleIeee1394: 45,
} as const;

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
  past(length: number, next: number): number {
    if (!this.has(length)) return Layer.none;
    this.offset += length;
    return next;
  }
}

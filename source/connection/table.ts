/**
 * Finds the connection of a 4-tuple: open addressing over (hash, connection) pairs, at most half full. The hash is the same
 * for both directions; the addresses that settle a match stand in the identity row, which is read for every packet anyway.
 * Only the latest connection of a 4-tuple is in the table (docs/tcptrace.md, "Connections").
 */
import type { SegmentBatch } from '../wire/segments.ts';
import type { IdentityRows } from './rows/identity.ts';

const FIRST_CAPACITY = 1 << 12;

/** Whether packets of different capture interfaces are different connections: so for our own proxy's recordings. */
export type Key = 'endpoints' | 'endpoints and interface';

export class ConnectionTable {
  /** Per slot two words: the hash, and the connection's number plus one (0 = free). */
  private slots = new Int32Array(FIRST_CAPACITY * 2);
  private mask = FIRST_CAPACITY - 1;
  private used = 0;
  /** Where the last `find` ended: the slot that matched, or the free one to put the connection in. */
  private slot = 0;
  private view: DataView = new DataView(new ArrayBuffer(0));
  private readonly identity: IdentityRows;
  private readonly key: Key;
  /** By connection, where connections are removed again. */
  private readonly hashes: Int32Array | null;

  /** `removable`: rows of connections that may be removed; by default none is. */
  constructor(identity: IdentityRows, key: Key, removable = 0) {
    this.identity = identity;
    this.key = key;
    this.hashes = removable === 0 ? null : new Int32Array(removable);
  }

  /** Call before the packets of a batch; makes room for all of them. */
  prepare(segments: SegmentBatch): void {
    const { bytes } = segments;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    while ((this.used + segments.count) * 2 > this.mask + 1) this.grow();
  }

  /** Direction (2 × connection + side) of segment i, or -1 if its 4-tuple is not known yet. */
  find(segments: SegmentBatch, i: number, captureInterface: number): number {
    const { slots, mask } = this;
    const hash =
      this.key === 'endpoints' ? segments.hash[i] : Math.imul(segments.hash[i] ^ captureInterface, 0x9e3779b1);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const connection = slots[slot * 2 + 1] - 1;
      if (connection < 0 || slots[slot * 2] === hash) {
        this.slot = slot;
        if (connection < 0) return -1;
        const side = this.sideOf(segments, i, connection, captureInterface);
        if (side >= 0) return connection * 2 + side;
      }
    }
  }

  /** A connection that segments of this hash may belong to, -1 if there is none: looked up without settling it. */
  guess(hash: number): number {
    return this.slots[(hash & this.mask) * 2 + 1] - 1;
  }

  /** Puts a connection where the last `find` ended, in place of the older one of the same 4-tuple if there was one. */
  put(connection: number, segments: SegmentBatch, i: number, captureInterface: number): void {
    const at = this.slot * 2;
    if (this.slots[at + 1] === 0) this.used++;
    this.slots[at] =
      this.key === 'endpoints' ? segments.hash[i] : Math.imul(segments.hash[i] ^ captureInterface, 0x9e3779b1);
    this.slots[at + 1] = connection + 1;
    if (this.hashes !== null) this.hashes[connection] = this.slots[at];
  }

  /** Takes a connection out, unless a later one of its 4-tuple has its place already. */
  remove(connection: number): void {
    if (this.hashes === null) throw new RangeError('no connection of this table is removed');
    const { slots, mask } = this;
    let slot = this.hashes[connection] & mask;
    while (slots[slot * 2 + 1] !== connection + 1) {
      if (slots[slot * 2 + 1] === 0) return;
      slot = (slot + 1) & mask;
    }
    this.used--;
    this.close(slot);
  }

  /** Frees a slot, and moves into it what `find` would look for in vain behind a free one. */
  private close(hole: number): void {
    const { slots, mask } = this;
    let free = hole;
    for (let slot = (free + 1) & mask; slots[slot * 2 + 1] !== 0; slot = (slot + 1) & mask) {
      const wanted = slots[slot * 2] & mask;
      if (((slot - wanted) & mask) < ((slot - free) & mask)) continue;
      slots[free * 2] = slots[slot * 2];
      slots[free * 2 + 1] = slots[slot * 2 + 1];
      free = slot;
    }
    slots[free * 2 + 1] = 0;
  }

  /** Which end of the connection sent segment i: 0 = A, 1 = B, -1 = it is another connection's. */
  private sideOf(segments: SegmentBatch, i: number, connection: number, captureInterface: number): number {
    const { identity, view } = this;
    const version = segments.version[i];
    if (identity.version(connection) !== version) return -1;
    if (this.key === 'endpoints and interface' && identity.interface(connection) !== captureInterface) return -1;
    const source = segments.sourcePort[i];
    const destination = segments.destinationPort[i];
    const ports = identity.ports(connection);
    const ip = segments.ip[i];
    const forward = ports === ((source << 16) | destination) >>> 0;
    const backward = ports === ((destination << 16) | source) >>> 0;
    if (version === 4) {
      const from = view.getUint32(ip + 12);
      const to = view.getUint32(ip + 16);
      const a = identity.address4(connection, 0);
      const b = identity.address4(connection, 1);
      if (forward && from === a && to === b) return 0;
      return backward && from === b && to === a ? 1 : -1;
    }
    if (forward && identity.hasAddresses6(connection, view, ip + 8, false)) return 0;
    return backward && identity.hasAddresses6(connection, view, ip + 8, true) ? 1 : -1;
  }

  private grow(): void {
    const old = this.slots;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array((this.mask + 1) * 2);
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      let slot = old[from] & this.mask;
      while (this.slots[slot * 2 + 1] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot * 2] = old[from];
      this.slots[slot * 2 + 1] = old[from + 1];
    }
  }
}

/**
 * The core stage's row, one a direction (2 × connection + side): what a brief report and the rules for reused 4-tuples need.
 * 72 bytes. `at` = direction × CORE_WORDS (× CORE_BYTES for the byte fields).
 */
import { reserveRows } from '../reservation.ts';

export const CORE_BYTES = 72;
export const CORE_WORDS = CORE_BYTES / 4;
const CORE_SHORTS = CORE_BYTES / 2;

/** Fields of 4 bytes. */
export const Core = {
  packets: 0,
  /** (ACK + effective window) mod 2^32 of the last packet with ACK. */
  windowEnd: 1,
  /** Sequence number of the last SYN, 0 if none. */
  syn: 2,
  hardwareDuplicates: 3,
  /** Ring of the last eight sequence numbers; their IP identifications are the shorts below. */
  ringSequence: 6,
} as const;

/** Fields of 2 bytes: the eight IP identifications of the ring. */
export const CORE_RING_IDENTIFICATION = 28;

/** Fields of 1 byte (wrap at 256, as tcptrace's do). */
export const CoreByte = { syns: 16, fins: 17, resets: 18, windowScale: 19, marks: 20, ringNext: 21 } as const;

/** Bits of CoreByte.marks. */
export const CoreMark = {
  /** Sent the window scale / time stamp / SACK-permitted option. */
  windowScale: 1,
  timestamps: 2,
  sackPermitted: 4,
  /** A window of this side was scaled for sure (tcptrace's "scaled"). */
  scaled: 8,
  /** Data of this side has been acknowledged beyond its SYN (ends the other side's initial window). */
  dataAcked: 16,
} as const;

export class CoreRows {
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly u8: Uint8Array;
  readonly buffer: SharedArrayBuffer;

  /** `buffer`: an existing reservation; else one for so many directions. */
  constructor(buffer: SharedArrayBuffer | undefined, directions: number) {
    this.buffer = buffer ?? reserveRows(directions, CORE_BYTES);
    this.u32 = new Uint32Array(this.buffer);
    this.u16 = new Uint16Array(this.buffer);
    this.u8 = new Uint8Array(this.buffer);
  }

  packets = (direction: number): number => this.u32[direction * CORE_WORDS + Core.packets];
  windowEnd = (direction: number): number => this.u32[direction * CORE_WORDS + Core.windowEnd];
  syn = (direction: number): number => this.u32[direction * CORE_WORDS + Core.syn];
  hardwareDuplicates = (direction: number): number => this.u32[direction * CORE_WORDS + Core.hardwareDuplicates];
  syns = (direction: number): number => this.u8[direction * CORE_BYTES + CoreByte.syns];
  fins = (direction: number): number => this.u8[direction * CORE_BYTES + CoreByte.fins];
  resets = (direction: number): number => this.u8[direction * CORE_BYTES + CoreByte.resets];
  windowScale = (direction: number): number => this.u8[direction * CORE_BYTES + CoreByte.windowScale];
  has = (direction: number, mark: number): boolean => (this.u8[direction * CORE_BYTES + CoreByte.marks] & mark) !== 0;

  /** tcptrace's hardware-duplicate check: counts a packet seen in the ring, else remembers it. */
  isHardwareDuplicate(direction: number, sequence: number, identification: number): boolean {
    const words = direction * CORE_WORDS + Core.ringSequence;
    const shorts = direction * CORE_SHORTS + CORE_RING_IDENTIFICATION;
    for (let i = 0; i < 8; i++) {
      if (this.u32[words + i] === sequence && this.u16[shorts + i] === identification) return true;
    }
    const next = direction * CORE_BYTES + CoreByte.ringNext;
    const slot = this.u8[next];
    this.u32[words + slot] = sequence;
    this.u16[shorts + slot] = identification;
    this.u8[next] = (slot + 1) & 7;
    return false;
  }
}

/**
 * What every pass accounts for: packets, marks, the effective window that the rule for reused 4-tuples needs, and hardware
 * duplicates (docs/tcptrace.md, "Steps for one segment").
 */
import type { SegmentBatch } from '../../wire/segments.ts';
import { TcpFlag } from '../../wire/segments.ts';
import { NO_WINDOW_SCALE, type TcpOptions } from '../options.ts';
import { CORE_BYTES, CORE_WORDS, Core, CoreByte, CoreMark, type CoreRows } from '../rows/core.ts';

export class CoreStage {
  private readonly rows: CoreRows;
  private readonly u32: Uint32Array;
  private readonly u8: Uint8Array;

  constructor(rows: CoreRows) {
    this.rows = rows;
    this.u32 = rows.u32;
    this.u8 = rows.u8;
  }

  countMarks(flags: number, direction: number): void {
    const b = direction * CORE_BYTES;
    if (flags & TcpFlag.syn) this.u8[b + CoreByte.syns]++;
    if (flags & TcpFlag.rst) this.u8[b + CoreByte.resets]++;
    if (flags & TcpFlag.fin) this.u8[b + CoreByte.fins]++;
  }

  /** The window this segment advertises, in bytes: scaled once both sides are known to scale; 0 without ACK and SYN. */
  window(segments: SegmentBatch, i: number, direction: number): number {
    const flags = segments.flags[i];
    if ((flags & (TcpFlag.ack | TcpFlag.syn)) === 0) return 0;
    const window = segments.window[i];
    const scale = this.u8[direction * CORE_BYTES + CoreByte.windowScale];
    if (scale === 0 || flags & TcpFlag.syn || !this.bothScale(direction)) return window;
    // Beyond 14 (RFC 7323 section 2.3) only in damaged packets; tcptrace shifts a 64-bit number, modulo 64.
    return scale <= 14 ? window << scale : Number(BigInt.asUintN(64, BigInt(window) << BigInt(scale & 63)));
  }

  bothScale(direction: number): boolean {
    const { u8 } = this;
    const mine = u8[direction * CORE_BYTES + CoreByte.marks];
    return (mine & u8[(direction ^ 1) * CORE_BYTES + CoreByte.marks] & CoreMark.windowScale) !== 0;
  }

  rememberSyn(sequence: number, direction: number): void {
    this.u32[direction * CORE_WORDS + Core.syn] = sequence;
  }

  rememberWindowEnd(acknowledgement: number, window: number, direction: number): void {
    this.u32[direction * CORE_WORDS + Core.windowEnd] = acknowledgement + window;
  }

  /** Options of any packet count, not only of SYNs; the last one seen is in force. */
  takeOptions(flags: number, direction: number, options: TcpOptions): void {
    const { u8 } = this;
    const b = direction * CORE_BYTES;
    if (options.windowScale !== NO_WINDOW_SCALE) {
      u8[b + CoreByte.windowScale] = options.windowScale;
      u8[b + CoreByte.marks] |= CoreMark.windowScale;
    }
    if (options.timestamps) u8[b + CoreByte.marks] |= CoreMark.timestamps;
    if (options.sackPermitted) u8[b + CoreByte.marks] |= CoreMark.sackPermitted;
    if (
      (flags & TcpFlag.syn) === 0 &&
      u8[b + CoreByte.windowScale] + u8[(direction ^ 1) * CORE_BYTES + CoreByte.windowScale] !== 0
    ) {
      if (!this.bothScale(direction)) {
        u8[b + CoreByte.windowScale] = 0;
        u8[(direction ^ 1) * CORE_BYTES + CoreByte.windowScale] = 0;
      }
    }
  }

  countPacket(direction: number): void {
    this.u32[direction * CORE_WORDS + Core.packets]++;
  }

  /** Same sequence number and IP identification as one of the side's last eight packets? Counted if so. */
  isHardwareDuplicate(segments: SegmentBatch, i: number, direction: number): boolean {
    const identification = segments.identification[i];
    const sequence = segments.sequence[i];
    if (identification === 0 || sequence === 0) return false;
    if (!this.rows.isHardwareDuplicate(direction, sequence, identification)) return false;
    this.u32[direction * CORE_WORDS + Core.hardwareDuplicates]++;
    return true;
  }
}

/** The three packet blocks of pcapng: https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng, sections 4.3, 4.4 and A. */
import type { PacketBatch } from './packets.ts';
import {
  BLOCK_FRAME,
  COMMENT,
  EFFECTIVE_PROCESS,
  ENHANCED_PACKET,
  hasRemark,
  optionsOf,
  PROCESS_OF_PACKET,
  padded,
  SIMPLE_PACKET,
  textOf,
} from './pcapng-blocks.ts';
import type { Section } from './pcapng-section.ts';
import { microsOf, nanosOf } from './pcapng-time.ts';

/** Offset of the packet's bytes in an enhanced block and in an obsolete one. */
const DATA = 28;
const SIMPLE_DATA = 12;

/** Number in the section of the interface that a packet block names. */
export function interfaceNumber(type: number, view: DataView, at: number, littleEndian: boolean): number {
  if (type === ENHANCED_PACKET) return view.getUint32(at + 8, littleEndian);
  return type === SIMPLE_PACKET ? 0 : view.getUint16(at + 8, littleEndian);
}

/**
 * Appends the packet of the whole block at index `at`, a packet block of sound length. Returns false, and appends
 * nothing, when it names an unknown interface or claims more bytes than a packet or the block may have.
 */
export function appendPacket(
  batch: PacketBatch,
  section: Section,
  view: DataView,
  at: number,
  position: number,
): boolean {
  const { littleEndian } = section;
  const type = view.getUint32(at, littleEndian);
  const total = view.getUint32(at + 4, littleEndian);
  const known = section.interfaces[interfaceNumber(type, view, at, littleEndian)];
  if (known === undefined) return false;
  const index = batch.count;
  if (type === SIMPLE_PACKET) {
    const wire = view.getUint32(at + 8, littleEndian);
    const captured = Math.min(wire, known.snaplen || section.longest, total - BLOCK_FRAME - 4);
    if (captured > section.longest) return false;
    batch.start[index] = at + SIMPLE_DATA;
    batch.captured[index] = captured;
    batch.wire[index] = Math.min(wire, 0x7fffffff);
    batch.micros[index] = 0;
    batch.nanos[index] = 0;
  } else {
    const captured = view.getUint32(at + 20, littleEndian);
    if (captured > section.longest || captured > total - BLOCK_FRAME - 20) return false;
    const high = view.getUint32(at + 12, littleEndian);
    const low = view.getUint32(at + 16, littleEndian);
    batch.start[index] = at + DATA;
    batch.captured[index] = captured;
    batch.wire[index] = Math.min(Math.max(view.getUint32(at + 24, littleEndian), captured), 0x7fffffff);
    batch.micros[index] = microsOf(known.clock, high, low);
    batch.nanos[index] = nanosOf(known.clock, high, low);
  }
  batch.interface[index] = known.number;
  batch.position[index] = position;
  batch.count++;
  return true;
}

/** Whether something is told of the packet of the whole block at index `at`. */
export function hasRemarks(view: DataView, at: number, littleEndian: boolean): boolean {
  if (view.getUint32(at, littleEndian) === SIMPLE_PACKET) return false;
  const total = view.getUint32(at + 4, littleEndian);
  const end = at + DATA + padded(view.getUint32(at + 20, littleEndian));
  return hasRemark(view, end, at + total - 4, littleEndian);
}

/** What is told of a packet. Not safe for a terminal. */
export interface Remarks {
  readonly comments: readonly string[];
  /** Number in the section of its process; null = none is named. */
  readonly process: number | null;
}

export function remarksOf(bytes: Uint8Array, view: DataView, at: number, littleEndian: boolean): Remarks {
  const total = view.getUint32(at + 4, littleEndian);
  const end = at + DATA + padded(view.getUint32(at + 20, littleEndian));
  const options = optionsOf(view, end, at + total - 4, littleEndian);
  const word = (wanted: number): number | null => {
    const option = options.find(({ code, length }) => code === wanted && length === 4);
    return option === undefined ? null : view.getUint32(option.at, littleEndian);
  };
  return {
    comments: options.filter(({ code }) => code === COMMENT).map((option) => textOf(bytes, option)),
    process: word(EFFECTIVE_PROCESS) ?? word(PROCESS_OF_PACKET),
  };
}

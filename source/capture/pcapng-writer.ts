/**
 * Writes pcapng blocks into a buffer of the caller, little-endian, with nanosecond times:
 * https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng, section 4.
 *
 * Each function writes one block at `at` and returns the offset after it; nothing lasting is allocated. The caller provides room:
 * `packetRoom` for a packet, DESCRIPTION_ROOM for each of the others.
 */
import {
  BYTE_ORDER_MAGIC,
  COMMENT,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  INTERFACE_STATISTICS,
  padded,
  SECTION_HEADER,
} from './pcapng-blocks.ts';

/** Bytes of text that an option holds at most. */
const LONGEST_TEXT = 4096;
/** Room that suffices for a section header, an interface or its statistics, in bytes. */
export const DESCRIPTION_ROOM = 4 * (LONGEST_TEXT + 8) + 128;
/** The one snaplen all interfaces state: libpcap refuses a file whose interfaces differ in it. */
export const WRITTEN_SNAPLEN = 262_144;

/** Where the packet's bytes lie in its block. */
export const PACKET_DATA = 28;

/** A bit of epb_flags, draft section 4.3.1: the checksum was left to the network card. */
export const CHECKSUM_NOT_READY = 1 << 9;

/** Room that suffices for a packet of `captured` bytes, with or without a comment. */
export function packetRoom(captured: number): number {
  return PACKET_DATA + captured + LONGEST_TEXT + 32;
}

export interface SectionTexts {
  comment?: string;
  application?: string;
  system?: string;
}

export function writeSectionHeader(bytes: Uint8Array, at: number, texts: SectionTexts): number {
  put32(bytes, at + 8, BYTE_ORDER_MAGIC);
  put16(bytes, at + 12, 1);
  put16(bytes, at + 14, 0);
  bytes.fill(0xff, at + 16, at + 24);
  let end = at + 24;
  end = putText(bytes, end, COMMENT, texts.comment);
  end = putText(bytes, end, 3, texts.system);
  end = putText(bytes, end, 4, texts.application);
  return frame(bytes, at, putEndOfOptions(bytes, end), SECTION_HEADER);
}

export interface WrittenInterface {
  linkType: number;
  name?: string;
  description?: string;
}

/** Interfaces are numbered from 0 in the order they are written. */
export function writeInterface(bytes: Uint8Array, at: number, written: WrittenInterface): number {
  put16(bytes, at + 8, written.linkType);
  put16(bytes, at + 10, 0);
  put32(bytes, at + 12, WRITTEN_SNAPLEN);
  let end = at + 16;
  end = putText(bytes, end, 2, written.name);
  end = putText(bytes, end, 3, written.description);
  put16(bytes, end, 9);
  put16(bytes, end + 2, 1);
  put32(bytes, end + 4, 9);
  return frame(bytes, at, putEndOfOptions(bytes, end + 8), INTERFACE_DESCRIPTION);
}

/**
 * Writes an enhanced packet block around `captured` bytes that the caller has put at `at + PACKET_DATA`.
 * `seconds` since 1970 (earlier times become 0), `nanos` 0 … 999 999 999; `flags` 0 and `comment` null are left out.
 */
export function writePacketAround(
  bytes: Uint8Array,
  at: number,
  interfaceNumber: number,
  seconds: number,
  nanos: number,
  captured: number,
  wire: number,
  flags: number,
  comment: string | null,
): number {
  put32(bytes, at + 8, interfaceNumber);
  putTime(bytes, at + 12, seconds, nanos);
  put32(bytes, at + 20, captured);
  put32(bytes, at + 24, wire);
  const dataEnd = at + PACKET_DATA + captured;
  let end = at + PACKET_DATA + padded(captured);
  for (let padding = dataEnd; padding < end; padding++) bytes[padding] = 0;
  if (flags === 0 && comment === null) return frame(bytes, at, end, ENHANCED_PACKET);
  if (flags !== 0) {
    put16(bytes, end, 2);
    put16(bytes, end + 2, 4);
    put32(bytes, end + 4, flags);
    end += 8;
  }
  if (comment !== null) end = putText(bytes, end, COMMENT, comment);
  return frame(bytes, at, putEndOfOptions(bytes, end), ENHANCED_PACKET);
}

/** As `writePacketAround`, with the packet's bytes copied in from `payload[from … from + captured)`. */
export function writePacket(
  bytes: Uint8Array,
  at: number,
  interfaceNumber: number,
  seconds: number,
  nanos: number,
  payload: Uint8Array,
  from: number,
  captured: number,
  wire: number,
): number {
  bytes.set(payload.subarray(from, from + captured), at + PACKET_DATA);
  return writePacketAround(bytes, at, interfaceNumber, seconds, nanos, captured, wire, 0, null);
}

export interface WrittenStatistics {
  /** First and last moment counted, in seconds since 1970. */
  start: number;
  end: number;
  received: number;
  dropped: number;
}

/** Writes the counters of an interface, at the end of a capture. */
export function writeStatistics(
  bytes: Uint8Array,
  at: number,
  interfaceNumber: number,
  counted: WrittenStatistics,
): number {
  put32(bytes, at + 8, interfaceNumber);
  putTime(bytes, at + 12, counted.end, 0);
  let end = at + 20;
  end = putTimeOption(bytes, end, 2, counted.start);
  end = putTimeOption(bytes, end, 3, counted.end);
  end = putCountOption(bytes, end, 4, counted.received);
  end = putCountOption(bytes, end, 5, counted.dropped);
  return frame(bytes, at, putEndOfOptions(bytes, end), INTERFACE_STATISTICS);
}

const encoder = new TextEncoder();

/** Puts the type and both total lengths around a block whose body ends at `end`. */
function frame(bytes: Uint8Array, at: number, end: number, type: number): number {
  const total = end + 4 - at;
  put32(bytes, at, type);
  put32(bytes, at + 4, total);
  put32(bytes, end, total);
  return at + total;
}

function putText(bytes: Uint8Array, at: number, code: number, text: string | undefined): number {
  if (!text) return at;
  const { written } = encoder.encodeInto(withoutNul(text), bytes.subarray(at + 4, at + 4 + LONGEST_TEXT));
  put16(bytes, at, code);
  put16(bytes, at + 2, written);
  const end = at + 4 + padded(written);
  bytes.fill(0, at + 4 + written, end);
  return end;
}

function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}

function putTimeOption(bytes: Uint8Array, at: number, code: number, seconds: number): number {
  put16(bytes, at, code);
  put16(bytes, at + 2, 8);
  putTime(bytes, at + 4, seconds, 0);
  return at + 12;
}

function putCountOption(bytes: Uint8Array, at: number, code: number, count: number): number {
  put16(bytes, at, code);
  put16(bytes, at + 2, 8);
  put32(bytes, at + 4, count % 2 ** 32);
  put32(bytes, at + 8, Math.floor(count / 2 ** 32));
  return at + 12;
}

function putEndOfOptions(bytes: Uint8Array, at: number): number {
  put32(bytes, at, 0);
  return at + 4;
}

/**
 * The count of nanoseconds, high word first. It has more digits than a double: the seconds are taken apart at 16 bits,
 * so that each product stays exact.
 */
function putTime(bytes: Uint8Array, at: number, seconds: number, nanos: number): void {
  const whole = Math.max(0, Math.floor(seconds));
  const upper = Math.floor(whole / 65_536) * 1e9;
  const lower = (whole % 65_536) * 1e9 + nanos + (upper % 65_536) * 65_536;
  put32(bytes, at, Math.floor(upper / 65_536) + Math.floor(lower / 2 ** 32));
  put32(bytes, at + 4, lower % 2 ** 32);
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

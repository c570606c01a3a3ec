/**
 * A batch of packets as the kernel knows it: the addresses of its columns, entry i of which is about packet i. wire/segments.ts
 * says what the columns of the headers mean.
 */
import { type FieldRow, record } from './structure.ts';

/** A column of the core stage's and its views on both sides. */
type Column = readonly [name: string, type: 'Bytes' | 'Shorts' | 'Words' | 'Doubles', meaning: string];

/** What the core stage finds out about the segments, for the stages after it. */
export const FOUND_COLUMNS = [
  ['number', 'Doubles', 'number of the packet in the capture, from 1; 0 = not to be analysed. Filled by the pass'],
  ['direction', 'Words', '2 × connection + side of the sender; NOBODY: no TCP segment, or its connection is ignored'],
  ['effectiveWindow', 'Doubles', 'bytes, as scaled by what was known before the segment; 0 without ACK and SYN'],
  ['previousWindowEnd', 'Words', "the side's window end before this segment, modulo 2^32"],
  ['facts', 'Bytes', 'Fact bits'],
  ['mss', 'Shorts', 'MSS option, bytes; NO_MSS if absent'],
  ['sackBlocks', 'Bytes', 'SACK blocks'],
  ['urgent', 'Shorts', 'the urgent pointer of segments with URG'],
] as const satisfies readonly Column[];

export const BATCH = record([
  ['bytes', 'usize', 'what the offsets of packets count from, modulo 2^32'],
  ['file', 'u32', 'index of the file that the packets are from'],

  ['micros', 'Doubles', 'time, µs since 1970'],
  ['interfaceIndex', 'Shorts', 'index of the interface'],
  ['start', 'Words', 'offset of the frame'],
  ['captured', 'Words', 'bytes captured'],
  ['wire', 'Words', 'bytes on the wire'],

  ['kind', 'Bytes', 'a PacketKind'],
  ['version', 'Bytes', 'of IP: 4 or 6; 0 = not IP'],
  ['ip', 'Words', 'offset of the IP header'],
  ['transport', 'Words', 'offset of the transport header'],
  ['last', 'Words', 'offset of the last byte that counts as captured'],
  ['sourcePort', 'Shorts', 'port'],
  ['destinationPort', 'Shorts', 'port'],
  ['hash', 'Words', 'of both ends, the same for both directions'],
  ['sequence', 'Words', 'sequence number'],
  ['acknowledgement', 'Words', 'acknowledgement number'],
  ['flags', 'Shorts', 'TcpFlag bits'],
  ['window', 'Shorts', 'the window field, unscaled'],
  ['headerLength', 'Bytes', 'of TCP, bytes'],
  ['dataLength', 'Words', 'payload bytes by the IP header; signed: negative in damaged packets'],
  ['identification', 'Shorts', 'of IPv4; 0 of IPv6'],
  ['carrier', 'Shorts', 'what carried the packet; 0 = nothing did'],

  ...FOUND_COLUMNS,
] as const satisfies readonly FieldRow[]);

const VIEW_BYTES: Readonly<Record<string, number>> = { Bytes: 1, Shorts: 2, Words: 4, Doubles: 8 };

/** Bytes that the columns take for each packet. */
export const COLUMN_BYTES = Object.values(BATCH.fields).reduce(
  (sum, { class: view }) => sum + (VIEW_BYTES[view ?? ''] ?? 0),
  0,
);

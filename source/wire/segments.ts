/**
 * What the headers of a batch of packets say, as columns: entry i describes packet i of the PacketBatch it was decoded from.
 * Filled over and over by `decode` (wire/decode.ts: what is right) or `TcptraceDecoder` (wire/tcptrace-decode.ts: what
 * tcptrace 6.6.7 makes of the same bytes); the analyser does not know which.
 */
/** What a packet turned out to be. */
export * as PacketKind from './packet-kinds.ts';

/** Bits of `flags`: byte 13 of the TCP header, and AE (RFC 9768) as 0x100. RFC 9293 section 3.1. */
export * as TcpFlag from './tcp-flags.ts';

/** The frames to decode, as the readers hand them on (a capture's PacketBatch has these columns). */
export interface Frames {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly start: Int32Array;
  readonly captured: Int32Array;
  readonly wire: Int32Array;
  readonly interface: Uint16Array;
  /** Time, µs since 1970, and where the record lies in the capture. */
  readonly micros: Float64Array;
  readonly position: Float64Array;
}

/** Which frames of a batch are decoded. */
export type Which = 'all' | 'unread';

/** What decoding needs to know of an interface. */
export interface LinkLayer {
  readonly linkType: number;
  readonly fcsLength: number;
}

/** Where a column lies: a buffer and the offset in it, a multiple of 8. */
export interface ColumnMemory {
  buffer: ArrayBufferLike;
  offset: number;
}

export const privateMemory = (bytes: number): ColumnMemory => ({ buffer: new ArrayBuffer(bytes), offset: 0 });

interface ColumnType<Column> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): Column;
}

/** A typed array of `length` entries in the memory. */
export function column<Column>(
  type: ColumnType<Column>,
  length: number,
  memory: (bytes: number) => ColumnMemory,
): Column {
  const { buffer, offset } = memory(length * type.BYTES_PER_ELEMENT);
  return new type(buffer, offset, length);
}

/** Bytes of a packet that lie in another record, or in a place of this one. */
export interface PacketPart {
  /** Where in the packet, in bytes, and how many of them were captured. */
  readonly at: number;
  readonly length: number;
  /** Where the record lies in the capture (Frames.position), and where in it the bytes do. */
  readonly position: number;
  readonly inRecord: number;
}

/** A packet that was made of several records. */
export interface JoinedPacket {
  /** Where it begins in `SegmentBatch.bytes`. */
  readonly start: number;
  readonly parts: readonly PacketPart[];
}

/** Bytes made room for at a time. */
const ROOM_TO_APPEND = 2 ** 18;

export class SegmentBatch {
  /** Where the packets end that were appended to the bytes; 0 = none were. */
  #appended = 0;
  count = 0;
  /** Entries whose packet was made of several records; the last record of each is the entry's own. */
  readonly joined = new Map<number, JoinedPacket>();
  /** The bytes that the offsets below point into (the packet batch's own). */
  bytes: Uint8Array = new Uint8Array(0);
  /** The same bytes, for reading numbers. */
  view = new DataView(this.bytes.buffer);

  /** A PacketKind. */
  readonly kind: Uint8Array;
  /** IP version, 4 or 6; 0 = not IP. */
  readonly version: Uint8Array;
  /** Offset of the IP header: addresses are at +12/+16 (IPv4) or +8/+24 (IPv6). */
  readonly ip: Int32Array;
  /** Offset of the transport header (TCP, UDP, ICMP). */
  readonly transport: Int32Array;
  /**
   * Offset of the last byte that counts as captured (inclusive). The right decoder: the last captured byte of the IP packet.
   * tcptrace's: its `last`, which may be one past the end (docs/tcptrace.md, "Captured end").
   */
  readonly last: Int32Array;

  /** What carried it: see carriers.ts; 0 = nothing did. */
  readonly carrier: Uint16Array;

  // TCP and UDP
  readonly sourcePort: Uint16Array;
  readonly destinationPort: Uint16Array;
  /**
   * A hash of both endpoints, the same for both directions (32 bits, well mixed): 4-tuple in, order of ends does not matter.
   */
  readonly hash: Int32Array;

  // TCP
  readonly sequence: Uint32Array;
  readonly acknowledgement: Uint32Array;
  /** TcpFlag bits. */
  readonly flags: Uint16Array;
  /** The window field, unscaled. */
  readonly window: Uint16Array;
  /** Header length in bytes, 4 × data offset (0 … 60, not checked to be ≥ 20). */
  readonly headerLength: Uint8Array;
  /** Payload bytes by the IP header's lengths, captured or not; negative or absurd in damaged packets. UDP: the length field. */
  readonly dataLength: Int32Array;

  // IPv4 (0 for IPv6)
  readonly identification: Uint16Array;

  /** `memory`: hands out so many bytes, for batches that threads share. */
  constructor(capacity: number, memory: (bytes: number) => ColumnMemory = privateMemory) {
    this.kind = column(Uint8Array, capacity, memory);
    this.version = column(Uint8Array, capacity, memory);
    this.ip = column(Int32Array, capacity, memory);
    this.transport = column(Int32Array, capacity, memory);
    this.last = column(Int32Array, capacity, memory);
    this.sourcePort = column(Uint16Array, capacity, memory);
    this.destinationPort = column(Uint16Array, capacity, memory);
    this.hash = column(Int32Array, capacity, memory);
    this.sequence = column(Uint32Array, capacity, memory);
    this.acknowledgement = column(Uint32Array, capacity, memory);
    this.flags = column(Uint16Array, capacity, memory);
    this.window = column(Uint16Array, capacity, memory);
    this.headerLength = column(Uint8Array, capacity, memory);
    this.dataLength = column(Int32Array, capacity, memory);
    this.identification = column(Uint16Array, capacity, memory);
    this.carrier = column(Uint16Array, capacity, memory);
  }

  /** Marks entry `i` as a frame of `kind` that is not IP, or not far enough captured to tell; it ends before `end`. */
  setNotIp(i: number, kind: number, at: number, end: number): void {
    this.kind[i] = kind;
    this.version[i] = 0;
    this.ip[i] = at;
    this.transport[i] = at;
    this.last[i] = end - 1;
  }

  /** Sets the bytes that the offsets of the next entries mean. */
  pointInto(bytes: Uint8Array): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#appended = 0;
  }

  /** Makes a packet that lies nowhere in the capture part of the bytes; offsets stay what they are. Returns where it begins. */
  append(packet: Uint8Array): number {
    const { bytes } = this;
    const at = this.#appended || bytes.length;
    const end = at + packet.length;
    if (end > bytes.length) {
      const more = new Uint8Array(end + ROOM_TO_APPEND);
      more.set(bytes.subarray(0, at));
      this.pointInto(more);
    }
    this.bytes.set(packet, at);
    this.#appended = end;
    return at;
  }
}

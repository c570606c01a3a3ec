/**
 * A stretch of a capture as columns: where each packet's bytes lie, and what the capture says of them.
 *
 * Readers fill one batch over and over; whoever reads it must be done before the next fill. Columns instead of one object
 * a packet: nothing is allocated on the way from the file to the counters, and each stage runs over a whole batch.
 */

/** Packets a batch can hold. */
export const BATCH_PACKETS = 4096;

/** Longest packet a reader hands on, in bytes (libpcap's MAXIMUM_SNAPLEN); a longer claim is damage. */
export const LONGEST_PACKET = 262_144;

export class PacketBatch {
  /** The bytes that `start` points into. Owned by the reader. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Packets in the batch, 0 … BATCH_PACKETS. */
  count = 0;
  /** Packets it takes at a fill, 1 … BATCH_PACKETS: fewer where the first ones are wanted soon. */
  room = BATCH_PACKETS;
  /** Index into `Capture.files`: all packets of a batch are from one file. */
  file = 0;

  /** Offset in `bytes` of the packet's first captured byte. */
  readonly start = new Int32Array(BATCH_PACKETS);
  /** Bytes captured. */
  readonly captured = new Int32Array(BATCH_PACKETS);
  /** Bytes the packet had on the wire, as the capture says (at least `captured`, clamped to 2^31-1). */
  readonly wire = new Int32Array(BATCH_PACKETS);
  /** Whole microseconds since 1970-01-01 UTC (negative before), finer digits cut off; 0 where the record has no time. */
  readonly micros = new Float64Array(BATCH_PACKETS);
  /** The nanoseconds below `micros`, 0 … 999. */
  readonly nanos = new Uint16Array(BATCH_PACKETS);
  /** Index into `Capture.interfaces`. */
  readonly interface = new Uint16Array(BATCH_PACKETS);
  /** Of the packet's process (Capture.processes): 0 = not known, all are while `tellsProcesses` is false. */
  readonly process = new Uint16Array(BATCH_PACKETS);
  tellsProcesses = false;
  /** Position of the packet's *record* in the capture (bytes, all files laid end to end): what `Capture.read` takes. */
  readonly position = new Float64Array(BATCH_PACKETS);
}

/** Batches of packets by value, for the way between threads. */
import { PacketBatch } from '../capture/packets.ts';
import type { Records } from './protocol.ts';

/** Copies a batch, its bytes packed together. */
export function packRecords(batch: PacketBatch, consumed: number): Records {
  const { count } = batch;
  let size = 0;
  for (let i = 0; i < count; i++) size += batch.captured[i];
  const bytes = new Uint8Array(size);
  const start = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    start[i] = at;
    bytes.set(batch.bytes.subarray(batch.start[i], batch.start[i] + batch.captured[i]), at);
    at += batch.captured[i];
  }
  return {
    file: batch.file,
    consumed,
    bytes,
    start,
    captured: batch.captured.slice(0, count),
    wire: batch.wire.slice(0, count),
    micros: batch.micros.slice(0, count),
    nanos: batch.nanos.slice(0, count),
    interface: batch.interface.slice(0, count),
    position: batch.position.slice(0, count),
  };
}

export const NO_RECORDS: Records = packRecords(new PacketBatch(), 0);

/** Puts records into a batch, in place of what it held. */
export function unpackRecords(records: Records, batch: PacketBatch): void {
  batch.bytes = records.bytes;
  batch.file = records.file;
  batch.count = records.start.length;
  batch.start.set(records.start);
  batch.captured.set(records.captured);
  batch.wire.set(records.wire);
  batch.micros.set(records.micros);
  batch.nanos.set(records.nanos);
  batch.interface.set(records.interface);
  batch.position.set(records.position);
}

/** The buffers of records, to be handed over rather than copied. */
export function transferable(records: Records): ArrayBuffer[] {
  const columns = [
    records.bytes,
    records.start,
    records.captured,
    records.wire,
    records.micros,
    records.nanos,
    records.interface,
    records.position,
  ];
  return columns.map((column) => column.buffer as ArrayBuffer);
}

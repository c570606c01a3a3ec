/** Reads packets back by their positions, however many. */
import { BATCH_PACKETS, PacketBatch } from '../capture/packets.ts';
import type { RecordSource } from './rerun.ts';

/** Each as a view on its captured bytes. `positions` ascend; the answer has an entry for each, null where the packet is no longer kept. */
export const readPackets = (records: RecordSource, positions: Float64Array): Promise<(Uint8Array | null)[]> =>
  readEach(records, positions, bytesOf);

/** A packet with what the capture says of it. */
export interface ReadRecord {
  bytes: Uint8Array;
  wireLength: number;
  /** Index into the capture's interfaces. */
  interface: number;
}

/** null = no longer kept. */
export async function readRecord(records: RecordSource, position: number): Promise<ReadRecord | null> {
  const [record] = await readEach(records, Float64Array.of(position), (batch, i) => ({
    bytes: bytesOf(batch, i),
    wireLength: batch.wire[i],
    interface: batch.interface[i],
  }));
  return record;
}

const bytesOf = (batch: PacketBatch, i: number): Uint8Array =>
  batch.bytes.subarray(batch.start[i], batch.start[i] + batch.captured[i]);

async function readEach<Read>(
  records: RecordSource,
  positions: Float64Array,
  take: (batch: PacketBatch, i: number) => Read,
): Promise<(Read | null)[]> {
  const packets: (Read | null)[] = new Array(positions.length).fill(null);
  const batch = new PacketBatch();
  let entry = 0;
  for (let from = 0; from < positions.length; ) {
    from += await records.read(positions.slice(from, from + BATCH_PACKETS), batch);
    for (let i = 0; i < batch.count; i++) {
      while (positions[entry] < batch.position[i]) entry++;
      packets[entry] = take(batch, i);
    }
  }
  return packets;
}

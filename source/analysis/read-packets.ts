/** Reads packets back by their positions, however many, each as a view on its captured bytes. */
import { BATCH_PACKETS, PacketBatch } from '../capture/packets.ts';
import type { RecordSource } from './rerun.ts';

/** `positions` ascend; the answer has an entry for each, null where the packet is no longer kept. */
export async function readPackets(records: RecordSource, positions: Float64Array): Promise<(Uint8Array | null)[]> {
  const packets: (Uint8Array | null)[] = new Array(positions.length).fill(null);
  const batch = new PacketBatch();
  let entry = 0;
  for (let from = 0; from < positions.length; ) {
    from += await records.read(positions.slice(from, from + BATCH_PACKETS), batch);
    for (let i = 0; i < batch.count; i++) {
      while (positions[entry] < batch.position[i]) entry++;
      packets[entry] = batch.bytes.subarray(batch.start[i], batch.start[i] + batch.captured[i]);
    }
  }
  return packets;
}

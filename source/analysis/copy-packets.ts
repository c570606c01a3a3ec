/** Copies packets of a capture into a pcapng file, record by record, with the interfaces they came from. */
import type { CaptureInterface } from '../capture/capture.ts';
import { BATCH_PACKETS, PacketBatch } from '../capture/packets.ts';
import {
  DESCRIPTION_ROOM,
  packetRoom,
  writeInterface,
  writePacket,
  writeSectionHeader,
} from '../capture/pcapng-writer.ts';
import type { RecordSource } from './rerun.ts';

export interface PacketCopy {
  records: RecordSource;
  interfaces: readonly CaptureInterface[];
  /** Where the packets are (PacketBatch.position), ascending. */
  positions: Float64Array;
  /** Takes the next bytes of the file; they are its own only until it resolves. */
  write: (bytes: Uint8Array) => Promise<void>;
}

const MICROS = 1e6;

/** Resolves to the number of packets copied: those no longer kept are left out. Rejects with the signal's reason. */
export async function copyPackets({ records, interfaces, positions, write }: PacketCopy, signal: AbortSignal) {
  await write(opening(interfaces));
  const batch = new PacketBatch();
  let copied = 0;
  for (let from = 0; from < positions.length; ) {
    signal.throwIfAborted();
    from += await records.read(positions.slice(from, from + BATCH_PACKETS), batch);
    await write(blocksOf(batch));
    copied += batch.count;
  }
  return copied;
}

/** How a file with packets of these interfaces begins. */
export function opening(interfaces: readonly CaptureInterface[]): Uint8Array {
  const bytes = new Uint8Array(DESCRIPTION_ROOM * (interfaces.length + 1));
  let end = writeSectionHeader(bytes, 0, { application: 'tcptrace-tui' });
  for (const { linkType, name, description } of interfaces) {
    end = writeInterface(bytes, end, {
      linkType,
      name: name ?? undefined,
      description: description ?? undefined,
    });
  }
  return bytes.subarray(0, end);
}

/** The packets of a batch, whose interfaces stand in the file from number `firstInterface` on. */
export function blocksOf(batch: PacketBatch, firstInterface = 0): Uint8Array {
  let room = 0;
  for (let i = 0; i < batch.count; i++) room += packetRoom(batch.captured[i]);
  const bytes = new Uint8Array(room);
  let end = 0;
  for (let i = 0; i < batch.count; i++) {
    const seconds = Math.floor(batch.micros[i] / MICROS);
    const nanos = (batch.micros[i] - seconds * MICROS) * 1000 + batch.nanos[i];
    const { start, captured, wire } = batch;
    const number = firstInterface + batch.interface[i];
    end = writePacket(bytes, end, number, seconds, nanos, batch.bytes, start[i], captured[i], wire[i]);
  }
  return bytes.subarray(0, end);
}

/**
 * Runs the analyser again over all packets of a capture, in its order, and goes on while it grows: what looks at every
 * connection, but not in the first pass, comes from here.
 */
import { PacketBatch } from '../capture/packets.ts';
import { Analyser } from '../connection/analyser.ts';
import { asRow, type ConnectionRow } from '../connection/numbering.ts';
import { ConnectionStore } from '../connection/store.ts';
import type { PacketIndex } from './packet-index.ts';
import type { Rerun } from './rerun.ts';

export interface Replay extends Omit<Rerun, 'index' | 'firstPacket' | 'a'> {
  index: PacketIndex;
  /** The rows of the first pass: the observer is told these. */
  store: ConnectionStore;
}

/** Packets a step deals with: some milliseconds. */
const STEP = 1024;

/** Yields the number of the last packet seen, so that the caller can breathe and stop. Packets no longer kept are left out. */
export async function* replay(task: Replay): AsyncGenerator<number, void, void> {
  const { index, observer, store } = task;
  const analyser = new Analyser(new ConnectionStore(), { ...task.analyser, udp: false });
  const { segments } = analyser;
  const packets = new PacketBatch();
  const rows: (ConnectionRow | null)[] = [];
  for (let next = index.oldest; ; ) {
    if (next > index.newest) {
      if (!(await task.more?.())) break;
      continue;
    }
    next = Math.max(next, index.oldest);
    const numbers = Float64Array.from({ length: Math.min(STEP, index.newest - next + 1) }, (_, i) => next + i);
    const positions = numbers.map((number) => index.position(number));
    const consumed = await task.records.read(positions, packets);
    task.decoder.decode(packets, task.interfaces, segments, 'all');
    analyser.begin(packets);
    let entry = 0;
    for (let i = 0; i < packets.count; i++) {
      while (positions[entry] < packets.position[i]) entry++;
      const number = numbers[entry];
      analyser.columns.number[i] = number;
      analyser.account(i, i + 1);
      const outcome = analyser.describe(packets, i);
      if (outcome === null) continue;
      if (outcome.opened) rows[outcome.connection] = rowOf(store, outcome.connection, number);
      const row = rows[outcome.connection];
      if (row === null) continue;
      outcome.connection = row;
      observer.segment?.(packets, segments, i, number, outcome);
    }
    next += Math.max(1, consumed);
    yield next - 1;
  }
  observer.end?.(0);
}

/** The row of the connection that began with this packet: nearly always the same as here. null = it is not kept. */
function rowOf(store: ConnectionStore, likely: ConnectionRow, number: number): ConnectionRow | null {
  const begins = (row: ConnectionRow): boolean => store.identity.firstPacket(row) === number >>> 0;
  if (likely < store.count && begins(likely)) return likely;
  for (let row = store.count - 1; row >= 0; row--) if (begins(asRow(row))) return asRow(row);
  return null;
}

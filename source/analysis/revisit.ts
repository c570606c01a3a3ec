/**
 * Runs the analyser again over chosen packets of several connections together, read back from the capture in its order:
 * what looks at many connections in depth comes from here.
 */

import { PacketBatch } from '../capture/packets.ts';
import { asRow, type ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import type { PacketIndex } from './packet-index.ts';
import type { Rerun } from './rerun.ts';
import { borrowAnalyser, giveBack } from './spare-analysers.ts';

export interface Revisit extends Omit<Rerun, 'index' | 'firstPacket' | 'a' | 'more'> {
  index: PacketIndex;
  /** Numbers (1-based) of the packets, ascending: all packets of each of the connections, and any others. */
  numbers: Float64Array;
  /** Rows of the connections these packets belong to; the observer is told these. */
  connections: Uint32Array;
  store: ConnectionStore;
}

/** Packets a step deals with: some milliseconds. */
const STEP = 1024;

/** None of the connections asked for. */
const ANOTHER = asRow(-1);

/**
 * Yields the number of packets done, so that the caller can breathe and stop. A connection whose first packet is no longer
 * kept is left out: nothing right can be said of it.
 */
export async function* revisit(task: Revisit): AsyncGenerator<number, void, void> {
  const { index, numbers, connections, observer, store } = task;
  const analyser = borrowAnalyser(task.analyser, connections.length * 2 + 2);
  const { segments } = analyser;
  const packets = new PacketBatch();
  const byFirstPacket = new Map<number, ConnectionRow>();
  for (const row of connections) byFirstPacket.set(store.identity.firstPacket(row), asRow(row));
  const rows: ConnectionRow[] = [];
  try {
    for (let done = 0; done < numbers.length; ) {
      const positions = Float64Array.from(numbers.subarray(done, done + STEP), (number) => index.position(number));
      const consumed = await task.records.read(positions, packets);
      task.decoder.decode(packets, task.interfaces, segments, 'all');
      analyser.begin(packets);
      let entry = 0;
      for (let i = 0; i < packets.count; i++) {
        while (positions[entry] < packets.position[i]) entry++;
        const number = numbers[done + entry];
        analyser.columns.number[i] = number;
        observer.packet?.(packets, segments, i, number);
        analyser.account(i, i + 1);
        const outcome = analyser.describe(packets, i);
        if (outcome === null) continue;
        if (outcome.opened) rows[outcome.connection] = byFirstPacket.get(number >>> 0) ?? ANOTHER;
        outcome.connection = rows[outcome.connection];
        if (outcome.connection === ANOTHER) continue;
        observer.segment?.(packets, segments, i, number, outcome);
      }
      done += consumed;
      yield done;
    }
  } finally {
    giveBack(analyser);
  }
  observer.end?.(0);
}

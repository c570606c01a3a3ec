/**
 * Runs the analyser again over chosen packets of several connections together, read back from the capture in its order:
 * what looks at many connections in depth comes from here.
 */
import { PacketBatch } from '../capture/packets.ts';
import type { PacketIndex } from './packet-index.ts';
import type { Rerun } from './rerun.ts';
import { borrowAnalyser, giveBack } from './spare-analysers.ts';

export interface Revisit extends Omit<Rerun, 'index' | 'firstPacket' | 'more'> {
  index: PacketIndex;
  /** Numbers (1-based) of the packets, ascending: all packets of each of the connections, and any others. */
  numbers: Float64Array;
  /** The connections these packets belong to, ascending; the observer is told these numbers. */
  connections: Uint32Array;
}

/** Packets a step deals with: some milliseconds. */
const STEP = 1024;

/** Yields the number of packets done, so that the caller can breathe and stop. */
export async function* revisit(task: Revisit): AsyncGenerator<number, void, void> {
  const { index, numbers, connections, observer } = task;
  const analyser = borrowAnalyser(task.analyser, connections.length * 2 + 2);
  const { segments } = analyser;
  const packets = new PacketBatch();
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
        if (outcome === null || outcome.connection >= connections.length) continue;
        outcome.connection = connections[outcome.connection];
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

/**
 * Runs the analyser again over one connection's packets, read back from the capture: packet lists, marks, graphs and the
 * evidence for findings come from here. It decides as the first pass did, because it sees the same packets in the same order.
 */

import type { CaptureInterface } from '../capture/capture.ts';
import { BATCH_PACKETS, PacketBatch } from '../capture/packets.ts';
import { endText } from '../connection/addresses.ts';
import type { Analyser, AnalyserOptions } from '../connection/analyser.ts';
import type { PassObserver } from './observer.ts';
import type { ConnectionPackets } from './packet-index.ts';
import type { Decoder } from './pass.ts';
import { borrowAnalyser, giveBack } from './spare-analysers.ts';

/** Where records are read back from: a capture, or the worker that owns it. */
export interface RecordSource {
  read(positions: Float64Array, batch: PacketBatch): Promise<number>;
}

export interface Rerun {
  index: ConnectionPackets;
  records: RecordSource;
  interfaces: readonly CaptureInterface[];
  decoder: Decoder;
  analyser: AnalyserOptions;
  /** Number (1-based) of the connection's first packet. */
  firstPacket: number;
  /** Its A (addresses.ts, endText), who cannot be told from packets when the first are no longer kept. */
  a: string;
  observer: PassObserver;
  /** At the connection's last packet so far: resolves to true when more may have come, false when none will. Default: none. */
  more?: () => Promise<boolean>;
}

/** Packets dealt with without a break: some milliseconds, so that a screen's thread can do it. */
const STEP = 1024;

/**
 * Goes through the connection's packets once, a batch at a time; yields the number of packets seen so far, so that the
 * caller can show progress, breathe and stop. Packets that are no longer kept are left out.
 */
export async function* rerun(task: Rerun): AsyncGenerator<number, void, void> {
  const { index, observer } = task;
  const analyser = borrowAnalyser(task.analyser, 2);
  const { segments } = analyser;
  const numbers = new Float64Array(BATCH_PACKETS);
  const positions = new Float64Array(BATCH_PACKETS);
  // While one is analysed the other is filled.
  let packets = new PacketBatch();
  let coming = new PacketBatch();
  let seen = 0;
  const account = accounting(task, analyser);
  if (!index.hasJoined) task.decoder.inside?.fragments.expectFirstsAlone();
  try {
    for (let from = task.firstPacket; from !== 0; ) {
      const count = index.collect(from, numbers, positions);
      if (count === 0) break;
      const read = (from: number): Promise<number> =>
        task.records.read(positions.slice(from, Math.min(count, from + STEP)), coming);
      let reading = read(0);
      for (let done = 0; done < count; ) {
        done += await reading;
        [packets, coming] = [coming, packets];
        if (done < count) reading = read(done);
        task.decoder.decode(packets, task.interfaces, segments, 'all');
        analyser.begin(packets);
        seen += account(packets, numbers, positions, count);
        yield seen;
      }
      const last = numbers[count - 1];
      from = index.after(last);
      while (from === 0 && (await task.more?.())) from = index.after(last);
    }
  } finally {
    giveBack(analyser);
  }
  observer.end?.(0);
}

/** What accounts for the packets read of those with these numbers and positions, and returns how many they are. */
function accounting({ observer, a }: Rerun, analyser: Analyser) {
  const { segments, columns, store } = analyser;
  let isReversed = false;
  return (packets: PacketBatch, numbers: Float64Array, positions: Float64Array, count: number): number => {
    let entry = 0;
    for (let i = 0; i < packets.count; i++) {
      while (entry < count && positions[entry] < packets.position[i]) entry++;
      const number = numbers[entry];
      columns.number[i] = number;
      observer.packet?.(packets, segments, i, number);
      analyser.account(i, i + 1);
      const outcome = analyser.describe(packets, i);
      if (outcome === null) continue;
      if (outcome.opened) isReversed = endText(store.identity, outcome.connection, 0) !== a;
      if (isReversed) outcome.side = outcome.side === 0 ? 1 : 0;
      observer.segment?.(packets, segments, i, number, outcome);
    }
    return packets.count;
  };
}

/**
 * The analysis worker: reads and analyses a capture beside the screen's thread. It works in slices of a few milliseconds and
 * listens in between, so that reading records back and stopping never wait for the end of the file.
 */
import { parentPort } from 'node:worker_threads';
import { type Capture, CaptureError } from '../capture/capture.ts';
import { openCapture } from '../capture/open.ts';
import { PacketBatch } from '../capture/packets.ts';
import { ConnectionStore } from '../connection/store.ts';
import type { Inside } from '../wire/inside.ts';
import { decoderFor } from './decoders.ts';
import { collectGarbage } from './garbage.ts';
import { mappedLinkType } from './openings.ts';
import { PacketIndex } from './packet-index.ts';
import { Pass } from './pass.ts';
import type { AnalysisTask, CaptureFacts, FromWorker, ReadingState, ToWorker } from './protocol.ts';
import { packRecords, transferable } from './records.ts';
import { Suspicion } from './suspicion.ts';
import { TraceIntervals } from './trace-intervals.ts';

/** Longest time spent on packets before messages are looked at, ms. */
const SLICE = 8;
/** Packets that are shown before more are read: while the program runs cold, each costs 20 µs. */
const FIRST_PACKETS = 256;
/** Shortest time between two reports of progress, ms. */
const REPORT_INTERVAL = 50;

const NOTHING_YET: CaptureFacts = {
  state: 'reading',
  files: [],
  interfaces: [],
  damage: [],
  notOpened: [],
  forgotten: false,
};

export function runAnalysisWorker(): void {
  const port = parentPort;
  if (port === null) throw new Error('the analysis worker runs beside another thread');
  const abort = new AbortController();
  const say = (message: FromWorker, handOver: ArrayBuffer[] = []): void => port.postMessage(message, handOver);
  let capture: Capture | null = null;
  let inside: Inside | null = null;
  let carriersSaid = 0;
  let processesSaid = 0;

  const facts = (state: ReadingState): CaptureFacts =>
    capture === null
      ? { ...NOTHING_YET, state }
      : {
          state,
          files: [...capture.files],
          interfaces: [...capture.interfaces],
          damage: [...capture.damage],
          notOpened: [...(inside?.unopened.packets ?? [])],
          forgotten: capture.keptFrom > 0,
        };
  const sayFacts = (state: ReadingState): void => {
    const { met, seen } = inside?.carriers ?? { met: [], seen: [] };
    const carriers = met.slice(carriersSaid).map((number) => [number, seen[number]] as const);
    carriersSaid = met.length;
    const processes = capture?.processes.known.slice(processesSaid) ?? [];
    processesSaid += processes.length;
    say({ kind: 'facts', facts: facts(state), carriers, processes });
  };

  const analyse = async (task: AnalysisTask): Promise<void> => {
    try {
      const store = new ConnectionStore(task.store);
      capture = await openCapture([...task.sources], task.policy, {
        room: store.windowRoom,
        linkType: (stated) => mappedLinkType(task.openings, stated),
      });
      const decoder = decoderFor(task.policy, task.openings);
      inside = decoder.inside;
      const pass = new Pass(capture, store, {
        decoder,
        analyser: { ...task.analyser, ignored: null, ignoredUdp: null },
        cuts: task.cuts,
        observers: [new TraceIntervals(task.trace), new Suspicion(task.suspicion)],
        index: new PacketIndex(task.index),
      });
      await read(pass, capture, abort.signal, sayFacts);
      if (abort.signal.aborted) await capture.stop();
      sayFacts(abort.signal.aborted ? 'stopped' : 'done');
    } catch (failure) {
      if (!(failure instanceof CaptureError)) throw failure;
      say({ kind: 'failed', message: failure.message, facts: facts('done') });
    }
  };

  port.on('message', (message: ToWorker) => {
    if (message.kind === 'begin') void analyse(message.task).then(collectGarbage);
    else if (message.kind === 'stop') abort.abort();
    else if (message.kind === 'read') {
      const batch = new PacketBatch();
      const { positions, request } = message;
      const consumed = capture === null ? positions.length : capture.read(positions, 0, positions.length, batch);
      const records = packRecords(batch, consumed);
      say({ kind: 'records', request, records }, transferable(records));
    } else {
      abort.abort();
      capture?.close();
      port.close();
    }
  });
}

/** Steps through the capture, reporting now and then, until it ends or is stopped. */
async function read(
  pass: Pass,
  capture: Capture,
  signal: AbortSignal,
  report: (state: ReadingState) => void,
): Promise<void> {
  let reported = Number.NEGATIVE_INFINITY;
  let state = pass.step(FIRST_PACKETS);
  for (;;) {
    const now = performance.now();
    if (now - reported >= REPORT_INTERVAL || state === 'starved') {
      report(state === 'starved' ? 'waiting' : 'reading');
      reported = now;
    }
    if (state === 'end' || signal.aborted) break;
    if (state === 'starved') await capture.more(signal);
    else await new Promise(setImmediate);
    state = slice(pass);
  }
  pass.finish();
}

function slice(pass: Pass): ReturnType<Pass['step']> {
  const until = performance.now() + SLICE;
  for (;;) {
    const state = pass.step();
    if (state !== 'packets' || performance.now() >= until) return state;
  }
}

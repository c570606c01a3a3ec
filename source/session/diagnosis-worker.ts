/**
 * The diagnosing thread: reads the suspicious connections back and says what is wrong with them. It is not in a hurry, and
 * nobody waits for it.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { decoderFor } from '../analysis/decoders.ts';
import { forwardedIn } from '../analysis/forwarded.ts';
import { collectGarbage } from '../analysis/garbage.ts';
import { PacketIndex } from '../analysis/packet-index.ts';
import type { Records } from '../analysis/protocol.ts';
import { unpackRecords } from '../analysis/records.ts';
import type { RecordSource } from '../analysis/rerun.ts';
import { revisit } from '../analysis/revisit.ts';
import { FOR_SCREEN, packetsOf, type Suspects, suspectsOf } from '../analysis/suspects.ts';
import { Suspicion } from '../analysis/suspicion.ts';
import type { ConnectionNumber, ConnectionRow } from '../connection/numbering.ts';
import { ConnectionStore, Total } from '../connection/store.ts';
import { diagnose, examine } from '../findings/diagnose.ts';
import { endsOf } from '../findings/ends.ts';
import { EvidenceGatherer } from '../findings/gather.ts';
import { surroundingsOf } from '../findings/surroundings.ts';
import { verdictOf } from '../findings/verdict.ts';
import type { CaptureRead, Diagnosed, DiagnosisTask, FromDiagnosis, ToDiagnosis } from './diagnosis-protocol.ts';

export function runDiagnosisWorker(): void {
  const port = parentPort;
  if (port === null) throw new Error('the diagnosis runs beside another thread');
  const task = workerData as DiagnosisTask;
  const store = new ConnectionStore(task.store);
  const index = new PacketIndex(task.index);
  const suspicion = new Suspicion(task.suspicion);
  const say = (message: FromDiagnosis): void => port.postMessage(message);
  const waiting = new Map<number, (records: Records) => void>();
  let requests = 0;

  const records: RecordSource = {
    async read(positions, batch) {
      const request = ++requests;
      say({ kind: 'read', request, positions });
      const found = await new Promise<Records>((resolve) => waiting.set(request, resolve));
      unpackRecords(found, batch);
      return found.consumed;
    },
  };

  const gather = async (
    { interfaces, files }: CaptureRead,
    chosen: Omit<Suspects, 'passedOver'>,
  ): Promise<EvidenceGatherer> => {
    const observer = new EvidenceGatherer(store, forwardedIn(files, store));
    const analyser = { ...task.analyser, ignored: null, ignoredUdp: null };
    const visit = {
      ...chosen,
      store,
      index,
      records,
      interfaces,
      decoder: decoderFor('everything', task.openings),
      analyser,
      observer,
    };
    for await (const _packets of revisit(visit));
    observer.endMicros = Math.max(observer.endMicros, store.totals[Total.lastMicros]);
    return observer;
  };

  const look = async (capture: CaptureRead): Promise<void> => {
    const suspects = suspectsOf(store, index, suspicion, FOR_SCREEN);
    const gathered = await gather(capture, suspects);
    const findings = diagnose(gathered, store, suspects.passedOver);
    say({ kind: 'found', findings, connections: diagnosed(gathered, store) });
  };

  const examineOne = async (connection: ConnectionRow, capture: CaptureRead): Promise<void> => {
    const number = store.number(connection);
    const chosen = packetsOf(store, index, Uint32Array.of(connection));
    // Without its first packets nothing right can be said of a connection of a stream.
    const had = store.core.packets(2 * connection) + store.core.packets(2 * connection + 1);
    if (index.isRing && chosen.numbers.length < had) return;
    const gathered = await gather(capture, chosen);
    // The connection may have been retired meanwhile, and its row be another's.
    const found = diagnosed(gathered, store).get(number);
    if (found !== undefined) say({ kind: 'examined', connections: new Map([[number, found]]) });
  };

  port.on('message', (message: ToDiagnosis) => {
    if (message.kind === 'look') void look(message.capture).then(collectGarbage);
    else if (message.kind === 'examine') void examineOne(message.connection, message.capture);
    else {
      waiting.get(message.request)?.(message.records);
      waiting.delete(message.request);
    }
  });
}

function diagnosed(gatherer: EvidenceGatherer, store: ConnectionStore): Map<ConnectionNumber, Diagnosed> {
  const cases = gatherer.connections
    .filter((evidence) => evidence !== undefined)
    .map((evidence) => ({ evidence, ends: endsOf(store, evidence) }));
  const around = surroundingsOf(cases, gatherer.endMicros, store, gatherer.lookUps);
  return new Map(
    cases.map((one) => {
      const hits = examine(one.evidence, around(one));
      const lostSeconds = hits.reduce((most, hit) => Math.max(most, hit.lostSeconds), 0);
      const spent = one.evidence.turns?.budget ?? null;
      return [store.number(one.evidence.connection), { verdict: verdictOf(one.evidence, hits), lostSeconds, spent }];
    }),
  );
}

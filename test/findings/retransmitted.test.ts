/** The counters of the pass, which hold for half a million connections, mean what the diagnosis means by the same words. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { NO_CUTS } from '../../source/analysis/cuts.ts';
import { decoderFor } from '../../source/analysis/decoders.ts';
import { Pass } from '../../source/analysis/pass.ts';
import { openCapture } from '../../source/capture/open.ts';
import { ORDINARY } from '../../source/connection/analyser.ts';
import { Direction } from '../../source/connection/layout/direction.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { EvidenceGatherer } from '../../source/findings/gather.ts';
import { PROJECT } from '../support/program.ts';

const FIXTURES = path.join(PROJECT, 'test/fixtures');
const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

/** By direction, from the pass and from the evidence. */
async function counted(name: string) {
  const capture = await openCapture([{ kind: 'file', path: path.join(FIXTURES, name) }], 'everything');
  const store = new ConnectionStore(undefined, 1000);
  const gatherer = new EvidenceGatherer(store);
  await new Pass(capture, store, {
    ...{ decoder: decoderFor('everything'), analyser: ORDINARY, cuts: NO_CUTS, observers: [gatherer], index: null },
  }).run(new AbortController().signal);
  capture.close();
  const directions = Array.from({ length: 2 * store.found }, (_, direction) => direction);
  return {
    pass: directions.map((direction) => [
      store.read(direction, Direction.resentPackets),
      store.read(direction, Direction.resentBytes),
      store.read(direction, Direction.overtakenPackets),
      store.read(direction, Direction.keepAlives),
    ]),
    evidence: directions.map((direction) => {
      const side = gatherer.connections[direction >> 1].sides[direction & 1];
      return [side.resent.count, side.resent.total, side.outOfOrder.count, side.keepAlives.count];
    }),
  };
}

/** Segments whose first copy was lost before the capture and left no hole: only the diagnosis counts the identifications skipped. */
const DEEPER: Readonly<Record<string, number>> = { 'lossy-transfer-at-client.pcap': 1 };

it.each(captures)('%s', async (name) => {
  const { pass, evidence } = await counted(name);
  const differing = evidence.filter((figures, direction) => !isDeepStrictEqual(figures, pass[direction]));
  expect(differing.length).toBe(DEEPER[name] ?? 0);
});

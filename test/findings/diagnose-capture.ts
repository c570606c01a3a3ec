/** Runs a pass over a capture file and diagnoses it. */

import { NO_CUTS } from '../../source/analysis/cuts.ts';
import { decoderFor } from '../../source/analysis/decoders.ts';
import { forwardedIn } from '../../source/analysis/forwarded.ts';
import { Pass } from '../../source/analysis/pass.ts';
import { openCapture } from '../../source/capture/open.ts';
import { ORDINARY } from '../../source/connection/analyser.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { diagnose } from '../../source/findings/diagnose.ts';
import type { ConnectionEvidence } from '../../source/findings/evidence.ts';
import type { Finding } from '../../source/findings/finding.ts';
import { EvidenceGatherer } from '../../source/findings/gather.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';

export interface Diagnosed {
  findings: Finding[];
  connections: ConnectionEvidence[];
}

export async function diagnoseFile(path: string): Promise<Diagnosed> {
  const capture = await openCapture([{ kind: 'file', path }], 'everything');
  try {
    const store = new ConnectionStore(undefined, 10_000, 'core');
    const gatherer = new EvidenceGatherer(store, (connection) => forwardedIn(capture.files, store)(connection));
    const pass = new Pass(capture, store, {
      decoder: decoderFor('everything'),
      analyser: ORDINARY,
      cuts: NO_CUTS,
      observers: [gatherer],
      index: null,
    });
    await pass.run(new AbortController().signal);
    return { findings: diagnose(gatherer, store), connections: gatherer.connections };
  } finally {
    capture.close();
  }
}

export async function diagnoseScenario(text: string): Promise<Diagnosed> {
  return diagnoseFile(writeTemporary(scenario(text)));
}

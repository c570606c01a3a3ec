/** What the diagnosing thread and the screen's say to each other. Rows and index are shared memory. */

import type { Openings } from '../analysis/openings.ts';
import type { IndexBuffers } from '../analysis/packet-index.ts';
import type { CaptureFacts, Records } from '../analysis/protocol.ts';
import type { SuspicionBuffers } from '../analysis/suspicion.ts';
import type { AnalyserOptions } from '../connection/analyser.ts';
import type { ConnectionNumber, ConnectionRow } from '../connection/numbering.ts';
import type { StoreBuffers } from '../connection/store.ts';
import type { Finding } from '../findings/finding.ts';
import type { Budget } from '../findings/turns.ts';
import type { Verdict } from '../findings/verdict.ts';

/** `workerData` of the diagnosing thread. */
export interface DiagnosisTask {
  role: 'diagnosis';
  store: StoreBuffers;
  index: IndexBuffers;
  analyser: Omit<AnalyserOptions, 'ignored' | 'ignoredUdp'>;
  suspicion: SuspicionBuffers;
  openings: Openings;
}

/** What the diagnosis needs to know of the capture as far as it has been read. */
export type CaptureRead = Pick<CaptureFacts, 'interfaces' | 'files'>;

export interface Diagnosed {
  verdict: Verdict;
  /** Seconds that somebody may have waited because of the worst finding. */
  lostSeconds: number;
  /** µs by what they went to; null where that cannot be told. */
  spent: Readonly<Budget> | null;
}

export type ToDiagnosis =
  /** Look for what is wrong with the capture. */
  | { kind: 'look'; capture: CaptureRead }
  /** Look at this connection alone: somebody wants to know. */
  | { kind: 'examine'; connection: ConnectionRow; capture: CaptureRead }
  | { kind: 'records'; request: number; records: Records };

export type FromDiagnosis =
  | { kind: 'read'; request: number; positions: Float64Array }
  | { kind: 'found'; findings: Finding[]; connections: Map<ConnectionNumber, Diagnosed> }
  /** By number. */
  | { kind: 'examined'; connections: Map<ConnectionNumber, Diagnosed> };

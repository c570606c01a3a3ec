/**
 * What the analysis worker and the thread that started it say to each other. Rows and index are shared memory; messages
 * carry only what is small or asked for.
 */

import type { CaptureFile, CaptureInterface, CaptureSource, Damage, ReadingPolicy } from '../capture/capture.ts';
import type { Process } from '../capture/processes.ts';
import type { AnalyserOptions } from '../connection/analyser.ts';
import type { StoreBuffers } from '../connection/store.ts';
import type { Carrier } from '../wire/carriers.ts';
import type { Cuts } from './cuts.ts';
import type { NotOpened } from './not-opened.ts';
import type { Openings } from './openings.ts';
import type { IndexBuffers } from './packet-index.ts';
import type { SuspicionBuffers } from './suspicion.ts';

/** What the analysis worker begins with. Functions cannot cross, so nothing is ignored. */
export interface AnalysisTask {
  sources: readonly CaptureSource[];
  policy: ReadingPolicy;
  openings: Openings;
  analyser: Omit<AnalyserOptions, 'ignored' | 'ignoredUdp'>;
  cuts: Cuts;
  store: StoreBuffers;
  index: IndexBuffers;
  /** Of TraceIntervals. */
  trace: SharedArrayBuffer;
  suspicion: SuspicionBuffers;
}

export type ReadingState = 'reading' | 'waiting' | 'stopped' | 'done';

/** What the readers know of the capture so far. */
export interface CaptureFacts {
  state: ReadingState;
  files: CaptureFile[];
  interfaces: CaptureInterface[];
  damage: Damage[];
  notOpened: NotOpened;
  /** The oldest packets cannot be read back any more: there is no room for their bytes. */
  forgotten: boolean;
}

export type FromWorker =
  /** `carriers`, `processes`: those met since the facts before, carriers with their numbers (wire/carriers.ts). */
  | {
      kind: 'facts';
      facts: CaptureFacts;
      carriers: readonly (readonly [number: number, carrier: Carrier])[];
      processes: readonly Process[];
    }
  /** The capture, or its next file, could not be opened: what is loaded stays. */
  | { kind: 'failed'; message: string; facts: CaptureFacts }
  | { kind: 'records'; request: number; records: Records };

export type ToWorker =
  /** Comes first, and once. */
  | { kind: 'begin'; task: AnalysisTask }
  /** Stop reading, keep what is loaded. */
  | { kind: 'stop' }
  /** Read records back: at most BATCH_PACKETS positions. */
  | { kind: 'read'; request: number; positions: Float64Array }
  | { kind: 'close' };

/** A batch of records by value, the columns cut to length. */
export interface Records {
  file: number;
  /** Positions consumed: fewer records where some are no longer kept. */
  consumed: number;
  bytes: Uint8Array;
  start: Int32Array;
  captured: Int32Array;
  wire: Int32Array;
  micros: Float64Array;
  nanos: Uint16Array;
  interface: Uint16Array;
  position: Float64Array;
}

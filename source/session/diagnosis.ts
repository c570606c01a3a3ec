/**
 * What is wrong with the connections, in sentences: a thread of its own looks at the suspicious ones in depth whenever the
 * reading has come to its end or rests. This is the screen's side of it.
 */

import { Worker } from 'node:worker_threads';
import type { AnalysisClient } from '../analysis/client.ts';
import { transferable } from '../analysis/records.ts';
import { threadLimits } from '../connection/address-space.ts';
import type { ConnectionNumber, ConnectionRow } from '../connection/numbering.ts';
import type { Finding } from '../findings/finding.ts';
import type { CaptureRead, Diagnosed, DiagnosisTask, FromDiagnosis, ToDiagnosis } from './diagnosis-protocol.ts';
import { Throttle } from './throttle.ts';

/** A growing capture is looked at again after this rest (ms), or twenty times as long as it took. */
const SHORTEST_REST = 3000;
const REST_FACTOR = 20;
/** MB: V8 would give itself 32 and keep them for good. */
const YOUNG_GENERATION = 8;
/** Connections whose diagnosis is remembered where others are retired all the time. */
const MOST_REMEMBERED = 1000;

export interface DiagnosisOptions extends Pick<DiagnosisTask, 'analyser' | 'openings'> {
  /** The file to run in the thread, dispatching on `workerData.role`. */
  program: URL;
  changed: () => void;
}

/**
 * `waiting`: for the reading to come to its end. `one by one`: only connections that are asked for, as others are retired.
 * `failed`: the thread ended by an error; what it had found stays.
 */
export type DiagnosisState = 'waiting' | 'working' | 'done' | 'one by one' | 'failed';

export class Diagnosis {
  findings: readonly Finding[] = [];
  state: DiagnosisState = 'waiting';
  /** Why the thread ended, in words for the user; null = it did not. */
  failure: string | null = null;
  /** By number: a row may be another connection's by now. */
  #connections = new Map<ConnectionNumber, Diagnosed>();
  /** Asked for alone since the last look. */
  readonly #asked = new Set<ConnectionNumber>();
  readonly #client: AnalysisClient;
  readonly #options: DiagnosisOptions;
  #worker: Worker | null = null;
  #began = 0;
  readonly #looking = new Throttle(() => (this.state === 'one by one' ? this.#askAgain() : this.#look()));
  /** More has come since the look that is going on began. */
  #again = false;
  #closed = false;

  constructor(client: AnalysisClient, options: DiagnosisOptions) {
    this.#client = client;
    this.#options = options;
    if (client.store.most !== null) this.state = 'one by one';
  }

  /** Connections looked at in depth. */
  get examined(): number {
    return this.#connections.size;
  }

  /** null: not looked at. */
  of(connection: ConnectionRow): Diagnosed | null {
    return this.#connections.get(this.#client.store.number(connection)) ?? null;
  }

  /** The same, and where it was not looked at, has that done. */
  wanted(connection: ConnectionRow): Diagnosed | null {
    const known = this.of(connection);
    const number = this.#client.store.number(connection);
    const missing = this.state === 'one by one' || (known === null && this.state === 'done');
    if (missing && !this.#asked.has(number)) {
      this.#asked.add(number);
      this.#worker ??= this.#start();
      this.#tell({ kind: 'examine', connection, capture: this.#capture });
    }
    return known;
  }

  /** There is something new to look at, and nothing more to read just now. */
  refresh(): void {
    if (this.state === 'working') {
      this.#again = true;
      return;
    }
    if (!this.#closed && this.state !== 'failed') this.#looking.ask();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#looking.stop();
    await this.#worker?.terminate();
  }

  #look(): void {
    this.state = 'working';
    this.#again = false;
    this.#began = performance.now();
    this.#worker ??= this.#start();
    this.#tell({ kind: 'look', capture: this.#capture });
  }

  /** What is shown from now on is looked at anew. */
  #askAgain(): void {
    this.#looking.rest(SHORTEST_REST);
    this.#asked.clear();
    if (this.#connections.size > MOST_REMEMBERED) this.#connections.clear();
  }

  get #capture(): CaptureRead {
    const { interfaces, files } = this.#client.facts;
    return { interfaces, files };
  }

  #start(): Worker {
    const client = this.#client;
    const options = this.#options;
    const { program, analyser, openings } = options;
    const workerData: DiagnosisTask = {
      role: 'diagnosis',
      store: client.store.buffers,
      index: client.index.buffers,
      suspicion: client.suspicion.buffers,
      analyser,
      openings,
    };
    const worker = new Worker(program, {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION, ...threadLimits() },
    });
    worker.on('message', (message: FromDiagnosis) => void this.#hear(message));
    worker.on('error', (error) => {
      this.state = 'failed';
      this.failure = `the search for problems ended by an error of its own: ${error.message}; all else goes on`;
      options.changed();
    });
    return worker;
  }

  async #hear(message: FromDiagnosis): Promise<void> {
    if (message.kind === 'read') {
      const records = await this.#client.records(message.positions);
      if (!this.#closed) this.#tell({ kind: 'records', request: message.request, records }, transferable(records));
      return;
    }
    if (message.kind === 'examined') {
      for (const [number, diagnosed] of message.connections) this.#connections.set(number, diagnosed);
      this.#options.changed();
      return;
    }
    const took = performance.now() - this.#began;
    this.#looking.rest(Math.max(SHORTEST_REST, REST_FACTOR * took));
    this.findings = message.findings;
    this.#connections = message.connections;
    this.#asked.clear();
    this.state = 'done';
    if (this.#again) this.refresh();
    this.#options.changed();
  }

  #tell(message: ToDiagnosis, handOver: ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, handOver);
  }
}

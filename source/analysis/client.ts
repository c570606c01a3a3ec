/**
 * The analysis worker as the thread that started it sees it: rows and index to read from, facts that arrive, records on
 * request.
 */
import type { Worker } from 'node:worker_threads';
import { BATCH_PACKETS, type PacketBatch } from '../capture/packets.ts';
import type { Process } from '../capture/processes.ts';
import { ConnectionStore } from '../connection/store.ts';
import type { Carrier } from '../wire/carriers.ts';
import { PacketIndex } from './packet-index.ts';
import type { AnalysisTask, CaptureFacts, FromWorker, Records, ToWorker } from './protocol.ts';
import { NO_RECORDS, unpackRecords } from './records.ts';
import { Suspicion } from './suspicion.ts';
import { TraceIntervals } from './trace-intervals.ts';

/** Packets at hand of a stream of which only so many connections are kept: 48 MB. */
const RING_PACKETS = 2 ** 22;

/** A worker that has not ended by itself after this is ended, ms: nobody who leaves waits for a stuck source. */
const LONGEST_FAREWELL = 500;

/** What the client itself adds to a task. */
type Shared = 'store' | 'index' | 'trace' | 'suspicion';

export class AnalysisClient {
  readonly store: ConnectionStore;
  readonly index: PacketIndex;
  readonly trace = new TraceIntervals();
  readonly suspicion = new Suspicion();
  facts: CaptureFacts = { state: 'reading', files: [], interfaces: [], damage: [], notOpened: [], forgotten: false };
  /** Why the reading ended before the end of the capture, in words for the user; null = it did not. */
  failure: string | null = null;

  readonly #carriers: Carrier[] = [];
  readonly #processes: Process[] = [];
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, { positions: Float64Array; answer: (records: Records) => void }>();
  #requests = 0;
  /** The worker has ended by an error: it answers nobody. */
  #dead = false;

  /**
   * `worker`: the analysis worker, for this client alone. `most`: connections kept, null = all. `changed`: facts have arrived.
   */
  constructor(worker: Worker, task: Omit<AnalysisTask, Shared>, most: number | null, changed: () => void) {
    this.store = most === null ? new ConnectionStore() : ConnectionStore.keeping(most, BATCH_PACKETS);
    this.index = most === null ? new PacketIndex() : PacketIndex.ring(RING_PACKETS);
    this.store.carriers = this.#carriers;
    this.store.processes = this.#processes;
    const whole: AnalysisTask = {
      ...task,
      store: this.store.buffers,
      index: this.index.buffers,
      trace: this.trace.buffer,
      suspicion: this.suspicion.buffers,
    };
    this.#worker = worker;
    this.#tell({ kind: 'begin', task: whole });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', (message: FromWorker) => {
      if (message.kind === 'records') {
        this.#waiting.get(message.request)?.answer(message.records);
        this.#waiting.delete(message.request);
        return;
      }
      this.facts = message.facts;
      if (message.kind === 'facts') {
        for (const [number, carrier] of message.carriers) this.#carriers[number] = carrier;
        this.#processes.push(...message.processes);
      }
      if (message.kind === 'failed') this.failure = message.message;
      changed();
    });
    this.#worker.on('error', (error) => {
      this.#dead = true;
      this.failure = `the thread that reads the capture ended by an error of its own: ${error.message}; what is loaded stays`;
      this.facts = { ...this.facts, state: 'done' };
      for (const { positions, answer } of this.#waiting.values()) answer(noneOf(positions));
      this.#waiting.clear();
      changed();
    });
  }

  /** Reads the records at `positions` (at most BATCH_PACKETS, ascending) into the batch; resolves to positions consumed. */
  async read(positions: Float64Array, batch: PacketBatch): Promise<number> {
    const records = await this.records(positions);
    unpackRecords(records, batch);
    return records.consumed;
  }

  /** The same as they come from the worker, to be handed on to another thread. */
  async records(positions: Float64Array): Promise<Records> {
    if (this.#dead) return noneOf(positions);
    const request = ++this.#requests;
    return new Promise((answer) => {
      this.#waiting.set(request, { positions, answer });
      this.#tell({ kind: 'read', request, positions });
    });
  }

  /** Stops reading; what is loaded stays. */
  stop(): void {
    this.#tell({ kind: 'stop' });
  }

  async close(): Promise<void> {
    this.#tell({ kind: 'close' });
    const hanging = setTimeout(() => void this.#worker.terminate(), LONGEST_FAREWELL);
    await this.#ended;
    clearTimeout(hanging);
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

/** The answer where none of them can be read back. */
const noneOf = (positions: Float64Array): Records => ({ ...NO_RECORDS, consumed: positions.length });

/**
 * The relay as seen from another thread: starts its worker, hands on its events, sends it commands, reads its counters.
 */
import { getPriority, setPriority } from 'node:os';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { PROGRAM } from '../program.ts';
import type { RelayCommand, TimedEvent } from './channel.ts';
import { RelayCounters } from './counters.ts';
import type { ProxyRequest } from './options.ts';
import type { RelayWorkerData } from './worker.ts';

export class RelayClient {
  readonly counters = new RelayCounters();
  /** Resolves when the relay has ended and its recording is whole; rejects when its thread died. */
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  #isEnding = false;
  readonly #listeners = new Set<(event: TimedEvent) => void>();

  /** `program`: what plays the relay when it is started as a worker. */
  constructor(request: ProxyRequest, program = PROGRAM) {
    const workerData: RelayWorkerData = { role: 'relay', request, counters: this.counters.buffer };
    this.#worker = new Worker(program, { workerData });
    letOthersWait();
    this.#worker.on('message', (events: TimedEvent[]) => {
      this.counters.eventsTaken(events.length);
      for (const event of events) for (const listener of this.#listeners) listener(event);
    });
    this.ended = new Promise((resolve, reject) => {
      this.#worker.on('error', reject);
      this.#worker.on('exit', () => resolve());
    });
  }

  /** Events from now on, in order; returns how to stop it. */
  onEvent(listener: (event: TimedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(command: RelayCommand): void {
    this.#worker.postMessage(command);
  }

  /** Asks the relay to end, once; `ended` tells when it has. */
  end(): void {
    if (!this.#isEnding) this.send({ command: 'end' });
    this.#isEnding = true;
  }
}

/** Nice value of every thread but the relay's: on a busy processor it gets some nine times their share. */
const OTHERS_PRIORITY = 10;

/**
 * Lowers this thread, and those it starts from now on, below the relay's, which has started. That works on Linux, where
 * each thread has a nice value of its own: https://man7.org/linux/man-pages/man2/setpriority.2.html#BUGS
 */
function letOthersWait(): void {
  if (process.platform === 'linux') setPriority(Math.max(getPriority(), OTHERS_PRIORITY));
}

/**
 * The traffic stage shared out among threads: this thread reads, decodes and runs the core stage; each member of the team
 * accounts for the connections of its share, in the order of the packets, on rows that all of them see. Batches lie in a
 * ring of shared memory. The figures are those of one thread, because a connection is always the same member's.
 */
import { Worker } from 'node:worker_threads';
import { threadLimits } from '../connection/address-space.ts';
import { type AnalyserOptions, rulesOf } from '../connection/analyser.ts';
import { Batch } from '../connection/batch.ts';
import type { Rules, Share } from '../connection/kernel.ts';
import { BATCHES } from '../connection/memory.ts';
import type { ConnectionStore, StoreBuffers } from '../connection/store.ts';

const SLOTS = BATCHES;

/** Cells of the control buffer (32-bit): batches handed out, the end, a member's failure; then one of each slot and member. */
const Control = { published: 0, ended: 1, failed: 2, counts: 3, done: 3 + SLOTS } as const;

/** `workerData` of a member. */
export interface TeamTask {
  role: 'traffic';
  store: StoreBuffers;
  control: SharedArrayBuffer;
  rules: Rules;
  share: Share;
}

const batchesOf = (store: ConnectionStore): Batch[] =>
  Array.from({ length: BATCHES }, (_, number) => new Batch(store.memory, number));

/** The thread that reads: hands batches to the members. */
export class Team {
  readonly #control: Int32Array;
  readonly #slots: Batch[];
  readonly #members: number;

  /** `program`: the file a worker runs, which calls `runTeamMember` for the role 'traffic'. `members`: a power of two. */
  constructor(program: URL, members: number, store: ConnectionStore, options: AnalyserOptions) {
    const control = new SharedArrayBuffer((Control.done + members) * 4);
    this.#control = new Int32Array(control);
    this.#slots = batchesOf(store);
    this.#members = members;
    for (let mine = 0; mine < members; mine++) {
      const workerData: TeamTask = {
        role: 'traffic',
        store: store.buffers,
        control,
        rules: rulesOf(options, store),
        share: { mine, of: members },
      };
      new Worker(program, { workerData, resourceLimits: threadLimits() }).unref();
    }
  }

  /** The slot to fill next; waits until every member is done with what it held. */
  next(): Batch {
    const published = Atomics.load(this.#control, Control.published);
    this.#waitFor(published - SLOTS + 1);
    return this.#slots[published % SLOTS];
  }

  /** Hands the slot of the last `next` to the members: its first `count` packets. */
  publish(count: number): void {
    const published = Atomics.load(this.#control, Control.published);
    Atomics.store(this.#control, Control.counts + (published % SLOTS), count);
    Atomics.add(this.#control, Control.published, 1);
    Atomics.notify(this.#control, Control.published);
  }

  /** Nothing more comes: waits until all is accounted for. */
  end(): void {
    Atomics.store(this.#control, Control.ended, 1);
    Atomics.notify(this.#control, Control.published);
    this.#waitFor(Atomics.load(this.#control, Control.published));
  }

  #waitFor(batches: number): void {
    for (let member = 0; member < this.#members; member++) {
      for (;;) {
        const done = Atomics.load(this.#control, Control.done + member);
        if (done >= batches) break;
        Atomics.wait(this.#control, Control.done + member, done);
        if (Atomics.load(this.#control, Control.failed) !== 0)
          throw new Error('a thread that analyses the capture failed');
      }
    }
  }
}

/** A member's work, from the first batch to the last. `account`: the traffic stage over one batch, by its number. */
export function followTeam(task: TeamTask, account: (batch: number, count: number) => void): void {
  const control = new Int32Array(task.control);
  const mine = Control.done + task.share.mine;
  try {
    for (let batch = 0; ; batch++) {
      while (Atomics.load(control, Control.published) <= batch) {
        if (Atomics.load(control, Control.ended) !== 0) return;
        Atomics.wait(control, Control.published, batch, 1000);
      }
      account(batch % SLOTS, Atomics.load(control, Control.counts + (batch % SLOTS)));
      Atomics.add(control, mine, 1);
      Atomics.notify(control, mine);
    }
  } catch (failure) {
    Atomics.store(control, Control.failed, 1);
    Atomics.add(control, mine, 1);
    Atomics.notify(control, mine);
    throw failure;
  }
}

/**
 * The traffic stage shared out among threads: this thread reads, decodes and runs the core stage; each member of the team
 * accounts for the connections of its share, in the order of the packets, on rows that all of them see. Batches lie in a
 * ring of shared memory. The figures are those of one thread, because a connection is always the same member's.
 */
import { Worker } from 'node:worker_threads';
import { BATCH_PACKETS } from '../capture/packets.ts';
import type { AnalyserOptions } from '../connection/analyser.ts';
import { SegmentColumns } from '../connection/columns.ts';
import type { Share } from '../connection/stages/traffic.ts';
import type { ConnectionStore, StoreBuffers } from '../connection/store.ts';
import { column, SegmentBatch } from '../wire/segments.ts';

const SLOTS = 8;
/** Room for the columns of one batch; they take some 90 bytes a packet. */
const SLOT_BYTES = BATCH_PACKETS * 128;

/** Cells of the control buffer (32-bit): batches handed out, the end, a member's failure; then one of each slot and member. */
const Control = { published: 0, ended: 1, failed: 2, counts: 3, done: 3 + SLOTS } as const;

/** `workerData` of a member. */
export interface TeamTask {
  role: 'traffic';
  store: StoreBuffers;
  slots: SharedArrayBuffer;
  control: SharedArrayBuffer;
  duplicates: AnalyserOptions['duplicates'];
  share: Share;
}

/** A batch in shared memory: the same columns in the same order in every thread. */
class Slot {
  readonly segments: SegmentBatch;
  readonly columns: SegmentColumns;
  readonly micros: Float64Array;

  constructor(buffer: SharedArrayBuffer, number: number) {
    let at = number * SLOT_BYTES;
    const memory = (bytes: number) => {
      const offset = at;
      at += Math.ceil(bytes / 8) * 8;
      return { buffer, offset };
    };
    this.segments = new SegmentBatch(BATCH_PACKETS, memory);
    this.columns = new SegmentColumns(BATCH_PACKETS, memory);
    this.micros = column(Float64Array, BATCH_PACKETS, memory);
  }
}

const slotsOf = (buffer: SharedArrayBuffer): Slot[] =>
  Array.from({ length: SLOTS }, (_, number) => new Slot(buffer, number));

/** The thread that reads: hands batches to the members. */
export class Team {
  private readonly control: Int32Array;
  private readonly slots: Slot[];
  private readonly members: number;

  /** `program`: the file a worker runs, which calls `runTeamMember` for the role 'traffic'. `members`: a power of two. */
  constructor(program: URL, members: number, store: ConnectionStore, duplicates: AnalyserOptions['duplicates']) {
    const control = new SharedArrayBuffer((Control.done + members) * 4);
    const slots = new SharedArrayBuffer(SLOTS * SLOT_BYTES);
    this.control = new Int32Array(control);
    this.slots = slotsOf(slots);
    this.members = members;
    for (let mine = 0; mine < members; mine++) {
      const workerData: TeamTask = {
        role: 'traffic',
        store: store.buffers,
        slots,
        control,
        duplicates,
        share: { mine, of: members },
      };
      new Worker(program, { workerData }).unref();
    }
  }

  /** The slot to fill next; waits until every member is done with what it held. */
  next(): { segments: SegmentBatch; columns: SegmentColumns } {
    const published = Atomics.load(this.control, Control.published);
    this.waitFor(published - SLOTS + 1);
    return this.slots[published % SLOTS];
  }

  /** Hands the slot of the last `next` to the members: its first `count` packets. */
  publish(micros: Float64Array, count: number): void {
    const published = Atomics.load(this.control, Control.published);
    this.slots[published % SLOTS].micros.set(micros);
    Atomics.store(this.control, Control.counts + (published % SLOTS), count);
    Atomics.add(this.control, Control.published, 1);
    Atomics.notify(this.control, Control.published);
  }

  /** Nothing more comes: waits until all is accounted for. */
  end(): void {
    Atomics.store(this.control, Control.ended, 1);
    Atomics.notify(this.control, Control.published);
    this.waitFor(Atomics.load(this.control, Control.published));
  }

  private waitFor(batches: number): void {
    for (let member = 0; member < this.members; member++) {
      for (;;) {
        const done = Atomics.load(this.control, Control.done + member);
        if (done >= batches) break;
        Atomics.wait(this.control, Control.done + member, done);
        if (Atomics.load(this.control, Control.failed) !== 0)
          throw new Error('a thread that analyses the capture failed');
      }
    }
  }
}

/** A member's work, from the first batch to the last. `account`: the traffic stage over one batch. */
export function followTeam(
  task: TeamTask,
  account: (micros: Float64Array, segments: SegmentBatch, columns: SegmentColumns, count: number) => void,
): void {
  const control = new Int32Array(task.control);
  const slots = slotsOf(task.slots);
  const mine = Control.done + task.share.mine;
  try {
    for (let batch = 0; ; batch++) {
      while (Atomics.load(control, Control.published) <= batch) {
        if (Atomics.load(control, Control.ended) !== 0) return;
        Atomics.wait(control, Control.published, batch, 1000);
      }
      const { segments, columns, micros } = slots[batch % SLOTS];
      account(micros, segments, columns, Atomics.load(control, Control.counts + (batch % SLOTS)));
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

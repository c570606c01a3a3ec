/** Which process a connection was of, by what its packets say: the majority, as single packets lie. */
import type { Process } from '../capture/processes.ts';
import type { ConnectionNumber, ConnectionRow } from './numbering.ts';

/** Words a row: the candidate, and how many votes it is ahead of all others (Boyer and Moore's majority vote). */
const WORDS = 2;
const MOST_AHEAD = 0xffff;

export class ProcessVotes {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Uint16Array;

  /** On what another thread filled, or empty for so many rows. */
  constructor(from: SharedArrayBuffer | number) {
    this.buffer = typeof from === 'number' ? new SharedArrayBuffer(from * WORDS * 2) : from;
    this.#words = new Uint16Array(this.buffer);
  }

  /** A packet of the row's connection is of the process. */
  vote(row: number, process: number): void {
    const words = this.#words;
    const at = row * WORDS;
    if (words[at] === process) words[at + 1] = Math.min(MOST_AHEAD, words[at + 1] + 1);
    else if (words[at + 1] === 0) {
      words[at] = process;
      words[at + 1] = 1;
    } else words[at + 1]--;
  }

  /** The row is to be another connection's. */
  forget(row: number): void {
    this.#words.fill(0, row * WORDS, (row + 1) * WORDS);
  }

  /** 0 = none is known; else one more than its place in the store's processes. */
  of(row: number): number {
    return this.#words[row * WORDS];
  }
}

/** Of a store. */
interface Told {
  readonly processVotes: ProcessVotes;
  readonly processes: readonly Process[];
  readonly localOwners: ReadonlyMap<ConnectionNumber, Process>;
  number(row: ConnectionRow): ConnectionNumber;
}

/** null = not known. */
export const processOf = (store: Told, row: ConnectionRow): Process | null =>
  store.processes[store.processVotes.of(row) - 1] ??
  (store.localOwners.size === 0 ? null : (store.localOwners.get(store.number(row)) ?? null));

/** "curl (4242), container web, pod default/web-1". */
export function processText({ pid, name, container, pod }: Process): string {
  const who = name === null ? (pid === null ? null : `process ${pid}`) : `${name}${pid === null ? '' : ` (${pid})`}`;
  const parts = [who, container === null ? null : `container ${container}`, pod === null ? null : `pod ${pod}`];
  return parts.filter((part) => part !== null).join(', ');
}

/**
 * Analysers for few connections, used again and again: each has a memory of its own, whose size the garbage collector does not
 * see, so thousands of them could be waiting for it.
 */
import { Analyser, type AnalyserOptions } from '../connection/analyser.ts';
import { ConnectionStore } from '../connection/store.ts';

/** Connections that any of them has room for, and how many are kept for the next one who asks. */
const ROOM = 1024;
const MOST_SPARE = 2;

const spare: Analyser[] = [];

/** An analyser of TCP connections that knows none yet. Give it back when you are done. */
export function borrowAnalyser(wanted: AnalyserOptions, connections: number): Analyser {
  const options = { ...wanted, udp: false };
  if (connections > ROOM) return new Analyser(new ConnectionStore(undefined, connections), options);
  const analyser = spare.pop();
  if (analyser === undefined) return new Analyser(new ConnectionStore(undefined, ROOM), options);
  analyser.restart(options);
  return analyser;
}

/** Nobody may use it any more. */
export function giveBack(analyser: Analyser): void {
  if (spare.length < MOST_SPARE && analyser.store.capacity === ROOM) spare.push(analyser);
}

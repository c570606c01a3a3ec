/**
 * Brings the rows that the next packets need into the processor's caches. With thousands of connections open at once every
 * packet finds its rows in main memory; asked for one after the other, each wait is served alone, asked for together they
 * overlap. What is read here decides nothing (docs/performance.md, "Reading ahead").
 */
import { Batch, NOBODY } from './batch';
import { rowOf } from './rows';
import { settings } from './settings';
import { guess } from './table';

/** Packets that go through a stage together: few enough that what was brought is still in the cache when they come. */
export const STRETCH: u32 = 64;

/** With fewer connections than this their rows are in the caches anyway. */
export const FEW: f64 = 256;

/** Words of 4 bytes in a cache line, and where in a row the core stage's fields end. */
const LINE = 16;
const CORE_END = 24;

/** Keeps the reads from being taken for useless. */
let sum: u32 = 0;

/** Before the core stage: both sides' rows of the connections that packets [from, to) may belong to, as the table has it. */
export function fetchCores(batch: Batch, from: u32, to: u32): void {
  const table = settings.connections;
  const directions = batch.direction;
  for (let i = from; i < to; i++) directions[i] = guess(table, batch.hash[i]);
  let seen: u32 = 0;
  for (let i = from; i < to; i++) {
    const connection = directions[i];
    if (connection === NOBODY) continue;
    const a = rowOf(connection * 2);
    const b = rowOf(connection * 2 + 1);
    for (let at = 0; at < CORE_END; at += LINE) seen += a.u32[at] + b.u32[at];
  }
  sum ^= seen;
}

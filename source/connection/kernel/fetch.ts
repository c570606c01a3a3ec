/**
 * Brings the rows that the next packets need into the processor's caches. With thousands of connections open at once every
 * packet finds its rows in main memory; asked for one after the other, each wait is served alone, asked for together they
 * overlap. What is read here decides nothing (docs/performance.md, "Reading ahead").
 */
import { Batch } from './generated/batch';
import { NOBODY } from './generated/constants';
import { Begin, Direction, End } from './generated/direction';
import { rowOf } from './rows';
import { isMine, roundTrips } from './rules';
import { latestSegment } from './segments';
import { settings } from './settings';
import { guess } from './table';

/** Packets that go through a stage together: few enough that what was brought is still in the cache when they come. */
export const STRETCH: u32 = 64;

/** With fewer connections than this their rows are in the caches anyway. */
export const FEW: f64 = 256;

const CACHE_LINE: usize = 64;

/** Keeps the reads from being taken for useless. */
// biome-ignore lint/correctness/noUnusedVariables: that is what it is for.
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
    seen += lines(rowOf(connection * 2), 0, End.core) + lines(rowOf(connection * 2 + 1), 0, End.core);
  }
  sum ^= seen;
}

/** Before the traffic stage: what it touches of both sides' rows, and then the ends of their lists of segments. */
export function fetchTraffic(batch: Batch, from: u32, to: u32): void {
  fetchRows(batch, from, to);
  fetchLists(batch, from, to);
}

function fetchRows(batch: Batch, from: u32, to: u32): void {
  const directions = batch.direction;
  let seen: u32 = 0;
  for (let i = from; i < to; i++) {
    const direction = directions[i];
    if (direction === NOBODY || !isMine(direction)) continue;
    const mine = rowOf(direction);
    const theirs = rowOf(direction ^ 1);
    seen += lines(mine, Begin.eitherSide, End.ownPackets) + lines(theirs, Begin.eitherSide, End.eitherSide);
    if (roundTrips)
      seen += lines(mine, Begin.outstanding, End.outstanding) + lines(theirs, Begin.roundTrips, End.roundTrips);
  }
  sum ^= seen;
}

function fetchLists(batch: Batch, from: u32, to: u32): void {
  const directions = batch.direction;
  let seen: u32 = 0;
  for (let i = from; i < to; i++) {
    const direction = directions[i];
    if (direction === NOBODY || !isMine(direction)) continue;
    seen += latestSegment(rowOf(direction)).first + latestSegment(rowOf(direction ^ 1)).first;
  }
  sum ^= seen;
}

/** A word of each cache line of a part of the row. */
function lines(row: Direction, begin: usize, end: usize): u32 {
  let seen: u32 = 0;
  for (let at = begin; at < end; at += CACHE_LINE) seen += load<u32>(changetype<usize>(row) + at);
  return seen;
}

/** Reads ahead for the traffic stage (see fetch.ts): what it touches of both sides' rows, and the ends of the lists of segments. */
import { Batch, NOBODY } from './batch';
import { rowOf } from './rows';
import { isMine } from './rules';
import { latestSegment } from './segments';

/** Words of 4 bytes in a cache line. */
const LINE: u32 = 16;

/** Where in a row, in words of 4 bytes: what the stage touches of both sides' rows, and of the sender's. */
const BEGIN: u32 = 32;
const SHARED_END: u32 = 78;
const OWN_END: u32 = 135;

/** Keeps the reads from being taken for useless. */
let sum: u32 = 0;

/** For packets [from, to). */
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
    for (let at = BEGIN; at < OWN_END; at += LINE) seen += mine.u32[at];
    for (let at = BEGIN; at < SHARED_END; at += LINE) seen += theirs.u32[at];
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

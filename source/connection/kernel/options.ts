/**
 * tcptrace's walk over the TCP options (docs/tcptrace.md, "Options"), for the figures; ../options.ts is the same walk for those
 * who show single packets, and a test holds one against the other.
 */
import { Batch } from './generated/batch';
import { Fact, NO_MSS, OptionKind, OptionSent } from './generated/constants';
import { Direction } from './generated/direction';
import { settings } from './settings';
import { networkWord } from './views';

const NO_WINDOW_SCALE: u32 = 255;

/** tcptrace keeps no more SACK blocks of a packet. */
const MOST_SACK_BLOCKS: u32 = 10;

/** NOP NOP Timestamps(10), as one big-endian word: what nearly every segment of today carries. */
const ONLY_TIMESTAMPS: u32 = 0x0101080a;

let mss: u32 = 0;
let windowScale: u32 = 0;
let marks: u32 = 0;
let sackBlocks: u32 = 0;
/** Times the walk ran into the captured end: each counts as "too short". */
let cut: u32 = 0;
/** Edges of the first two SACK blocks. */
let left: u32 = 0;
let right: u32 = 0;
let nextLeft: u32 = 0;
let nextRight: u32 = 0;

/** Options of any packet count, not only of SYNs; the last one seen is in force. Returns facts. */
export function accountOptions(batch: Batch, i: u32, mine: Direction): u32 {
  const tcp = batch.bytes + batch.transport[i];
  const last = batch.bytes + batch.last[i];
  if (batch.headerLength[i] === 32 && tcp + 31 <= last && networkWord(tcp + 20) === ONLY_TIMESTAMPS) {
    mine.optionsSent |= OptionSent.timestamps;
    return 0;
  }
  walk(batch, i, tcp, last);
  return applied(batch, i, mine);
}

function applied(batch: Batch, i: u32, mine: Direction): u32 {
  if (cut > 0) settings.totals.tooShort += <f64>cut;
  if (windowScale !== NO_WINDOW_SCALE) {
    mine.windowScale = windowScale;
    marks |= OptionSent.windowScale;
  }
  mine.optionsSent |= marks;
  batch.mss[i] = mss;
  batch.sackBlocks[i] = sackBlocks;
  return isDuplicateSack(batch.acknowledgement[i]) ? Fact.dsack : 0;
}

function walk(batch: Batch, i: u32, tcp: usize, last: usize): void {
  mss = NO_MSS;
  windowScale = NO_WINDOW_SCALE;
  marks = 0;
  sackBlocks = 0;
  cut = 0;
  const end = tcp + batch.headerLength[i];
  let at = tcp + 20;
  while (at < end) {
    if (at > last) {
      cut++;
      return;
    }
    const kind = <u32>load<u8>(at);
    if (kind === OptionKind.end || kind === OptionKind.noOperation) {
      at++;
      continue;
    }
    const length = at + 1 <= last ? <u32>load<u8>(at, 1) : lengthBehind(batch, i, last);
    if (length === 0) return;
    if (at + length - 1 > last) {
      cut++;
      return;
    }
    take(kind, at, length, last);
    at += length;
  }
}

function take(kind: u32, at: usize, length: u32, last: usize): void {
  // The length is not checked against the kind, so a field may lie beyond the capture: it reads as 0.
  const first = at + 2 <= last ? <u32>load<u8>(at, 2) : 0;
  const second = at + 3 <= last ? <u32>load<u8>(at, 3) : 0;
  if (kind === OptionKind.mss) mss = (first << 8) | second;
  else if (kind === OptionKind.windowScale) windowScale = first;
  else if (kind === OptionKind.timestamps) marks |= OptionSent.timestamps;
  else if (kind === OptionKind.sackPermitted) marks |= OptionSent.sackPermitted;
  else if (kind === OptionKind.sack) takeSackBlocks(at, length, last);
}

function takeSackBlocks(at: usize, length: u32, last: usize): void {
  sackBlocks = 0;
  for (let block = at + 2; block < at + length && sackBlocks < MOST_SACK_BLOCKS; block += 8) {
    if (block + 8 > last + 1) {
      cut++;
      return;
    }
    if (sackBlocks === 0) {
      left = networkWord(block);
      right = networkWord(block + 4);
    } else if (sackBlocks === 1) {
      nextLeft = networkWord(block);
      nextRight = networkWord(block + 4);
    }
    sackBlocks++;
  }
}

/** Is the first block a duplicate SACK (RFC 2883)? tcptrace's test, with plain comparisons of 32-bit numbers. */
function isDuplicateSack(acknowledgement: u32): bool {
  if (sackBlocks === 0) return false;
  if (right <= acknowledgement) return true;
  if (sackBlocks === 1) return false;
  if (right <= nextRight && left >= nextLeft) return true;
  return (left <= nextLeft && right > nextLeft) || (right >= nextRight && left < nextRight);
}

/**
 * A length byte behind `last`: padding where tcptrace's `last` is one past a total length that ends before the frame does;
 * otherwise beyond the capture, which counts as 0 (tcptrace reads what its buffer held).
 */
function lengthBehind(batch: Batch, i: u32, last: usize): u32 {
  const ip = batch.bytes + batch.ip[i];
  const total = ((<u32>load<u8>(ip, 2)) << 8) | <u32>load<u8>(ip, 3);
  return batch.version[i] === 4 && ip + total === last ? <u32>load<u8>(last, 1) : 0;
}

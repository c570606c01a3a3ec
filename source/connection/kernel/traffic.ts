/**
 * Segments, bytes, windows and times of a direction, for the long report: one loop over the batch, behind the core stage,
 * in tcptrace's order, because many figures depend on whether the old or the new value of an acknowledgement, a window or a
 * count is used (docs/tcptrace.md, "Steps for one segment").
 */
import * as TcpFlag from '../../wire/tcp-flags';
import * as AckKind from '../rows/fields/ack-kinds';
import * as Fact from '../rows/fields/facts';
import * as Outcome from '../rows/fields/outcome';
import * as Owin from '../rows/fields/owin-doubles';
import * as Rtt from '../rows/fields/rtt-doubles';
import * as Total from '../rows/fields/totals';
import * as TrafficByte from '../rows/fields/traffic-bytes';
import * as Traffic from '../rows/fields/traffic-doubles';
import * as TrafficMark from '../rows/fields/traffic-marks';
import * as TrafficShort from '../rows/fields/traffic-shorts';
import * as TrafficWord from '../rows/fields/traffic-words';
import { acknowledge } from './acknowledgement';
import { countSack, countWindow } from './advertised';
import { Batch, NO_MSS, NOBODY } from './batch';
import { FEW, STRETCH } from './fetch';
import { fetchTraffic } from './fetch-traffic';
import { outcome } from './outcome';
import { sampleOwin } from './owin';
import { accountSequence, countPayload, rememberEnds, spanSequence, visitQuarters } from './payload';
import { Row, rowIn } from './rows';
import { isMine, roundTrips, takeRules } from './rules';
import { settings } from './settings';

const SYN_OR_FIN = TcpFlag.syn | TcpFlag.fin;

/** Packets [from, to) of the batch, those of this thread's share of the connections. The outcome is about the last of them. */
export function traffic(batch: Batch, from: u32, to: u32): void {
  takeRules();
  const ahead = to - from > 1 && settings.totals[Total.connections] >= FEW;
  for (let at = from; at < to; at += STRETCH) {
    const end = min(at + STRETCH, to);
    if (ahead) fetchTraffic(batch, at, end);
    run(batch, at, end);
  }
}

function run(batch: Batch, from: u32, to: u32): void {
  const table = settings.connections;
  const directions = batch.direction;
  for (let i = from; i < to; i++) {
    const direction = directions[i];
    if (direction === NOBODY || !isMine(direction)) continue;
    account(batch, i, rowIn(table, direction), rowIn(table, direction ^ 1));
  }
}

/** One segment. */
@inline
function account(batch: Batch, i: u32, mine: Row, theirs: Row): void {
  const micros = batch.micros[i];
  const flags = batch.flags[i];
  const length = <i32>batch.dataLength[i];
  const sequence = batch.sequence[i];
  const end = <i64>sequence + <i64>length;
  const window = batch.effectiveWindow[i];
  const facts = batch.facts[i];
  const sackBlocks = batch.sackBlocks[i];
  const ends = (flags & SYN_OR_FIN) !== 0;

  countIdle(mine, micros);
  visitQuarters(mine, sequence, end);
  if (ends) rememberEnds(mine, theirs, flags, sequence, <u32>end);
  if (batch.mss[i] !== NO_MSS) mine.u16[TrafficShort.mss] = batch.mss[i];
  if (sackBlocks > 0) mine.u32[TrafficWord.sacksSent]++;
  if (length > 0) countPayload(batch, i, mine, flags, length, micros);
  const marks = mine.u8[TrafficByte.marks];
  if ((marks & TrafficMark.seen) === 0) mine.u8[TrafficByte.marks] = marks | TrafficMark.seen;
  if ((marks & TrafficMark.scaled) !== 0) mine.u32[TrafficWord.scaledPackets]++;
  spanSequence(mine, sequence, end);

  const decided = outcome();
  decided[Outcome.outOfOrder] = 0;
  decided[Outcome.windowProbe] = 0;
  const seenBefore = length > 0 || ends ? accountSequence(mine, theirs, flags, sequence, length, micros) : 0;
  decided[Outcome.retransmittedBytes] = <f64>seenBefore;
  decided[Outcome.previousAck] = <f64>mine.u32[TrafficWord.ack];
  const acknowledged = (mine.u8[TrafficByte.marks] & TrafficMark.acknowledged) !== 0;
  decided[Outcome.previousAckMicros] = acknowledged ? mine.f64[Traffic.lastAckMicros] : NaN;
  decided[Outcome.ack] = <f64>((flags & TcpFlag.ack) !== 0 ? confirm(batch, i, mine, theirs, length, micros) : AckKind.none);
  decided[Outcome.owinSampled] = 0;
  if (seenBefore > 0) {
    batch.facts[i] = facts | Fact.again;
    mine.u32[TrafficWord.retransmittedPackets]++;
    mine.f64[Traffic.retransmittedBytes] += <f64>seenBefore;
  }
  // The acknowledgement of a RST is counted; its window, SACK blocks and number are not.
  if ((flags & TcpFlag.ack) !== 0) mine.u32[TrafficWord.ackPackets]++;
  if ((flags & TcpFlag.rst) !== 0) return;

  countWindow(mine, flags, facts, window);
  if ((flags & TcpFlag.ack) !== 0) {
    if (window === 0) mine.u32[TrafficWord.zeroWindows]++;
    if (length === 0 && !ends) mine.u32[TrafficWord.pureAcks]++;
    if (sackBlocks > 0) countSack(mine, sackBlocks, facts);
    rememberAck(mine, theirs, batch.acknowledgement[i], micros);
  }
  if (length > 0 && seenBefore <= 0 && (mine.u8[TrafficByte.marks] & TrafficMark.dataAcked) === 0) {
    mine.f64[Traffic.initialBytes] += <f64>length;
    mine.u32[TrafficWord.initialPackets]++;
  }
  if (roundTrips && seenBefore <= 0 && (flags & TcpFlag.syn) === 0 && decided[Outcome.outOfOrder] === 0)
    sampleOwin(mine, end, length, theirs.u32[TrafficWord.ack], micros);
}

/** The time since the side's last packet. */
@inline
function countIdle(mine: Row, micros: f64): void {
  const before = mine.f64[Traffic.lastMicros];
  if (before !== 0 && micros - before > mine.f64[Traffic.longestIdle])
    mine.f64[Traffic.longestIdle] = micros - before;
  mine.f64[Traffic.lastMicros] = micros;
}

/** What the acknowledgement says of what the other side sent; returns an AckKind. */
@inline
function confirm(batch: Batch, i: u32, mine: Row, theirs: Row, length: i32, micros: f64): u32 {
  const ack = batch.acknowledgement[i];
  const empty = length === 0;
  const repeated =
    empty &&
    ack === mine.u32[TrafficWord.ack] &&
    roundTrips &&
    batch.effectiveWindow[i] === mine.f64[Traffic.windowLast] &&
    theirs.f64[Owin.total] !== 0;
  const kind = acknowledge(theirs, ack, repeated, empty, micros);
  if (roundTrips && ack === theirs.u32[TrafficWord.syn] + 1 && theirs.u8[TrafficByte.syns] === 1)
    theirs.f64[Rtt.handshake] = theirs.f64[Rtt.last];
  return kind;
}

/** The side's last acknowledgement, and whether it covers more than the other side's SYN. */
@inline
function rememberAck(mine: Row, theirs: Row, ack: u32, micros: f64): void {
  mine.u32[TrafficWord.ack] = ack;
  mine.f64[Traffic.lastAckMicros] = micros;
  mine.u8[TrafficByte.marks] |= TrafficMark.acknowledged;
  const marks = theirs.u8[TrafficByte.marks];
  if ((marks & TrafficMark.dataAcked) === 0 && ack !== theirs.u32[TrafficWord.syn] + 1)
    theirs.u8[TrafficByte.marks] = marks | TrafficMark.dataAcked;
}

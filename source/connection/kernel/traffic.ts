/**
 * Segments, bytes, windows and times of a direction, for the long report: one loop over the batch, behind the core stage,
 * in tcptrace's order, because many figures depend on whether the old or the new value of an acknowledgement, a window or a
 * count is used (docs/tcptrace.md, "Steps for one segment").
 */
import * as TcpFlag from '../../wire/tcp-flags';
import { acknowledge } from './acknowledgement';
import { countSack, countWindow } from './advertised';
import { FEW, fetchTraffic, STRETCH } from './fetch';
import { Batch } from './generated/batch';
import { AckKind, NO_MSS, NOBODY, SentKind, TrafficMark } from './generated/constants';
import { Direction } from './generated/direction';
import { sampleOwin } from './owin';
import { accountSequence, countPayload, rememberEnds, spanSequence, visitQuarters } from './payload';
import { rowIn } from './rows';
import { isMine, roundTrips, takeRules } from './rules';
import { countSent } from './sent';
import { settings } from './settings';

const SYN_OR_FIN = TcpFlag.syn | TcpFlag.fin;

/** Packets [from, to) of the batch, those of this thread's share of the connections. The outcome is about the last of them. */
export function traffic(batch: Batch, from: u32, to: u32): void {
  takeRules();
  const ahead = to - from > 1 && settings.totals.connections >= FEW;
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
function account(batch: Batch, i: u32, mine: Direction, theirs: Direction): void {
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
  if (batch.mss[i] !== NO_MSS) mine.mss = batch.mss[i];
  if (sackBlocks > 0) mine.sacksSent++;
  if (length > 0) countPayload(batch, i, mine, flags, length, micros);
  const marks = mine.trafficMarks;
  if ((marks & TrafficMark.seen) === 0) mine.trafficMarks = marks | TrafficMark.seen;
  if ((marks & TrafficMark.scaled) !== 0) mine.scaledPackets++;
  spanSequence(mine, sequence, end);

  const decided = settings.outcome;
  decided.outOfOrder = 0;
  decided.windowProbe = 0;
  const seenBefore = length > 0 || ends ? accountSequence(mine, theirs, flags, sequence, length, micros) : 0;
  decided.retransmittedBytes = <f64>seenBefore;
  decided.previousAck = <f64>mine.ack;
  const acknowledged = (mine.trafficMarks & TrafficMark.acknowledged) !== 0;
  decided.previousAckMicros = acknowledged ? mine.lastAckMicros : NaN;
  decided.ack = <f64>((flags & TcpFlag.ack) !== 0 ? confirm(batch, i, mine, theirs, length, micros) : AckKind.none);
  decided.owinSampled = 0;
  if (seenBefore > 0) {
    mine.retransmittedPackets++;
    mine.retransmittedBytes += <f64>seenBefore;
  }
  // The acknowledgement of a RST is counted; its window, SACK blocks and number are not.
  if ((flags & TcpFlag.ack) !== 0) mine.ackPackets++;
  decided.sent = SentKind.other;
  if ((flags & TcpFlag.rst) !== 0) return;
  if (roundTrips) decided.sent = <f64>countSent(batch, i, mine, theirs, seenBefore, micros);

  countWindow(mine, flags, facts, window);
  if ((flags & TcpFlag.ack) !== 0) {
    if (window === 0) mine.zeroWindows++;
    if (length === 0 && !ends) mine.pureAcks++;
    if (sackBlocks > 0) countSack(mine, sackBlocks, facts);
    rememberAck(mine, theirs, batch.acknowledgement[i], micros);
  }
  if (length > 0 && seenBefore <= 0 && (mine.trafficMarks & TrafficMark.dataAcked) === 0) {
    mine.initialBytes += <f64>length;
    mine.initialPackets++;
  }
  if (roundTrips && seenBefore <= 0 && (flags & TcpFlag.syn) === 0 && decided.outOfOrder === 0)
    sampleOwin(mine, end, length, theirs.ack, micros);
}

/** The time since the side's last packet. */
function countIdle(mine: Direction, micros: f64): void {
  const before = mine.ownLastMicros;
  if (before !== 0 && micros - before > mine.longestIdle) mine.longestIdle = micros - before;
  mine.ownLastMicros = micros;
}

/** What the acknowledgement says of what the other side sent; returns an AckKind. */
function confirm(batch: Batch, i: u32, mine: Direction, theirs: Direction, length: i32, micros: f64): u32 {
  const ack = batch.acknowledgement[i];
  const empty = length === 0;
  const repeated =
    empty && ack === mine.ack && roundTrips && batch.effectiveWindow[i] === mine.windowLast && theirs.owinTotal !== 0;
  const kind = acknowledge(theirs, ack, repeated, empty, micros);
  if (roundTrips && ack === theirs.trafficSyn + 1 && theirs.trafficSyns === 1) theirs.handshakeRtt = theirs.rttLast;
  return kind;
}

/** The side's last acknowledgement, and whether it covers more than the other side's SYN. */
function rememberAck(mine: Direction, theirs: Direction, ack: u32, micros: f64): void {
  mine.ack = ack;
  mine.lastAckMicros = micros;
  mine.trafficMarks |= TrafficMark.acknowledged;
  const marks = theirs.trafficMarks;
  if ((marks & TrafficMark.dataAcked) === 0 && ack !== theirs.trafficSyn + 1)
    theirs.trafficMarks = marks | TrafficMark.dataAcked;
}

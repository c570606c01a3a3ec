/**
 * What a segment is as one of its sender's: new, sent again, only overtaken … as people mean it, beside tcptrace's figures, which
 * count keep-alives, SYNs and copies as retransmissions and miss those of which only the second copy was captured
 * (docs/findings.md, "Segments"). The diagnosis goes by the same rules with more memory (source/findings/classify.ts).
 */
import * as TcpFlag from '../../wire/tcp-flags';
import { Batch } from './generated/batch';
import { Fact, SentKind, TrafficMark } from './generated/constants';
import { Direction } from './generated/direction';
import { isClosed } from './payload';
import { holeSince, sentBefore } from './segments';

/** Data farther ahead of all that was captured is damage; real windows are seldom larger. */
const LARGEST_WINDOW: i32 = 64 * 1024 * 1024;
/** A hole filled sooner than this was overtaken, when the round trip is not known, µs (Wireshark's 3 ms). */
const REORDERING: f64 = 3000;
/** Shortest retransmission timer of common systems, µs. */
const SHORTEST_TIMER: f64 = 200_000;
/** IP identifications this close to each other were counted up by their sender. */
const NEAR_IDENTIFICATIONS: u32 = 256;
const IDENTIFICATIONS: u32 = 0x10000;
/** No sender repeats its data so soon, µs: it was captured twice. */
const COPY_WITHIN: f64 = 1000;

/** Counts the segment, which the segment store has just taken. `seenBefore`: numbers it had. */
export function countSent(batch: Batch, i: u32, mine: Direction, theirs: Direction, seenBefore: i64, micros: f64): u32 {
  const kind = judge(batch, i, mine, theirs, seenBefore, micros);
  if (kind === SentKind.resent) {
    mine.resentPackets++;
    mine.resentBytes += <f64>(<i32>batch.dataLength[i]);
    batch.facts[i] |= Fact.resent;
  } else if (kind === SentKind.overtaken) mine.overtakenPackets++;
  else if (kind === SentKind.keepAlive) mine.keepAlives++;
  else if (kind === SentKind.copy) mine.copies++;
  return kind;
}

function judge(batch: Batch, i: u32, mine: Direction, theirs: Direction, seenBefore: i64, micros: f64): u32 {
  const flags = batch.flags[i];
  const length = max(<i32>batch.dataLength[i], 0);
  const sequence = batch.sequence[i];
  const closed = isClosed(theirs);
  const syn = (flags & TcpFlag.syn) !== 0;
  const fin = (flags & TcpFlag.fin) !== 0;
  const end = sequence + length + u32(syn) + u32(fin);
  const known = (mine.trafficMarks & TrafficMark.sent) !== 0;
  if (known && length <= 1 && !syn && !fin && mine.trafficFins === 0) {
    const before = sequence === mine.sentEnd - 1;
    if (closed && (before || (length === 1 && sequence === mine.sentEnd))) return SentKind.windowProbe;
    if (before && !isWanted(length, mine, theirs)) return SentKind.keepAlive;
  }
  // A SYN that comes again, or late, begins nothing.
  const behind = mine.sentEnd - end;
  if (known && syn && behind <= <u32>LARGEST_WINDOW) return SentKind.other;
  if (!known || syn || sequence === mine.sentEnd) {
    advance(batch, i, mine, end);
    return SentKind.other;
  }
  if (length === 0) return SentKind.other;
  const ahead = <i32>(sequence - mine.sentEnd);
  if (ahead > LARGEST_WINDOW) return SentKind.other;
  const isHighest = <i32>(end - mine.sentEnd) > 0;
  if (ahead > 0) {
    advance(batch, i, mine, end);
    return SentKind.other;
  }
  const kind = closed ? SentKind.windowProbe : again(batch, i, mine, theirs, end, seenBefore, micros);
  if (isHighest) advance(batch, i, mine, end);
  return kind;
}

/** The one byte is data that has not been acknowledged. */
function isWanted(length: i32, mine: Direction, theirs: Direction): bool {
  return length === 1 && theirs.packets > 0 && <i32>(mine.sentEnd - theirs.ack) > 0;
}

/** Everything below `end` has now been sent. */
function advance(batch: Batch, i: u32, mine: Direction, end: u32): void {
  mine.sentEnd = end;
  mine.sentIdentification = batch.identification[i];
  mine.sentLength = max(<i32>batch.dataLength[i], 0);
  mine.sentHops = hopsOf(batch, i);
  mine.trafficMarks |= TrafficMark.sent;
}

/** Data that begins below what was sent before. */
function again(batch: Batch, i: u32, mine: Direction, theirs: Direction, end: u32, seenBefore: i64, micros: f64): u32 {
  if (isCopy(batch, i, mine, seenBefore, micros)) return SentKind.copy;
  if (holeSince !== 0) {
    const acknowledged = (theirs.trafficMarks & TrafficMark.acknowledged) !== 0 && <i32>(theirs.ack - end) >= 0;
    if (acknowledged || micros < holeSince) return SentKind.late;
    if (wasOvertaken(batch, i, mine, theirs, micros - holeSince)) return SentKind.overtaken;
  } else if (seenBefore <= 0) return SentKind.other;
  // Nobody waits for it: both sides are closing.
  const closing = mine.trafficFins > 0 && theirs.trafficFins > 0;
  return closing ? SentKind.other : SentKind.resent;
}

function isCopy(batch: Batch, i: u32, mine: Direction, seenBefore: i64, micros: f64): bool {
  if (seenBefore < <i64>(<i32>batch.dataLength[i])) return false;
  if ((batch.facts[i] & Fact.hardwareDuplicate) !== 0) return true;
  if (batch.identification[i] === 0) return micros - sentBefore <= COPY_WITHIN;
  return hopsOf(batch, i) !== mine.sentHops && !isNumberedLater(batch, i, mine);
}

/**
 * Sent after the packet that set the end? What is sent again is; what another interface shows of the same packets, be they cut
 * into segments or put together by the network card or not, is not.
 */
function isNumberedLater(batch: Batch, i: u32, mine: Direction): bool {
  const steps = (batch.identification[i] - mine.sentIdentification) & 0xffff;
  if (steps === 0 || steps >= IDENTIFICATIONS / 2) return false;
  const offset = batch.sequence[i] - (mine.sentEnd - mine.sentLength);
  return offset >= mine.sentLength || steps > offset / batch.dataLength[i];
}

/** Time to live (RFC 791), or hop limit (RFC 8200). */
function hopsOf(batch: Batch, i: u32): u32 {
  return <u32>load<u8>(batch.bytes + batch.ip[i] + (batch.version[i] === 4 ? 8 : 7));
}

/** An IP identification from before or after the packet that overtook it settles it; else the time does. */
function wasOvertaken(batch: Batch, i: u32, mine: Direction, theirs: Direction, gap: f64): bool {
  const identification = batch.identification[i];
  if (identification !== 0 && mine.sentIdentification !== 0) {
    const older = (mine.sentIdentification - identification) & 0xffff;
    if (older > 0 && older < NEAR_IDENTIFICATIONS && gap < SHORTEST_TIMER) return true;
    if (older > IDENTIFICATIONS - NEAR_IDENTIFICATIONS) return false;
  }
  const known = mine.handshakeRtt > 0 && theirs.handshakeRtt > 0;
  const roundTrip = known ? mine.handshakeRtt + theirs.handshakeRtt : REORDERING;
  return gap < roundTrip;
}

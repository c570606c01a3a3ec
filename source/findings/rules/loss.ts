/** Loss and recovery. */
import type { ConnectionEvidence } from '../evidence.ts';
import { grade, type Hit, hit, type Limits, milder, SIDES, who, worst } from '../rule.ts';
import type { Chain } from '../side-evidence.ts';
import { capturePoint, lossPlace } from '../vantage.ts';
import { count, duration, percent, size, times } from '../wording.ts';

/** Bytes the capture missed make losses uncertain (L10). */
function captureLost(evidence: ConnectionEvidence, side: 0 | 1): boolean {
  const { unseen, freshBytes } = evidence.sides[side];
  return unseen.total > 0.001 * (freshBytes + unseen.total);
}

/** Retransmissions of data that had not arrived: those shown needless by ACK, SACK, DSACK or timestamp are left out. */
function lostSegments(evidence: ConnectionEvidence, side: 0 | 1): number {
  const { resent } = evidence.sides[side];
  return Math.max(0, resent.count - needlessOf(evidence, side));
}

function needlessOf(evidence: ConnectionEvidence, side: 0 | 1): number {
  const { resent, spurious: known, needless } = evidence.sides[side];
  const reported = evidence.sides[1 - side].duplicateSacks.count;
  return Math.min(resent.count, Math.max(known.count + needless.total, reported));
}

/**
 * What losses cost, µs: the timers' waits, and in a transfer that is long enough to have a rate, what the lower rate after the
 * first loss took beside the rate before; at least a round trip for each round of fast retransmissions beyond the first.
 */
function recoveryCost(evidence: ConnectionEvidence, side: 0 | 1): number {
  const { timeouts: waits, recovery, freshBytes, fastRounds } = evidence.sides[side];
  const slower = freshBytes >= LEAST_TO_RATE ? recovery.cost : 0;
  const rounds = Math.max(0, fastRounds - 1) * evidence.classifier.pathRtt;
  return Math.min(evidence.duration, waits.total + Math.max(slower, rounds));
}

/** A transfer of fewer bytes has no rate, only a start. */
const LEAST_TO_RATE = 200_000;

/** What Reno reaches at a loss rate: MSS / RTT × sqrt(3 / 2p) (Mathis et al. 1997, as RFC 3155 section 1.2 cites it). */
function mathisLimit(evidence: ConnectionEvidence, side: 0 | 1, rate: number): string {
  const rtt = evidence.classifier.pathRtt;
  if (rtt < 1000) return '';
  const mss = evidence.classifier.flows[1 - side].mss ?? 1460;
  const most = ((mss / rtt) * 1e6 * Math.sqrt(1.5)) / Math.sqrt(rate);
  return ` At this loss and a round trip of ${duration(rtt)}, Reno reaches at most ${size(most)} a second.`;
}

/** L1 */
export function retransmissionRate(
  evidence: ConnectionEvidence,
  limits: Limits<'leastPackets' | 'note' | 'warning' | 'problem' | 'leastWarning' | 'leastProblem'>,
): Hit | null {
  return worst((side) => {
    const own = evidence.sides[side];
    const lost = lostSegments(evidence, side);
    if (own.dataPackets < limits.leastPackets || lost === 0) return null;
    const rate = lost / own.dataPackets;
    const rated = grade(rate, limits);
    if (rated === null) return null;
    const severity = lost < limits.leastWarning ? '.' : lost < limits.leastProblem && rated === '!!' ? '!' : rated;
    const doubtful = captureLost(evidence, side);
    const micros = recoveryCost(evidence, side);
    const cost = micros >= 1000 ? `; recovery took ${duration(micros)}` : '';
    const what = `${percent(rate)} of the ${who(evidence, side)}'s data lost: ${lost.toLocaleString('en-US')} of ${count(own.dataPackets, 'segment')} sent again${cost}`;
    const why = `Segments were ${lossPlace(evidence, side)}${doubtful ? '; but the capture missed packets too, so this is an upper bound' : ''}.${mathisLimit(evidence, side, rate)}`;
    return { ...hit(doubtful ? milder(severity) : severity, own.resent.packets, micros, what, why), side };
  });
}

/** L2 */
export function timeouts(
  evidence: ConnectionEvidence,
  limits: Limits<'warningSeconds' | 'problemSeconds' | 'problemRow'>,
): Hit | null {
  return worst((side) => {
    const { timeouts: waits, mostTimeoutsInRow, lostBefore, spurious: needless } = evidence.sides[side];
    if (waits.count === 0) return null;
    const inRow = mostTimeoutsInRow >= limits.problemRow;
    const seconds = grade(waits.total / 1e6, { warning: limits.warningSeconds, problem: limits.problemSeconds });
    const rated = inRow && waits.total > limits.warningSeconds * 1e6 ? '!!' : (seconds ?? '.');
    const severity = captureLost(evidence, side) ? milder(rated) : rated;
    const row = mostTimeoutsInRow > 1 ? `, ${mostTimeoutsInRow} in a row` : '';
    const what = `the ${who(evidence, side)} waited ${duration(waits.total)} for its retransmission timer (${times(waits.count)}${row})`;
    const arrived = needless.count * 2 > waits.count && lostBefore === 0;
    const why = arrived
      ? `The data had arrived: its acknowledgements were lost or late after ${capturePoint(evidence)}.`
      : `Segments, or all acknowledgements of them, were ${lossPlace(evidence, side)}.`;
    return { ...hit(severity, waits.packets, waits.total, what, why), side };
  });
}

/** L3 */
export function fastRetransmissions(evidence: ConnectionEvidence): Hit | null {
  return worst((side) => {
    const { fast, fastRounds, rtt } = evidence.sides[side];
    if (fast.count === 0) return null;
    const each = Math.max(evidence.classifier.pathRtt, rtt.count > 0 ? rtt.median : 0);
    const what = `${count(fast.count, 'fast retransmission')} by the ${who(evidence, side)}`;
    return hit(
      '.',
      fast.packets,
      Math.min(evidence.duration, fastRounds * each),
      what,
      'The normal answer to a single loss: it costs about one round trip.',
    );
  });
}

function doubling(chain: Chain, from: number, to: number): boolean {
  const ratios = chain.gaps.slice(1).map((gap, index) => gap / chain.gaps[index]);
  return ratios.filter((ratio) => ratio >= from && ratio <= to).length * 2 >= ratios.length;
}

/** L4 */
export function backoffUntilDead(
  evidence: ConnectionEvidence,
  limits: Limits<'transmissions' | 'leastSeconds' | 'leastRatio' | 'mostRatio'>,
): Hit | null {
  return worst((side) => {
    const chain = evidence.sides[side].longestChain;
    if (chain === null || chain.acknowledged || chain.transmissions < limits.transmissions) return null;
    if (!doubling(chain, limits.leastRatio, limits.mostRatio)) return null;
    const span = chain.lastMicros - chain.firstMicros;
    if (span < limits.leastSeconds * 1e6) return null;
    const what = `the ${who(evidence, side)} sent the same ${size(chain.length)} ${chain.transmissions} times over ${duration(span)}, never acknowledged`;
    return hit(
      '!!',
      chain.packets,
      span,
      what,
      'The other end, or the way to it, died in the middle of the connection.',
    );
  });
}

/** L5 */
export function tailLoss(evidence: ConnectionEvidence, limits: Limits<'warningShare' | 'warningCount'>): Hit | null {
  return worst((side) => {
    const { tailProbes } = evidence.sides[side];
    const messages = evidence.turns?.messages ?? 0;
    if (tailProbes.count === 0) return null;
    const often = tailProbes.count >= limits.warningCount && tailProbes.count > limits.warningShare * messages;
    const what = `${count(tailProbes.count, 'tail loss probe')} by the ${who(evidence, side)}`;
    return hit(
      often ? '!' : '.',
      tailProbes.packets,
      tailProbes.total,
      what,
      'The last segments of messages were lost: short replies suffer most.',
    );
  });
}

/** L6 */
export function spurious(
  evidence: ConnectionEvidence,
  limits: Limits<'share' | 'least' | 'costlySeconds'>,
): Hit | null {
  return worst((side) => {
    const own = evidence.sides[side];
    const needless = needlessOf(evidence, side);
    if (needless < limits.least || needless <= limits.share * own.resent.count) return null;
    const what = `${needless} of ${count(own.resent.count, 'retransmission')} by the ${who(evidence, side)} were needless`;
    const costly = own.timeouts.total >= limits.costlySeconds * 1e6;
    return hit(
      costly ? '!' : '.',
      own.spurious.packets.length > 0 ? own.spurious.packets : own.resent.packets,
      0,
      what,
      'The data had arrived: the round trip jumps, the timer is too short, or acknowledgements are lost.',
    );
  });
}

/** L7 */
export function reordering(evidence: ConnectionEvidence, limits: Limits<'least' | 'note' | 'warning'>): Hit | null {
  return worst((side) => {
    const own = evidence.sides[side];
    if (own.outOfOrder.count < limits.least) return null;
    const share = own.outOfOrder.count / own.dataPackets;
    const severity = grade(share, limits);
    if (severity === null) return null;
    const what = `${count(own.outOfOrder.count, 'segment')} from the ${who(evidence, side)} out of order (${percent(share)}), by up to ${duration(own.mostDisplaced)}`;
    return hit(severity, own.outOfOrder.packets, 0, what, 'Packets take several ways (ECMP, link aggregation, Wi-Fi).');
  });
}

/**
 * L8: claimed only where the pattern is a full queue's or a policer's: most losses come many in one round trip, while the
 * round trip has grown by the queue, or while the data that gets through keeps one rate.
 */
export function burstLoss(
  evidence: ConnectionEvidence,
  limits: Limits<'holes' | 'share' | 'queueMillis' | 'spread' | 'mostOutage'>,
): Hit | null {
  return worst((side) => {
    const own = evidence.sides[side];
    const { mostAtOnce, total, inBursts } = own.bursts;
    // All that is in flight when the way breaks down is lost at once, too.
    if (mostAtOnce < limits.holes || inBursts < limits.share * total || own.timeouts.total > limits.mostOutage * 1e6)
      return null;
    const { loadedRtt, rtt, rate } = own;
    const grown = loadedRtt.count > 0 ? loadedRtt.percentile(0.95) - rtt.min : 0;
    const queued = grown > limits.queueMillis * 1000 && grown > rtt.min;
    const capped = rate.longest.intervals >= 4 && rate.spread < limits.spread;
    if (!queued && !capped) return null;
    const what = `up to ${mostAtOnce} segments of the ${who(evidence, side)} lost within one round trip, ${total} in all`;
    const why = queued
      ? `A queue overflowed (tail drop): the round trip had grown from ${duration(rtt.min)} to ${duration(loadedRtt.percentile(0.95))}.`
      : 'A policer cut the rate: what gets through keeps one rate, and no queue grows.';
    return hit('!', own.resent.packets, 0, what, why);
  });
}

/** L9 */
export function periodicLoss(evidence: ConnectionEvidence, limits: Limits<'least' | 'spread'>): Hit | null {
  return worst((side) => {
    const { lossGaps, resent } = evidence.sides[side];
    if (lossGaps.count < limits.least || lossGaps.deviation >= limits.spread * lossGaps.mean) return null;
    const what = `a loss every ${duration(lossGaps.mean)}, like clockwork, from the ${who(evidence, side)}`;
    return hit('!', resent.packets, 0, what, 'A shaper or policer, or a radio that scans.');
  });
}

/** L10 */
export function captureLoss(evidence: ConnectionEvidence, limits: Limits<'warningShare'>): Hit | null {
  return worst((side) => {
    const { unseen, freshBytes } = evidence.sides[side];
    if (unseen.total <= 0 || evidence.sides[side].packets === 0) return null;
    const share = unseen.total / (unseen.total + freshBytes);
    const what = `${size(unseen.total)} from the ${who(evidence, side)} were acknowledged but never captured (${percent(share)})`;
    return hit(
      share > limits.warningShare ? '!' : '.',
      unseen.packets,
      0,
      what,
      'The capture missed packets, the network did not: figures of loss are upper bounds.',
    );
  });
}

/** L11 */
export function capturedTwice(evidence: ConnectionEvidence, limits: Limits<'share' | 'least'>): Hit | null {
  const copies = evidence.sides[0].copies.count + evidence.sides[1].copies.count;
  if (copies < limits.least || copies < limits.share * evidence.packets) return null;
  const packets = [...evidence.sides[0].copies.packets, ...evidence.sides[1].copies.packets].slice(0, 20);
  const what = `${copies.toLocaleString('en-US')} of ${count(evidence.packets, 'packet')} are copies of others in the capture`;
  return hit(
    '.',
    packets,
    0,
    what,
    'A mirror port or the interface "any" saw them more than once, files were merged, or the network delivered them twice; copies are left out of everything else.',
  );
}

/** L12 */
export function congestionSignalled(evidence: ConnectionEvidence): Hit | null {
  const marks = SIDES.reduce<number>((sum, side) => sum + evidence.sides[side].congestionMarks.count, 0);
  const echoes = SIDES.reduce<number>((sum, side) => sum + evidence.sides[side].congestionEchoes.count, 0);
  if (marks + echoes === 0) return null;
  const packets = SIDES.flatMap((side) => [
    ...evidence.sides[side].congestionMarks.packets,
    ...evidence.sides[side].congestionEchoes.packets,
  ]);
  const what = `congestion signalled by ECN: ${count(marks, 'packet')} marked, ${count(echoes, 'echo', 'echoes')}`;
  return hit('.', packets.slice(0, 20), 0, what, 'A router on the way is busy and says so instead of dropping.');
}

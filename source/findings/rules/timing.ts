/** Time: is it the network, the server or the client? */
import type { ConnectionEvidence } from '../evidence.ts';
import { grade, type Hit, hit, type Limits, who, worst } from '../rule.ts';
import { baseRtt } from '../vantage.ts';
import { count, duration, size } from '../wording.ts';

/** T2 */
export function slowClient(evidence: ConnectionEvidence, limits: Limits<'noteSeconds'>): Hit | null {
  const thinking = evidence.turns?.thinking;
  if (thinking === undefined || thinking.count === 0 || thinking.max < limits.noteSeconds * 1e6) return null;
  const what = `the client paused up to ${duration(thinking.max)} between a reply and its next request`;
  return hit('.', evidence.turns!.pauses.packets, 0, what, 'Users think, browsers keep connections for later: normal.');
}

/** T3 */
export function slowNetwork(evidence: ConnectionEvidence, limits: Limits<'noteMillis' | 'warningMillis'>): Hit | null {
  const rtt = baseRtt(evidence);
  const { turns } = evidence;
  if (turns === null || turns.messages === 0) return null;
  const rounds = turns.waits.count;
  const severity = grade(rtt / 1000, {
    note: limits.noteMillis,
    warning: rounds > 0 ? limits.warningMillis : undefined,
  });
  if (severity === null) return null;
  const floor = rounds * rtt;
  const cost = `; ${count(rounds, 'question and answer', 'questions and answers')} cost at least ${duration(floor)}`;
  const what = `round trip ${duration(rtt)}${rounds > 0 ? cost : ''}`;
  const why = 'The ends are far apart, or a link on the way is slow.';
  const packets = [...evidence.opening.syns.slice(0, 1), ...evidence.opening.synAcks.slice(0, 1)].map(
    ({ packet }) => packet,
  );
  return hit(
    severity,
    packets.length > 0 ? packets : [evidence.firstPacket],
    Math.min(floor, evidence.duration),
    what,
    why,
  );
}

/** T4 */
export function bufferbloat(
  evidence: ConnectionEvidence,
  limits: Limits<
    'leastSamples' | 'leastBytes' | 'noteTimes' | 'noteMillis' | 'warningTimes' | 'warningMillis' | 'problemMillis'
  >,
): Hit | null {
  return worst((side) => {
    const { lateAcks, freshBytes, speakingMicros } = evidence.sides[side];
    const queue = queueDelay(evidence, side, limits);
    if (queue === null) return null;
    const { base, grown } = queue;
    const millis = grown / 1000;
    const severity =
      millis > limits.problemMillis
        ? '!!'
        : millis > limits.warningMillis && grown > limits.warningTimes * base
          ? '!'
          : millis > limits.noteMillis && grown > limits.noteTimes * base
            ? '.'
            : null;
    if (severity === null) return null;
    const bytes = speakingMicros > 0 ? (freshBytes / speakingMicros) * grown : 0;
    const what = `a queue of about ${size(bytes)} delays the ${who(evidence, side)}'s data by ${duration(grown)} (round trip without it ${duration(base)})`;
    const why = `The slowest link towards the ${who(evidence, (1 - side) as 0 | 1)} has a buffer that large (bufferbloat): whatever else crosses it waits as long.`;
    const packets = lateAcks.packets.length > 0 ? lateAcks.packets : [evidence.firstPacket];
    const waits = Math.max(1, evidence.turns?.waits.count ?? 1);
    return hit(severity, packets, Math.min(evidence.duration, grown * waits), what, why);
  });
}

/** By round trips under load near the sender; elsewhere, in a transfer long enough, by the sender's timestamps. µs. */
function queueDelay(
  evidence: ConnectionEvidence,
  side: 0 | 1,
  limits: Limits<'leastSamples' | 'leastBytes'>,
): { base: number; grown: number } | null {
  const { loadedRtt, rtt, lag, freshBytes } = evidence.sides[side];
  const base = baseRtt(evidence);
  const near =
    loadedRtt.count < limits.leastSamples ? 0 : Math.min(loadedRtt.percentile(0.95), 2 * loadedRtt.median) - rtt.min;
  const { lags, isTrusted } = lag;
  const known = freshBytes >= limits.leastBytes && lags.count >= limits.leastSamples && isTrusted;
  const far = known ? Math.min(lags.percentile(0.95), 2 * lags.median) : 0;
  const grown = Math.max(near, far);
  return grown <= 0 ? null : { base, grown };
}

/** T5 */
export function nagleAndDelayedAck(evidence: ConnectionEvidence, limits: Limits<'least' | 'share'>): Hit | null {
  return worst((side) => {
    const { nagle, smallParts } = evidence.sides[side];
    if (nagle.count < limits.least || nagle.count < limits.share * smallParts) return null;
    const what = `${count(nagle.count, 'time')} the ${who(evidence, side)} held a small segment back until a delayed ACK came, ${duration(nagle.total)} in all`;
    return hit(
      '!',
      nagle.packets,
      nagle.total,
      what,
      'Write, write, read with Nagle on: set TCP_NODELAY, or write once.',
    );
  });
}

/** T6 */
export function delayedAcks(evidence: ConnectionEvidence, limits: Limits<'least'>): Hit | null {
  return worst((side) => {
    const { delayedAcks: held } = evidence.sides[side];
    if (held.count < limits.least) return null;
    const what = `${count(held.count, 'lone segment')} of the ${who(evidence, side)} acknowledged only after ${duration(held.total / held.count)} on average`;
    return hit('.', held.packets, 0, what, 'Delayed ACKs: normal, and why single round-trip times look long.');
  });
}

/** T7 */
export function idleThenDead(evidence: ConnectionEvidence, limits: Limits<'idleSeconds'>): Hit | null {
  const { died, longestLived } = evidence.idle;
  if (died === null || died.idle < limits.idleSeconds * 1e6) return null;
  const lived = longestLived > 0 ? `; a silence of ${duration(longestLived)} had been survived` : '';
  const what = `after ${duration(died.idle)} of silence the connection was dead${lived}`;
  return hit(
    '!!',
    [died.packet],
    deadMicros(evidence),
    what,
    `A NAT or firewall on the way forgot the connection (idle = ${duration(died.idle)}).`,
  );
}

function deadMicros(evidence: ConnectionEvidence): number {
  const chain = evidence.idle.died === null ? null : evidence.sides[evidence.idle.died.side].longestChain;
  return chain === null ? 0 : chain.lastMicros - chain.firstMicros;
}

/** T8 */
export function keepAlives(evidence: ConnectionEvidence, limits: Limits<'unanswered'>): Hit | null {
  return worst((side) => {
    const { keepAlives: probes, keepAlivesUnanswered, keepAliveAnswers } = evidence.sides[side];
    if (probes.count === 0) return null;
    const interval =
      probes.count > 1 ? `, every ${duration((probes.lastMicros - probes.firstMicros) / (probes.count - 1))}` : '';
    const dead = keepAlivesUnanswered >= limits.unanswered && !evidence.oneSided;
    const what = `${count(probes.count, 'keep-alive probe')} by the ${who(evidence, side)}${interval}, ${dead ? `the last ${keepAlivesUnanswered} unanswered` : `${keepAliveAnswers} answered`}`;
    const why = dead
      ? 'The other end is gone, or something on the way forgot the connection.'
      : 'An idle connection is kept open: normal.';
    return hit(dead ? '!!' : '.', probes.packets, 0, what, why);
  });
}

/** T16 */
export function roundTripJumps(
  evidence: ConnectionEvidence,
  limits: Limits<'noteMillis' | 'warningMillis' | 'times' | 'samples'>,
): Hit | null {
  return worst((side) => {
    const { level, loadedRtt } = evidence.sides[side];
    const jump = level.jump;
    if (jump === null || jump.samples < limits.samples || loadedRtt.count * 2 > jump.samples) return null;
    const grown = jump.after - jump.before;
    const severity = grade(grown / 1000, { note: limits.noteMillis, warning: limits.warningMillis });
    if (severity === null || jump.after < limits.times * jump.before) return null;
    const what = `the round trip to the ${who(evidence, (1 - side) as 0 | 1)} jumped from ${duration(jump.before)} to ${duration(jump.after)} for ${duration(jump.micros)}`;
    const why =
      'Without load on this connection: the path changed (a failover, another route), a radio link, or a queue that others fill.';
    return hit(severity, [jump.packet], jump.excess, what, why);
  });
}

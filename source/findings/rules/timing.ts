/** Time: is it the network, the server or the client? */
import type { ConnectionEvidence } from '../evidence.ts';
import { grade, type Hit, hit, type Limits, SIDES, who, worst } from '../rule.ts';
import type { Wait } from '../turns.ts';
import { count, duration, size, times } from '../wording.ts';

/** Ports of protocols in which both sides speak when they like: a pause there is no slow answer. */
const CONVERSATIONS = new Set([22, 23, 194, 513, 514, 1883, 3389, 5060, 5222, 5223, 5900, 6667, 6697, 8883]);

/**
 * The round trip between both ends, µs; 0 = unknown: from here to the server and back, and to the client and back. Of the
 * samples the smallest, for delayed acknowledgements make others longer; the handshake is one of them.
 */
function baseRtt(evidence: ConnectionEvidence): number {
  const { synMicros, synAckMicros, establishedMicros, handshakeRtt } = evidence.classifier;
  const known = handshakeRtt !== null;
  const toServer = known ? synAckMicros! - synMicros! : Number.POSITIVE_INFINITY;
  const toClient = known ? establishedMicros! - synAckMicros! : Number.POSITIVE_INFINITY;
  const parts = [
    Math.min(toServer, evidence.sides[evidence.client].rtt.min),
    Math.min(toClient, evidence.sides[evidence.server].rtt.min),
  ];
  return parts.reduce((sum, part) => sum + (Number.isFinite(part) ? part : 0), 0);
}

function usualRtt(evidence: ConnectionEvidence): number {
  const sum = SIDES.reduce<number>(
    (total, side) => total + (evidence.sides[side].rtt.count > 0 ? evidence.sides[side].rtt.median : 0),
    0,
  );
  return Math.max(sum, baseRtt(evidence));
}

/** T1 */
export function slowServer(
  evidence: ConnectionEvidence,
  limits: Limits<
    'noteSeconds' | 'warningSeconds' | 'problemSeconds' | 'timesRtt' | 'mostSeconds' | 'talkTurns' | 'talkSeconds'
  >,
  { serverPort }: { serverPort: number },
): Hit | null {
  const { turns, client, protocol } = evidence;
  if (turns === null || turns.waits.count === 0 || CONVERSATIONS.has(serverPort)) return null;
  const stalled = stalledReply(evidence, limits);
  const http = protocol.httpRequests > 0 && protocol.replies.count > 0;
  if (!http && turns.waits.count >= limits.talkTurns && turns.waits.median > limits.talkSeconds * 1e6) return null;
  const toServer = evidence.sides[client].rtt.count > 0 ? evidence.sides[client].rtt.min : 0;
  const rtt = usualRtt(evidence);
  const server = (wait: Wait) => wait.micros - toServer;
  const isSlow = (wait: Wait): boolean => {
    const needed = server(wait);
    const heard = wait.acknowledgedAfter === null || wait.acknowledgedAfter <= Math.max(2 * rtt, 250_000);
    const long = needed > limits.noteSeconds * 1e6 && needed > limits.timesRtt * rtt;
    return long && heard && !wait.lossy && (http || needed < limits.mostSeconds * 1e6);
  };
  const slow = turns.longest.filter(isSlow);
  if (slow.length === 0 || (stalled !== null && stalled.lostSeconds * 1e6 > server(slow[0]))) return stalled;
  const [longest] = slow;
  const severity = grade(server(longest) / 1e6, {
    note: limits.noteSeconds,
    warning: limits.warningSeconds,
    problem: http ? limits.problemSeconds : undefined,
  })!;
  const total = slow.reduce((sum, wait) => sum + server(wait), 0);
  // What a proxy forwarded is acknowledged by its recorder.
  const heard =
    longest.acknowledgedAfter === null || evidence.forwarded
      ? ''
      : `the network answered in ${duration(longest.acknowledgedAfter)} (ACK), `;
  const others =
    turns.waits.count > 1
      ? `; ${slow.length} of ${count(turns.waits.count, 'answer')} slow, median ${duration(turns.waits.median)}, 95 % below ${duration(turns.waits.percentile(0.95))}`
      : '';
  const what = `${heard}the server needed ${duration(server(longest))}${heard === '' ? '' : ' more'} to reply${others}`;
  const packets = slow.flatMap(({ requestPacket, replyPacket }) => [requestPacket, replyPacket]);
  return hit(
    severity,
    packets,
    total,
    what,
    evidence.forwarded
      ? 'The application, something behind it (database, other service), or the network from the proxy to it is slow.'
      : 'The application or something behind it (database, other service) is slow; the network is not.',
  );
}

/** The server stopped in the middle of an HTTP reply, and all it had sent was acknowledged. */
function stalledReply(
  { sides, server }: ConnectionEvidence,
  limits: Limits<'warningSeconds' | 'problemSeconds'>,
): Hit | null {
  const { stalls } = sides[server];
  if (stalls.count === 0) return null;
  const severity = stalls.total >= limits.problemSeconds * 1e6 ? '!!' : '!';
  const what = `the server stopped ${times(stalls.count)} in the middle of a reply for ${duration(stalls.total)}${stalls.count > 1 ? ' in all' : ''}, with nothing in flight`;
  const why = 'The application or something behind it (database, other service) is slow; the network is not.';
  return hit(severity, stalls.packets, stalls.total, what, why);
}

/** T2 */
export function slowClient(evidence: ConnectionEvidence, limits: Limits<'noteSeconds'>): Hit | null {
  const thinking = evidence.turns?.thinking;
  if (thinking === undefined || thinking.count === 0 || thinking.max < limits.noteSeconds * 1e6) return null;
  const what = `the client paused up to ${duration(thinking.max)} between a reply and its next request`;
  return hit('.', evidence.turns!.pauses.packets, 0, what, 'Users think, browsers keep connections for later: normal.');
}

/** T3 */
export function slowNetwork(
  evidence: ConnectionEvidence,
  limits: Limits<'noteMillis' | 'warningMillis' | 'chattyTurns'>,
): Hit | null {
  const rtt = baseRtt(evidence);
  const { turns } = evidence;
  if (turns === null || turns.messages === 0) return null;
  const rounds = turns.waits.count;
  const severity = grade(rtt / 1000, {
    note: limits.noteMillis,
    warning: rounds > 0 ? limits.warningMillis : undefined,
  });
  if (severity === null) return null;
  const chatty = turns.messages > limits.chattyTurns && turns.bytes / turns.messages < 1460;
  const floor = rounds * rtt;
  const cost = `; ${count(rounds, 'question and answer', 'questions and answers')} cost at least ${duration(floor)}`;
  const what = `round trip ${duration(rtt)}${rounds > 0 ? cost : ''}`;
  const why = chatty
    ? 'A far-away end, and a protocol that asks often and little at a time.'
    : 'The ends are far apart, or a link on the way is slow.';
  const packets = [...evidence.syns.slice(0, 1), ...evidence.synAcks.slice(0, 1)].map(({ packet }) => packet);
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
  limits: Limits<'leastSamples' | 'noteTimes' | 'noteMillis' | 'warningTimes' | 'warningMillis' | 'problemMillis'>,
): Hit | null {
  return worst((side) => {
    const { loadedRtt, lateAcks, rtt, freshBytes, busyMicros } = evidence.sides[side];
    if (loadedRtt.count < limits.leastSamples) return null;
    const base = rtt.min;
    const loaded = loadedRtt.percentile(0.95);
    const grown = Math.min(loaded, 2 * loadedRtt.median) - base;
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
    const queue = busyMicros > 0 ? (freshBytes / busyMicros) * grown : 0;
    const delay = Math.round(((loadedRtt.mean - base) / Math.max(1, base)) * 100);
    const what = `the round trip grows from ${duration(base)} to ${duration(loaded)} under load (buffer delay ${delay} %)`;
    const why = `A queue of about ${size(queue)} in front of the slowest link towards the ${who(evidence, (1 - side) as 0 | 1)}.`;
    return hit(
      severity,
      lateAcks.packets,
      Math.min(evidence.duration, Math.max(0, loadedRtt.mean - base) * (evidence.turns?.waits.count ?? 1)),
      what,
      why,
    );
  });
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

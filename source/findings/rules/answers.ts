/** Requests and their answers: slow, never, too many of them, and permission that is not given. */
import type { ConnectionEvidence } from '../evidence.ts';
import { type Grades, grade, type Hit, hit, type Limits, type Surroundings } from '../rule.ts';
import type { Pending } from '../turns.ts';
import { baseRtt } from '../vantage.ts';
import { count, duration, percent, size, times } from '../wording.ts';

/** Ports of protocols in which both sides speak when they like: a pause there is no slow answer. */
const CONVERSATIONS = new Set([22, 23, 194, 513, 514, 1883, 2323, 3389, 5060, 5222, 5223, 5900, 6667, 6697, 8883]);

function isHttp({ protocol }: ConnectionEvidence): boolean {
  return protocol.http.requests > 0 && protocol.http.replies.count > 0;
}

/** Neither side waits for the other to speak: it says things unasked, or the protocol is known for it. */
function talksAtWill({ turns, protocol, server }: ConnectionEvidence, serverPort: number): boolean {
  if (CONVERSATIONS.has(serverPort) || protocol.http.endless) return true;
  return protocol.http.requests === 0 && turns!.unasked[server] > 0;
}

/** T1 */
export function slowServer(
  evidence: ConnectionEvidence,
  limits: Limits<'noteSeconds' | 'warningSeconds' | 'problemSeconds' | 'mostSeconds' | 'pollSeconds' | 'newsSeconds'>,
  { serverPort }: Surroundings,
): Hit | null {
  const { turns } = evidence;
  if (turns === null || talksAtWill(evidence, serverPort)) return null;
  const stalled = stalledReply(evidence, limits);
  const { slow, waits } = turns;
  if (slow.count === 0 || (stalled !== null && stalled.lostSeconds * 1e6 > slow.total)) return stalled;
  const http = isHttp(evidence);
  const [longest] = turns.longest;
  if (!http && longest.server > limits.mostSeconds * 1e6) return null;
  const poll = isLongPoll(evidence, limits);
  const grades: Grades = {
    note: limits.noteSeconds,
    warning: limits.warningSeconds,
    problem: http ? limits.problemSeconds : undefined,
  };
  const severity = poll ? '.' : grade(longest.server / 1e6, grades)!;
  const many = waits.count > 1;
  const which = many ? `${times(slow.count)} of ${waits.count}` : 'once';
  const figures = many
    ? `; median ${duration(waits.median)}, 95 % below ${duration(waits.percentile(0.95))}, longest ${duration(longest.server)}`
    : '';
  // What a proxy forwarded is acknowledged by its recorder.
  const heard =
    longest.acknowledgedAfter === null || evidence.forwarded
      ? ''
      : `; the network answered in ${duration(longest.acknowledgedAfter)} (ACK)`;
  const what = `the server took ${duration(slow.total)} to answer (${which} slow)${figures}${heard}`;
  const packets = turns.longest.flatMap(({ requestPacket, replyPacket }) => [requestPacket, replyPacket]);
  const why = poll
    ? 'A long poll: the server answers when there is news or its time is up, which is no fault.'
    : evidence.forwarded
      ? 'The application, something behind it (database, other service), or the network from the proxy to it is slow.'
      : 'The application or something behind it (database, other service) is slow; the network is not.';
  return hit(severity, packets, poll ? 0 : slow.total, what, why);
}

/** Answers after a long time that is always the same, or to requests that ask for news; small ones, and no errors. */
function isLongPoll({ turns, protocol }: ConnectionEvidence, limits: Limits<'pollSeconds' | 'newsSeconds'>): boolean {
  const { asksForNews, requests, serverErrors, replies } = protocol.http;
  const { slow, longest, bytes, messages } = turns!;
  if (serverErrors.count > 0 || replies.count === 0 || bytes / messages > SMALL_ANSWER) return false;
  const shortest = longest[longest.length - 1].server;
  if (asksForNews * 2 > requests) return slow.total / slow.count > limits.newsSeconds * 1e6;
  return slow.count > 1 && shortest > limits.pollSeconds * 1e6 && shortest > 0.9 * longest[0].server;
}

/** News are short, bytes. */
const SMALL_ANSWER = 4000;

/** The server stopped in the middle of an HTTP reply, and all it had sent was acknowledged. */
function stalledReply(
  { sides, server }: ConnectionEvidence,
  limits: Limits<'warningSeconds' | 'problemSeconds'>,
): Hit | null {
  const { stalls } = sides[server];
  if (stalls.count === 0) return null;
  const severity = stalls.total >= limits.problemSeconds * 1e6 ? '!!' : '!';
  const what = `the server stopped for ${duration(stalls.total)} in the middle of a reply (${times(stalls.count)}), with nothing in flight`;
  const why = 'The application or something behind it (database, other service) is slow; the network is not.';
  return hit(severity, stalls.packets, stalls.total, what, why);
}

/** T11 */
export function neverAnswered(
  evidence: ConnectionEvidence,
  limits: Limits<'leastSeconds' | 'problemSeconds' | 'openSeconds' | 'timesUsual'>,
  around: Surroundings,
): Hit | null {
  const pending = evidence.turns?.pending ?? null;
  if (pending === null || !pending.acknowledged || talksAtWill(evidence, around.serverPort)) return null;
  const { protocol, fins, reset, client, server } = evidence;
  if (!protocol.http.awaitsReply && !pending.midReply && !evidence.turns!.looksLikeAnswered) return null;
  const closed = fins[client] !== null || fins[server] !== null || reset !== null;
  if (fins[server] !== null && !(fins[client] !== null && fins[client].micros <= fins[server].micros)) return null;
  if (reset !== null && (reset.side === server || reset.refuses)) return null;
  const waited = closed ? pending.micros : Math.max(0, around.endMicros - pending.since);
  if (waited < limits.leastSeconds * 1e6) return null;
  const usual = Math.max(around.usualWait, evidence.turns!.waits.count > 0 ? evidence.turns!.waits.median : 0);
  const open = !closed && !(waited > limits.openSeconds * 1e6 && waited > limits.timesUsual * usual);
  const severity = open ? '.' : waited >= limits.problemSeconds * 1e6 ? '!!' : '!';
  const until = closed ? 'the client gave up' : 'the capture ended';
  const what = pending.midReply
    ? `the server fell silent in the middle of its reply for ${duration(waited)}, until ${until}${missing(evidence)}`
    : `request never answered: ${duration(waited)} until ${until}; the server had acknowledged it`;
  const packets = [pending.packet, ...[fins[client]?.packet ?? reset?.packet ?? []].flat()];
  return hit(severity, packets, waited, what, whySilent(evidence, pending));
}

function missing({ protocol }: ConnectionEvidence): string {
  const { body } = protocol.http;
  return body === null || body.left === null || body.total === null
    ? ''
    : `; ${size(body.left)} of ${size(body.total)} missing`;
}

function whySilent({ classifier, server, sides }: ConnectionEvidence, { midReply }: Pending): string {
  const flow = classifier.flows[server];
  const beyond = Math.max(flow.claimed, flow.fin ?? 0) - flow.next;
  if (beyond > 0 || flow.holes.length > 0)
    return `The server has sent ${size(Math.max(beyond, 1))} more that never came by: lost on the way, as when large packets vanish (path MTU).`;
  if (midReply && sides[server].finAgain.count === 0)
    return 'The server’s host died or was cut off, or what it sent was lost before the capture point.';
  return 'The application hangs, or waits for something behind it; or its answer was lost before the capture point.';
}

/** T12 */
export function chatty(
  evidence: ConnectionEvidence,
  limits: Limits<'noteRounds' | 'warningRounds' | 'noteSeconds' | 'warningSeconds' | 'share' | 'mostThinking'>,
  { serverPort }: Surroundings,
): Hit | null {
  const { turns } = evidence;
  if (turns === null || talksAtWill(evidence, serverPort)) return null;
  const rounds = turns.waits.count;
  const rtt = baseRtt(evidence);
  // Where bytes are lost or late, round trips tell little.
  const delays = evidence.sides[0].timeouts.total + evidence.sides[1].timeouts.total;
  const { network, server, loss, window } = turns.budget;
  const idle = turns.thinking.sum;
  if (rounds < limits.noteRounds || rtt === 0 || network < limits.noteSeconds * 1e6 || delays > 0.1 * network)
    return null;
  if (network < limits.share * (network + server + loss + window + idle)) return null;
  if (turns.thinking.median > limits.mostThinking * rtt || turns.bytes / turns.messages > SMALL_MESSAGE) return null;
  const severe = rounds >= limits.warningRounds && network >= limits.warningSeconds * 1e6;
  const what = `${count(rounds, 'question and answer', 'questions and answers')} one after another: ${duration(network)} of round trips of ${duration(rtt)}`;
  const why = `The application asks often and little at a time (N+1 queries): fewer, larger requests, or several at once, would save most of it. The server itself needed ${duration(server)}.`;
  return hit(severe ? '!' : '.', [turns.turnPacket], network, what, why);
}

/** A message that fits into one segment. */
const SMALL_MESSAGE = 1460;

/** T13 */
export function waitsForContinue(
  evidence: ConnectionEvidence,
  limits: Limits<'noteSeconds' | 'warningSeconds'>,
): Hit | null {
  const { uncontinued } = evidence.protocol.http;
  const waited = uncontinued.total - uncontinued.count * evidence.roundTrips.toServer;
  const severity = grade(waited / 1e6, { note: limits.noteSeconds, warning: limits.warningSeconds });
  if (uncontinued.count === 0 || severity === null) return null;
  const what = `the client waited ${duration(waited)} for "100 Continue" (${times(uncontinued.count)}), which never came`;
  const why =
    'The server does not answer "Expect: 100-continue" (RFC 9110 section 10.1.1): let the client send "Expect:" with nothing, or the server or proxy answer it.';
  return hit(severity, uncontinued.packets, waited, what, why);
}

/** T15 */
export function smallWrites(
  evidence: ConnectionEvidence,
  limits: Limits<'segments' | 'bytes' | 'segmentsAMessage' | 'warningSegments' | 'warningPerSecond'>,
  { serverPort }: Surroundings,
): Hit | null {
  if (talksAtWill(evidence, serverPort)) return null;
  for (const side of [0, 1] as const) {
    const { dataPackets, sentBytes, firstDataMicros, lastDataMicros, smallParts } = evidence.sides[side];
    const each = sentBytes / Math.max(1, dataPackets);
    if (dataPackets < limits.segments || each > limits.bytes) continue;
    if (smallParts < 0.5 * dataPackets || dataPackets < limits.segmentsAMessage * evidence.turns!.messages) continue;
    const seconds = Math.max(1, lastDataMicros - firstDataMicros) / 1e6;
    const often = dataPackets >= limits.warningSegments && dataPackets / seconds >= limits.warningPerSecond;
    const share = HEADERS / (HEADERS + each);
    const what = `${percent(share)} of the ${side === evidence.client ? 'client' : 'server'}'s traffic is headers: ${count(dataPackets, 'segment')} of ${size(each)} on average`;
    const why =
      'The application writes a few bytes at a time: a buffer in front of the socket, or one write a message, saves most packets.';
    return hit(often ? '!' : '.', [evidence.firstPacket], 0, what, why);
  }
  return null;
}

/** Ethernet, IPv4 and TCP with timestamps, bytes. */
const HEADERS = 66;

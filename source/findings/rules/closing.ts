/** How the connection ended, or did not. */

import type { Attempt, Reset } from '../events.ts';
import type { ConnectionEvidence } from '../evidence.ts';
import { type Hit, hit, type Limits, SIDES, type Surroundings, who, worst } from '../rule.ts';
import { count, duration, size } from '../wording.ts';

const TLS_1_2 = 0x0303;
const TlsContent = { applicationData: 23 } as const;

/** By one of the two sides, of a connection that was there. */
function resetOf(evidence: ConnectionEvidence): Reset | null {
  return evidence.reset?.refuses === false &&
    !isProxys(evidence) &&
    evidence.opening.synAckCount + evidence.sides[0].dataPackets + evidence.sides[1].dataPackets > 0
    ? evidence.reset
    : null;
}

/** A recorder writes one reset, that of the side it came from; two where the proxy reset both. */
function isProxys({ forwarded, reset }: ConnectionEvidence): boolean {
  return forwarded && reset?.mutual === true;
}

function isFresh(evidence: ConnectionEvidence, reset: Reset): boolean {
  if (evidence.forwarded) return isUnanswered(evidence);
  const soon = Math.max(evidence.classifier.pathRtt, 1000);
  return reset.peerOutstanding > 0 || reset.ownOutstanding > 0 || reset.sincePeerData < soon;
}

/** The client spoke last: what a proxy's recorder acknowledges nobody need have read. */
function isUnanswered({ sides, client, server }: ConnectionEvidence): boolean {
  return sides[client].lastDataMicros > sides[server].lastDataMicros;
}

function replyUnfinished(evidence: ConnectionEvidence): boolean {
  const { body } = evidence.protocol.http;
  const { unseen, holes } = evidence.sides[evidence.server];
  return body !== null && unseen.total <= 0 && holes.count === 0;
}

function missingWords(evidence: ConnectionEvidence): string {
  const { body } = evidence.protocol.http;
  if (body === null || body.left === null) return 'the last chunk missing';
  return `${size(body.left)} of ${size(body.total!)} missing`;
}

/** Not of the host it names: another TTL by far, or by a little while that host's own data goes on. */
function isForged(
  evidence: ConnectionEvidence,
  { usualHops, hops, dataAfter, wentOn }: Reset,
  foreignHops: number,
): boolean {
  const off = usualHops < 0 ? 0 : Math.abs(hops - usualHops);
  return (
    off >= foreignHops ||
    (off > 0 && dataAfter > 0) ||
    (dataAfter >= GOES_ON && wentOn > 2 * evidence.classifier.pathRtt)
  );
}

/** Segments of new data after its own reset: more than were on their way. */
const GOES_ON = 3;

/** C1 */
export function resetAfterData(evidence: ConnectionEvidence, limits: Limits<'foreignHops'>): Hit | null {
  const reset = resetOf(evidence);
  if (reset === null || evidence.sides[0].dataPackets + evidence.sides[1].dataPackets === 0) return null;
  const forged = isForged(evidence, reset, limits.foreignHops);
  if (reset.afterFin && !forged) return null;
  const cut = replyUnfinished(evidence);
  const sender = who(evidence, reset.side);
  const byServer = reset.side === evidence.server;
  const unanswered = byServer && evidence.protocol.http.awaitsReply;
  if (!cut && !forged && !unanswered && !isFresh(evidence, reset)) return null;
  // A client that has heard enough closes with data unread; a server that is sent data and resets has not understood it.
  const ignored = byServer && reset.peerOutstanding > 0;
  // A host that has no such connection answers whatever comes with a RST that acknowledges nothing.
  const forgotten = byServer && reset.unknown && (ignored || unanswered);
  const doing = cut
    ? `${byServer ? ' in the middle' : ''}: the HTTP reply was cut, ${missingWords(evidence)}`
    : forgotten
      ? ' in answer to data of a connection that it no longer knows'
      : unanswered
        ? ' instead of answering the HTTP request'
        : ignored
          ? ' in answer to data'
          : ' in the middle';
  const goesOn = reset.dataAfter > 0 ? `, and its data went on after it` : '';
  const hops =
    reset.hops === reset.usualHops || reset.usualHops < 0
      ? ''
      : `; its TTL is ${reset.hops}, the ${sender}'s other packets have ${reset.usualHops}`;
  const what = forged
    ? `forged reset in the ${sender}'s name${doing}${hops}${goesOn}`
    : `reset by the ${sender}${doing}`;
  const why = forged
    ? 'The reset was injected on the way, by a firewall or filter: not sent by the host it names.'
    : !byServer && cut
      ? 'Its user or application had enough of it, or no more patience.'
      : forgotten
        ? 'The server, or what answers in its place, restarted or dropped the connection when it was idle.'
        : cut || unanswered
          ? `The ${sender}'s application or its host gave up before the reply was whole.`
          : ignored
            ? 'The server’s application had closed the connection with data unread, or had ended.'
            : `The ${sender} closed with data unread or unsent.`;
  const severity = forged || (byServer && (cut || unanswered)) ? '!!' : ignored ? '!' : '.';
  return hit(severity, [reset.packet], 0, what, why);
}

/** C9 */
export function requestAfterClose(evidence: ConnectionEvidence, limits: Limits<'crossingSeconds'>): Hit | null {
  const { fins, reset, server, client, turns } = evidence;
  const fin = fins[server];
  const closed = fin?.micros ?? Number.POSITIVE_INFINITY;
  if (turns === null || turns.speaker !== client || turns.messages < 3 || fin === null) return null;
  // A farewell is no request: QUIT, or TLS' close_notify.
  if (!evidence.protocol.http.awaitsReply && (!turns.looksLikeAnswered || evidence.protocol.speaks[client] === 'tls'))
    return null;
  // The client closed first: what it said then was its farewell.
  if ((fins[client]?.micros ?? Number.POSITIVE_INFINITY) <= fin.micros) return null;
  // It was asked before the close could be heard of, or after.
  const after = turns.turnMicros - closed;
  if (after < -limits.crossingSeconds * 1e6 - evidence.classifier.pathRtt) return null;
  if (reset !== null && reset.side !== server) return null;
  if (reset === null && evidence.sides[server].lastDataMicros > turns.turnMicros) return null;
  const when = after > 0 ? `${duration(after)} after the server had closed` : 'while the server was closing';
  const end = reset === null ? 'not answered' : 'answered by RST';
  return hit(
    '!!',
    [fin.packet, turns.turnPacket, ...(reset === null ? [] : [reset.packet])],
    0,
    `request sent ${when} the connection, ${end}`,
    'A pool or proxy keeps connections longer than the server’s keep-alive time (the usual 502): let the client’s idle time be the shorter one, or let it try again.',
  );
}

/** C2 */
export function resetInsteadOfFin(evidence: ConnectionEvidence, limits: Limits<'idleSeconds'>): Hit | null {
  const reset = resetOf(evidence);
  if (reset === null || isFresh(evidence, reset) || reset.idle > limits.idleSeconds * 1e6) return null;
  const what = `the ${who(evidence, reset.side)} ended the connection with RST${reset.afterFin ? ' after a FIN' : ' instead of FIN'}; all data had arrived`;
  return hit(
    '.',
    [reset.packet],
    0,
    what,
    'SO_LINGER 0, unread data in the socket, or a process that ended: mostly harmless.',
  );
}

/** C3 */
export function resetWhenIdle(evidence: ConnectionEvidence, limits: Limits<'idleSeconds'>): Hit | null {
  const reset = resetOf(evidence);
  if (reset === null || reset.idle <= limits.idleSeconds * 1e6) return null;
  const what = `reset by the ${who(evidence, reset.side)} after ${duration(reset.idle)} without a packet`;
  if (reset.side === evidence.client) {
    return hit(
      '.',
      [reset.packet],
      0,
      what,
      'The client itself gave up a connection that it kept for later: no fault.',
    );
  }
  return hit(
    '!',
    [reset.packet],
    0,
    what,
    `An idle time-out of a load balancer, firewall or server (${duration(reset.idle)}).`,
  );
}

/** C8 */
export function resetByProxy(evidence: ConnectionEvidence): Hit | null {
  const { reset } = evidence;
  if (reset === null || !isProxys(evidence)) return null;
  const why =
    'It was killed by hand, idle for longer than allowed, or a fault was asked for: the packet’s comment says which.';
  return hit('.', [reset.packet], 0, 'the proxy reset both sides', why);
}

/** C4 */
export function halfClosed(
  evidence: ConnectionEvidence,
  limits: Limits<'noteSeconds' | 'warningSeconds'>,
  { endMicros }: Surroundings,
): Hit | null {
  return worst((side) => {
    const fin = evidence.fins[side];
    const other = evidence.fins[1 - side];
    const { flows } = evidence.classifier;
    if (fin === null || flows[side].fin === null || flows[side].acked < flows[side].fin) return null;
    if (other !== null && other.micros <= fin.micros) return null;
    const until =
      other?.micros ??
      (evidence.reset !== null && evidence.reset.micros > fin.micros ? evidence.reset.micros : endMicros);
    const open = until - fin.micros;
    if (open < limits.noteSeconds * 1e6) return null;
    const end = other === null ? (until === endMicros ? ' until the capture ended' : '') : '';
    const owner = who(evidence, (1 - side) as 0 | 1);
    const packets = [fin.packet, ...(other === null ? [] : [other.packet])];
    const what = `the ${who(evidence, side)} closed, the ${owner} kept its side open for ${duration(open)}${end}`;
    return hit(
      open > limits.warningSeconds * 1e6 ? '!' : '.',
      packets,
      0,
      what,
      `The ${owner}'s application did not close its socket (CLOSE_WAIT).`,
    );
  });
}

/** C5 */
export function finUnanswered(evidence: ConnectionEvidence, limits: Limits<'repeats'>): Hit | null {
  return worst((side) => {
    const { finAgain, finAcknowledged } = evidence.sides[side];
    if (finAgain.count < limits.repeats || finAcknowledged) return null;
    const fin = evidence.fins[side];
    const what = `the ${who(evidence, side)} sent its FIN ${finAgain.count + 1} times, never acknowledged`;
    return hit('!', [...(fin === null ? [] : [fin.packet]), ...finAgain.packets], 0, what, 'The other end is gone.');
  });
}

/** C6 */
export function replyCut(evidence: ConnectionEvidence): Hit | null {
  const { body } = evidence.protocol.http;
  const { client, server } = evidence;
  const fin = evidence.fins[server];
  const clientFin = evidence.fins[client];
  if (body === null || !replyUnfinished(evidence)) return fin === null ? null : recordsCut(evidence, fin, clientFin);
  if (clientFin !== null && (fin === null || clientFin.packet < fin.packet)) {
    const what = `the client closed before the HTTP reply was whole: ${missingWords(evidence)}`;
    return hit(
      '.',
      [body.packet, clientFin.packet],
      0,
      what,
      'Its user or application had enough of it, or no more patience.',
    );
  }
  if (fin === null) return null;
  const what = `the server closed before its HTTP reply was whole: ${missingWords(evidence)}`;
  return hit(
    '!!',
    [body.packet, fin.packet],
    0,
    what,
    'The server or something behind it broke off: a truncated transfer.',
  );
}

/** TLS ends with close_notify (RFC 8446 section 6.1), and not within a record. */
function recordsCut(evidence: ConnectionEvidence, fin: Attempt, clientFin: Attempt | null): Hit | null {
  const { server, protocol } = evidence;
  const records = protocol.records[server];
  const { unseen, holes } = evidence.sides[server];
  if (records === null || records.lost || unseen.total > 0 || holes.count > 0) return null;
  if (clientFin !== null && clientFin.packet < fin.packet) return null;
  if (records.missing > 0) {
    const what = `the server closed in the middle of a TLS record: ${size(records.missing)} of it missing`;
    return hit('!!', [fin.packet], 0, what, 'The server or something behind it broke off: a truncated transfer.');
  }
  // From TLS 1.3 on the alert looks like any other record.
  const tellsAlerts = protocol.serverHello !== null && protocol.serverHello.version <= TLS_1_2;
  if (!tellsAlerts || records.type !== TlsContent.applicationData) return null;
  const what = 'the server closed without the close_notify of TLS';
  return hit(
    '.',
    [fin.packet],
    0,
    what,
    'Many servers do; only the application can tell a whole transfer from a truncated one.',
  );
}

/** C7 */
export function neverClosed(evidence: ConnectionEvidence): Hit | null {
  const talked = evidence.sides[0].dataPackets + evidence.sides[1].dataPackets > 0;
  const open = evidence.reset === null && SIDES.every((side) => evidence.fins[side] === null);
  if (!open || !talked || evidence.opening.synCount === 0) return null;
  return hit(
    '.',
    [evidence.lastPacket],
    0,
    `still open at the end of the capture, after ${count(evidence.packets, 'packet')}`,
    'Normal for connections that are kept for later.',
  );
}

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
    evidence.synAckCount + evidence.sides[0].dataPackets + evidence.sides[1].dataPackets > 0
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
  const { body } = evidence.protocol;
  const { unseen, holes } = evidence.sides[evidence.server];
  return body !== null && unseen.total <= 0 && holes.count === 0;
}

function missingWords(evidence: ConnectionEvidence): string {
  const { body } = evidence.protocol;
  if (body === null || body.left === null) return 'the last chunk missing';
  return `${size(body.left)} of ${size(body.total!)} missing`;
}

/** C1 */
export function resetAfterData(evidence: ConnectionEvidence, limits: Limits<'foreignHops'>): Hit | null {
  const reset = resetOf(evidence);
  if (reset === null || evidence.sides[0].dataPackets + evidence.sides[1].dataPackets === 0) return null;
  const foreign = reset.usualHops >= 0 && Math.abs(reset.hops - reset.usualHops) >= limits.foreignHops;
  if (reset.afterFin && !foreign) return null;
  const cut = replyUnfinished(evidence);
  if (!cut && !foreign && !isFresh(evidence, reset)) return null;
  const sender = who(evidence, reset.side);
  const byServer = reset.side === evidence.server;
  const { httpRequests, replies } = evidence.protocol;
  const unanswered = byServer && evidence.protocol.body === null && httpRequests > replies.count;
  // A client that has heard enough closes with data unread; a server that is sent data and resets has not understood it.
  const ignored = byServer && reset.peerOutstanding > 0;
  const doing = cut
    ? ` in the middle: the HTTP reply was cut, ${missingWords(evidence)}`
    : unanswered
      ? ' instead of answering the HTTP request'
      : ignored
        ? ' in answer to data'
        : ' in the middle';
  const hops = foreign ? `; its TTL is ${reset.hops}, the ${sender}'s other packets have ${reset.usualHops}` : '';
  const why = foreign
    ? 'The reset was probably injected on the way, by a firewall or filter.'
    : cut || unanswered
      ? `The ${sender}'s application or its host gave up before the reply was whole.`
      : ignored
        ? 'The server no longer knows the connection, or its application had closed it: restarted, or an idle time-out.'
        : `The ${sender} closed with data unread or unsent.`;
  const severity = cut || unanswered ? '!!' : foreign || ignored ? '!' : '.';
  return hit(severity, [reset.packet], 0, `reset by the ${sender}${doing}${hops}`, why);
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
  const { body } = evidence.protocol;
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
  if (!open || !talked || evidence.synCount === 0) return null;
  return hit(
    '.',
    [evidence.lastPacket],
    0,
    `still open at the end of the capture, after ${count(evidence.packets, 'packet')}`,
    'Normal for connections that are kept for later.',
  );
}

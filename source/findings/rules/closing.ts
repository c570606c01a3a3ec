/** How the connection ended, or did not. */
import type { ConnectionEvidence, Reset } from '../evidence.ts';
import { type Hit, hit, type Limits, SIDES, type Surroundings, who, worst } from '../rule.ts';
import { count, duration, size } from '../wording.ts';

/** Hops that a sender's own packets may differ by. */
const SAME_HOST_HOPS = 2;

function resetOf(evidence: ConnectionEvidence): Reset | null {
  return evidence.reset?.refuses === false &&
    evidence.synAckCount + evidence.sides[0].dataPackets + evidence.sides[1].dataPackets > 0
    ? evidence.reset
    : null;
}

function isFresh(evidence: ConnectionEvidence, reset: Reset): boolean {
  const soon = Math.max(evidence.classifier.pathRtt, 1000);
  return reset.peerOutstanding > 0 || reset.ownOutstanding > 0 || reset.sincePeerData < soon;
}

function replyUnfinished(evidence: ConnectionEvidence): boolean {
  const { body } = evidence.protocol;
  const { unseen, holes } = evidence.sides[evidence.server];
  return body !== null && unseen.count === 0 && holes.count === 0;
}

function missingWords(evidence: ConnectionEvidence): string {
  const { body } = evidence.protocol;
  if (body === null || body.left === null) return 'the last chunk missing';
  return `${size(body.left)} of ${size(body.total!)} missing`;
}

/** C1 */
export function resetAfterData(evidence: ConnectionEvidence): Hit | null {
  const reset = resetOf(evidence);
  if (reset === null || reset.afterFin) return null;
  const cut = replyUnfinished(evidence);
  if (!cut && !isFresh(evidence, reset)) return null;
  if (evidence.sides[0].dataPackets + evidence.sides[1].dataPackets === 0) return null;
  const differs = reset.usualHops >= 0 && Math.abs(reset.hops - reset.usualHops) > SAME_HOST_HOPS;
  const sender = who(evidence, reset.side);
  const what = `reset by the ${sender} in the middle${cut ? `: the HTTP reply was cut, ${missingWords(evidence)}` : ''}${differs ? `; its TTL is ${reset.hops}, the ${sender}'s other packets have ${reset.usualHops}` : ''}`;
  const why = differs
    ? 'The reset was probably injected on the way, by a firewall or filter.'
    : cut
      ? `The ${sender}'s application or its host gave up before the reply was whole.`
      : `The ${sender} closed with data unread or unsent.`;
  return hit(cut ? '!!' : '.', [reset.packet], 0, what, why);
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
  if (body === null || fin === null || !replyUnfinished(evidence)) return null;
  const clientFin = evidence.fins[client];
  if (clientFin !== null && clientFin.packet < fin.packet) return null;
  const what = `the server closed before its HTTP reply was whole: ${missingWords(evidence)}`;
  return hit(
    '!!',
    [body.packet, fin.packet],
    0,
    what,
    'The server or something behind it broke off: a truncated transfer.',
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

/** Opening the connection: unanswered, refused, slow, limited by what the SYNs offered. */

import { safeText } from '../../stream/safe-text.ts';
import { MADE_UP } from '../../wire/made-up-addresses.ts';
import type { ConnectionEvidence } from '../evidence.ts';
import { grade, type Hit, hit, type Limits, SIDES, type Surroundings, who } from '../rule.ts';
import { count, duration, list, size } from '../wording.ts';

function answered(evidence: ConnectionEvidence): boolean {
  const { sides, server, reset } = evidence;
  const { synAckCount } = evidence.opening;
  return synAckCount > 0 || sides[server].packets > 0 || reset?.side === server;
}

/** O1 */
export function synUnanswered(
  evidence: ConnectionEvidence,
  limits: Limits<'silentSeconds' | 'warningTries' | 'problemTries' | 'problemSeconds'>,
  around: Surroundings,
): Hit | null {
  const { syns, synCount } = evidence.opening;
  if (synCount === 0 || answered(evidence) || evidence.path.icmp.length > 0) return null;
  const last = evidence.lastMicros;
  if (evidence.forwarded) return noUpstream(evidence, around.server);
  if (around.acceptedBefore) return null;
  if (around.endMicros - last < limits.silentSeconds * 1e6 && synCount < 2) return null;
  const span = last - evidence.firstMicros;
  const long = synCount >= limits.warningTries && span > limits.problemSeconds * 1e6;
  const severity = long
    ? '!!'
    : (grade(synCount, { note: 1, warning: limits.warningTries, problem: limits.problemTries }) ?? '.');
  const tries = synCount === 1 ? '1 SYN' : `${synCount} SYNs over ${duration(span)}`;
  const known = [
    around.otherPortsAnswer ? 'the host answers on other ports' : null,
    around.otherHostsAnswer ? 'other hosts answer on this port' : null,
  ].filter((fact) => fact !== null);
  const reason = around.otherPortsAnswer
    ? 'a firewall drops this port'
    : 'host down, wrong address, or a firewall drops it';
  const place = around.nearServer ? 'The SYNs reached the server, or the last hop before it: ' : '';
  const why = known.length === 0 ? `Nobody answered: ${reason}.` : `${place}${reason}; ${list(known)}.`;
  return hit(
    severity,
    syns.map(({ packet }) => packet),
    span,
    `${tries} and no answer`,
    capital(why),
  );
}

/** A proxy gave up connecting: the one SYN of its recording stands for all that its kernel sent until then. */
function noUpstream(
  { opening: { syns }, reset, firstMicros, lastMicros }: ConnectionEvidence,
  server: string,
): Hit | null {
  if (reset === null) return null;
  const packets = [...syns.map(({ packet }) => packet), reset.packet];
  const isRecordedAs = (address: string): boolean => server === address || server === `::ffff:${address}`;
  if (isRecordedAs(MADE_UP.unresolved)) {
    const why = 'No such name, or the name server is not reached: look at the name and at /etc/resolv.conf.';
    return hit('!!', packets, lastMicros - firstMicros, "the name of the proxy's target did not resolve", why);
  }
  if (isRecordedAs(MADE_UP.unasked)) {
    const why =
      'TLS with the client, or its PROXY header, failed before: the events and the comment on the reset say how.';
    return hit('!!', packets, lastMicros - firstMicros, 'the proxy did not ask the target', why);
  }
  return hit(
    '!!',
    packets,
    lastMicros - firstMicros,
    `the proxy gave up connecting after ${duration(lastMicros - firstMicros)}`,
    'Nobody answered: host down, wrong address, or a firewall drops it.',
  );
}

/** O2 */
export function refused(evidence: ConnectionEvidence, _limits: Limits<never>, around: Surroundings): Hit | null {
  const { reset } = evidence;
  const { syns, synCount } = evidence.opening;
  if (reset === null || !reset.refuses) return null;
  const waited = evidence.lastMicros - evidence.firstMicros;
  const packets = [...syns.slice(0, 10).map(({ packet }) => packet), reset.packet];
  const what = `refused: ${count(synCount, 'SYN')} answered by RST`;
  if (around.fellBack)
    return hit(
      '.',
      packets,
      waited,
      what,
      'The client then got in by the other IP version: the service listens on one only.',
    );
  const why = around.accepted
    ? 'The port was closed for a while: the service restarted or its queue was full.'
    : 'The port is closed: the service is not running, or it is the wrong port.';
  return hit(around.accepted ? '!' : '!!', packets, waited, what, why);
}

/** O4 */
export function synAckRepeated(
  evidence: ConnectionEvidence,
  limits: Limits<'leastSeconds'>,
  around: Surroundings,
): Hit | null {
  const { server } = evidence;
  const { synAcks, synAckCount, synAckAfterAck } = evidence.opening;
  const again = evidence.sides[server].synAgain;
  if (synAckCount < 2 || again.count === 0) return null;
  const delay = again.lastMicros - synAcks[0].micros;
  if (delay < limits.leastSeconds * 1e6) return null;
  const why = synAckAfterAck
    ? "The client's ACK was seen before: the server's accept queue may have been full, or the ACK was lost after the capture point."
    : "The handshake's last ACK did not reach the server, or the SYN/ACK did not reach the client.";
  const packets = synAcks.map(({ packet }) => packet);
  const what = `SYN/ACK sent ${synAckCount} times over ${duration(delay)}`;
  return { ...hit('!', packets, delay, what, why), queueFull: synAckAfterAck && around.acceptedBefore };
}

/** O6 */
export function slowHandshake(
  evidence: ConnectionEvidence,
  limits: Limits<'noteSeconds' | 'warningSeconds' | 'timesUsual'>,
  around: Surroundings,
): Hit | null {
  const rtt = evidence.classifier.handshake.rtt;
  if (around.acceptedBefore && !answered(evidence)) return noRoom(evidence, around);
  if (rtt === null) return openedLate(evidence, limits, around);
  const unusual = around.usualHandshake !== null && rtt > limits.timesUsual * around.usualHandshake && rtt > 100_000;
  const severity =
    grade(rtt / 1e6, { note: limits.noteSeconds, warning: limits.warningSeconds }) ?? (unusual ? '.' : null);
  if (severity === null) return null;
  const fastest = Math.min(...SIDES.map((side) => evidence.sides[side].rtt.min), rtt);
  const { synMicros, synAckMicros } = evidence.classifier.handshake;
  const serverPart = synAckMicros! - synMicros!;
  const usual = unusual ? `, usually ${duration(around.usualHandshake!)}` : '';
  const what = `the handshake took ${duration(rtt)} (SYN/ACK after ${duration(serverPart)})${usual}`;
  const packets = [...evidence.opening.syns, ...evidence.opening.synAcks].slice(0, 4).map(({ packet }) => packet);
  return hit(
    severity,
    packets,
    rtt - fastest,
    what,
    'Latency of the network or of a busy host, before any application code ran.',
  );
}

/** The port let others in shortly before: the host is there, the service runs, and has no room. */
function noRoom(
  { opening: { syns, synCount }, path, firstMicros, lastMicros }: ConnectionEvidence,
  around: Surroundings,
): Hit | null {
  if (synCount < 2 || path.icmp.length > 0) return null;
  const place = around.nearServer ? '; the SYNs were seen to reach it' : '';
  const found = hit(
    '!!',
    syns.slice(0, 10).map(({ packet }) => packet),
    lastMicros - firstMicros,
    `not let in for ${duration(lastMicros - firstMicros)} (${synCount} SYNs), though the port let others in shortly before`,
    `The server's accept queue is full: its application does not accept fast enough, or the backlog is too small${place}.`,
  );
  return { ...found, queueFull: true };
}

/** A SYN was sent again before the connection opened. */
function openedLate(
  evidence: ConnectionEvidence,
  limits: Limits<'noteSeconds' | 'warningSeconds'>,
  around: Surroundings,
): Hit | null {
  const { syns, synCount, synAcks, synAckCount } = evidence.opening;
  const { establishedMicros } = evidence.classifier.handshake;
  if (synCount < 2 || synAckCount === 0 || establishedMicros === null) return null;
  const late = establishedMicros - syns[0].micros;
  const severity = grade(late / 1e6, { note: limits.noteSeconds, warning: limits.warningSeconds });
  if (severity === null) return null;
  const what = `opened only after ${duration(late)}: ${count(synCount, 'SYN')} before one was answered`;
  const why =
    'A SYN or its answer was lost, or the server had no room for new connections; the client waited for its timer.';
  const packets = [...syns, ...synAcks].slice(0, 10).map(({ packet }) => packet);
  return { ...hit(severity, packets, synAcks[0].micros - syns[0].micros, what, why), queueFull: around.acceptedBefore };
}

/** O7 */
export function slowFirstByte(
  evidence: ConnectionEvidence,
  limits: Limits<'noteSeconds' | 'warningSeconds'>,
): Hit | null {
  const opening = evidence.turns?.opening ?? null;
  if (opening === null || evidence.classifier.handshake.establishedMicros === null) return null;
  const severity = grade(opening.micros / 1e6, { note: limits.noteSeconds, warning: limits.warningSeconds });
  if (severity === null) return null;
  const speaker = who(evidence, opening.side);
  const why =
    speaker === 'client'
      ? 'The client waited before asking: its application, or a connection opened in advance.'
      : "The server's greeting was slow: often a reverse DNS or ident look-up.";
  return hit(
    severity,
    [opening.packet],
    opening.micros,
    `first byte (from the ${speaker}) ${duration(opening.micros)} after the handshake`,
    why,
  );
}

/** O8 */
export function noWindowScaling(evidence: ConnectionEvidence, limits: Limits<'bytes' | 'rttMillis'>): Hit | null {
  const { flows } = evidence.classifier;
  const { client, server } = evidence;
  if (!flows[0].openedWhole || !flows[1].openedWhole || evidence.opening.synAckCount === 0) return null;
  if (flows[client].scale !== null && flows[server].scale !== null) return null;
  const bytes = Math.max(evidence.sides[0].freshBytes, evidence.sides[1].freshBytes);
  const rtt = evidence.classifier.pathRtt;
  const costly = bytes > limits.bytes && rtt > limits.rttMillis * 1000;
  const offered = flows[client].scale !== null;
  if (!offered && !costly) return null;
  const missing = [
    'window scaling',
    ...(flows[client].sackPermitted && !flows[server].sackPermitted ? ['SACK'] : []),
    ...(flows[client].timestamps && !flows[server].timestamps ? ['timestamps'] : []),
  ];
  const cap = `at most ${size((LARGEST_UNSCALED / rtt) * 1e6)} a second at a round trip of ${duration(rtt)}: `;
  const what = `${costly ? cap : ''}${offered ? `the server's SYN/ACK drops the client's offer of ${list(missing)}` : "the client's SYN offers no window scaling"}`;
  const packets = [...evidence.opening.syns, ...evidence.opening.synAcks].slice(0, 2).map(({ packet }) => packet);
  const limited = Math.max(evidence.sides[0].limitedMicros, evidence.sides[1].limitedMicros);
  return hit(
    costly ? '!' : '.',
    packets,
    costly ? limited : 0,
    what,
    'An old TCP stack, a setting (tcp_window_scaling), or a middlebox that strips options.',
  );
}

/** Largest window without scaling, bytes (RFC 9293 section 3.1). */
const LARGEST_UNSCALED = 65_535;

/** O9 */
export function noSack(evidence: ConnectionEvidence, limits: Limits<'lossShare'>): Hit | null {
  const { flows } = evidence.classifier;
  if (!flows[0].openedWhole || !flows[1].openedWhole || (flows[0].sackPermitted && flows[1].sackPermitted)) return null;
  const lossy = SIDES.find(
    (side) => evidence.sides[side].resent.count > limits.lossShare * evidence.sides[side].dataPackets,
  );
  if (lossy === undefined) return null;
  const packets = evidence.sides[lossy].resent.packets;
  return hit(
    '.',
    packets,
    0,
    'no SACK on a connection with losses',
    'One side does not offer selective acknowledgements: recovery resends one segment a round trip.',
  );
}

/** O10 */
export function oddMss(
  evidence: ConnectionEvidence,
  limits: Limits<'least4' | 'least6' | 'full4' | 'full6'>,
  { version }: Surroundings,
): Hit | null {
  const least = version === 4 ? limits.least4 : limits.least6;
  const full = version === 4 ? limits.full4 : limits.full6;
  for (const side of SIDES) {
    const { mss } = evidence.classifier.flows[side];
    if (mss === null) continue;
    const packets = (side === evidence.client ? evidence.opening.syns : evidence.opening.synAcks)
      .slice(0, 1)
      .map(({ packet }) => packet);
    const what = `the ${who(evidence, side)} offers an MSS of ${mss} bytes`;
    if (mss < least) {
      return hit(
        '!',
        packets,
        0,
        what,
        `Below the default of ${least}: a wrong setting, or an attack that makes the other side send crumbs.`,
      );
    }
    if (mss < full) {
      return hit('.', packets, 0, what, 'A tunnel, PPPoE or a router that clamps the MSS.');
    }
  }
  return null;
}

/** O12 */
export function reusedTooEarly(evidence: ConnectionEvidence, _limits: Limits<never>, around: Surroundings): Hit | null {
  const { challenged, synAcks, syns, synCount } = evidence.opening;
  // Whoever is challenged resets the old connection, or asks again; anything else was only not captured.
  const confirmed = evidence.reset?.side === evidence.client || synCount > 1;
  if (challenged === null || !confirmed) return null;
  const packets = [...syns.map(({ packet }) => packet).slice(0, 5), challenged.packet];
  const until = synAcks[0]?.micros ?? evidence.lastMicros;
  const end = synAcks.length > 0 ? 'it was let in' : 'the end';
  const asked = `${count(synCount, 'SYN')} answered by an ACK of an older connection`;
  if (around.lastHeard === null) {
    const why =
      'The server still holds an older connection of the same ports (half-open after the client restarted, or TIME_WAIT): a challenge ACK (RFC 5961).';
    return hit('!', packets, until - syns[0].micros, `${asked}: ${duration(until - syns[0].micros)} until ${end}`, why);
  }
  // The old connection is in the capture: since its last sign of life the client had none.
  const lost = until - around.lastHeard;
  const why =
    'The client crashed or restarted and used the same port again while the server still held the old connection, which it challenged by an ACK (RFC 5961 section 4); the client’s RST then ended it.';
  const what = `${asked}: ${duration(lost)} from its last sign of life until ${end}`;
  return { ...hit('!', packets, lost, what, why), reachesBack: true };
}

/** O13 */
export function oneSided(evidence: ConnectionEvidence): Hit | null {
  if (!evidence.oneSided) return null;
  const silent = SIDES.find((side) => evidence.sides[side].packets === 0)!;
  const what = `only one direction was captured: nothing from the ${who(evidence, silent)}`;
  return hit(
    '.',
    [evidence.firstPacket],
    0,
    what,
    'Traffic takes another way back, or a capture filter: what can be said is limited.',
  );
}

/** O14 */
export function startedInTheMiddle(evidence: ConnectionEvidence): Hit | null {
  if (evidence.opening.synCount + evidence.opening.synAckCount > 0 || evidence.packets < 3) return null;
  return hit(
    '.',
    [evidence.firstPacket],
    0,
    'the connection was open before the capture began',
    'Windows cannot be scaled and the round trip of the handshake is not known.',
  );
}

/** O15 */
export function optionsRemoved(evidence: ConnectionEvidence): Hit | null {
  const { padded, scalesSilently } = evidence.opening;
  const { flows } = evidence.classifier;
  for (const side of SIDES) {
    const silent = scalesSilently[side];
    const other = flows[1 - side];
    if (padded[side] === null && (silent === null || other.scale === null)) continue;
    const seen = (padded[side] ?? silent)!;
    const gone = [
      ...(flows[side].scale === null ? ['window scaling'] : []),
      ...(flows[side].sackPermitted ? [] : ['SACK']),
      ...(flows[side].timestamps ? [] : ['timestamps']),
    ];
    const what = `options removed on the way from the ${who(evidence, side)}'s SYN${gone.length === 0 ? '' : `: ${list(gone)}`}`;
    const why =
      padded[side] !== null
        ? 'Where options stood there is padding: a firewall or another middlebox overwrote them before the capture point.'
        : 'Its SYN as captured offers no window scaling, but its windows are scaled: a middlebox removed the option.';
    return hit('!', [seen.packet], 0, what, why);
  }
  return null;
}

/** T14 */
export function slowLookUp(
  { opening: { syns } }: ConnectionEvidence,
  limits: Limits<'noteSeconds' | 'warningSeconds'>,
  { resolution }: Surroundings,
): Hit | null {
  if (resolution === null || syns.length === 0) return null;
  const { micros, name, queries, failures, packets } = resolution;
  const severity = grade(micros / 1e6, { note: limits.noteSeconds, warning: limits.warningSeconds });
  if (severity === null) return null;
  const failed = failures > 0 ? `, ${count(failures, 'error')}` : '';
  const what = `looking up ${safeText(name)} took ${duration(micros)} before the connection (${count(queries, 'query', 'queries')}${failed})`;
  const why =
    queries > 2
      ? 'Queries or answers were lost, or a name server does not answer: the client asked again when its time was up.'
      : 'The name server, or those it asks, are slow.';
  return { ...hit(severity, packets.slice(0, 20), micros, what, why), reachesBack: true };
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

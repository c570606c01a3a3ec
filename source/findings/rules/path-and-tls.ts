/** The path's MTU, and TLS before anything is encrypted. */

import { alertName, versionName } from '../../stream/protocols/tls-messages.ts';
import { safeText } from '../../stream/safe-text.ts';
import type { ConnectionEvidence } from '../evidence.ts';
import type { TlsAlert } from '../protocol-watch.ts';
import { type Hit, hit, type Limits, type Surroundings, who, worst } from '../rule.ts';
import { count, duration } from '../wording.ts';

/** M1 */
export function pathMtuBlackHole(
  evidence: ConnectionEvidence,
  limits: Limits<'leastLength' | 'shareOfLargest' | 'transmissions'>,
): Hit | null {
  return worst((side) => {
    const own = evidence.sides[side];
    const { largestAcked } = evidence.classifier.flows[side];
    const chain = own.longestChain;
    if (chain === null || chain.acknowledged || chain.transmissions < limits.transmissions) return null;
    const big = Math.min(own.largest, evidence.classifier.flows[side].mss ?? own.largest) * limits.shareOfLargest;
    if (chain.length < limits.leastLength || chain.length < big || largestAcked >= big) return null;
    if (largestAcked === 0 && evidence.classifier.handshake.establishedMicros === null) return null;
    const span = chain.lastMicros - chain.firstMicros;
    const what = `segments of ${chain.length} bytes from the ${who(evidence, side)} never arrive (${chain.transmissions} tries over ${duration(span)}), smaller ones do`;
    return hit(
      '!!',
      chain.packets,
      span,
      what,
      'Big packets vanish on the way: a smaller MTU somewhere and ICMP filtered. Try an MSS of 1360.',
    );
  });
}

/** M2 */
export function icmpTooBigIgnored(evidence: ConnectionEvidence): Hit | null {
  return worst((side) => {
    const { tooBig } = evidence.sides[side];
    const error = evidence.path.icmp.find(({ mtu, side: about }) => mtu !== null && about === side);
    if (tooBig.count === 0 || error === undefined) return null;
    const what = `ICMP from ${error.from} asks for packets of at most ${error.mtu} bytes, the ${who(evidence, side)} sends ${count(tooBig.count, 'larger one')} after it`;
    return hit(
      '!!',
      [error.packet, ...tooBig.packets].slice(0, 20),
      tooBig.lastMicros - error.micros,
      what,
      `The ICMP message does not reach the ${who(evidence, side)}, or it is ignored there.`,
    );
  });
}

/** M3 */
export function smallerSegmentsHelped(
  evidence: ConnectionEvidence,
  limits: Limits<'leastLength' | 'transmissions'>,
): Hit | null {
  return worst((side) => {
    const learned = smallerAfterIcmp(evidence, side);
    if (learned !== null) return learned;
    const chain = evidence.sides[side].longestChain;
    const { largestAcked } = evidence.classifier.flows[side];
    if (chain === null || !chain.acknowledged || chain.transmissions < limits.transmissions) return null;
    if (chain.length < limits.leastLength || largestAcked > 0.95 * chain.length || largestAcked < 256) return null;
    const span = chain.lastMicros - chain.firstMicros;
    const what = `segments of ${chain.length} bytes from the ${who(evidence, side)} did not arrive, then ones of at most ${largestAcked} did`;
    return hit(
      '!',
      chain.packets,
      span,
      what,
      'The path takes only smaller packets; the sender found out by trying (RFC 4821).',
    );
  });
}

/** The sender heard of the smaller MTU: as it should be. */
function smallerAfterIcmp(evidence: ConnectionEvidence, side: 0 | 1): Hit | null {
  const { cutSmaller } = evidence.sides[side];
  const error = evidence.path.icmp.find(({ mtu, side: about }) => mtu !== null && about === side);
  if (cutSmaller.count === 0 || error === undefined) return null;
  const what = `ICMP from ${error.from} asked for packets of at most ${error.mtu} bytes, and the ${who(evidence, side)} sent ${count(cutSmaller.count, 'segment')} again in smaller ones`;
  const why = 'A link on the way takes smaller packets, and path MTU discovery works (RFC 1191).';
  return hit('.', [error.packet, ...cutSmaller.packets].slice(0, 20), 0, what, why);
}

const TLS_PORTS = new Set([443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 8443]);
const PLAIN_PORTS = new Set([21, 23, 80, 110, 143, 8000, 8080]);

/** S1 */
export function tlsAlert(evidence: ConnectionEvidence): Hit | null {
  const { alerts, clientHello, serverHello } = evidence.protocol;
  const told = alerts.filter((alert) => alert.description !== CLOSE_NOTIFY && !isComplaint(evidence, alert));
  const alert = told.find(({ level }) => level === FATAL) ?? told[0];
  if (alert === undefined) return null;
  const words = ALERT_REASONS[alert.description] ?? 'The TLS handshake failed.';
  const offered =
    clientHello === null
      ? ''
      : `; the client offered ${clientHello.versions.map(versionName).join(', ')}${clientHello.serverName === null ? ', no server name' : ` for ${safeText(clientHello.serverName)}`}${clientHello.alpn.length > 0 ? `, ALPN ${clientHello.alpn.map(safeText).join(', ')}` : ''}`;
  const chosen = serverHello === null ? '' : `; the server chose ${versionName(serverHello.version)}`;
  const what = `TLS alert ${alertName(alert.description)} from the ${who(evidence, alert.side)}${offered}${chosen}`;
  return hit(alert.level === FATAL ? '!!' : '!', [alert.packet], 0, what, words);
}

/** The client has nobody left to talk to, and says so: the server had closed. */
function isComplaint({ protocol, fins, client, server }: ConnectionEvidence, { side, packet }: TlsAlert): boolean {
  const closed = fins[server];
  return protocol.serverHello === null && side === client && closed !== null && closed.packet < packet;
}

const FATAL = 2;
const CLOSE_NOTIFY = 0;
const CERTIFICATE = 'The certificate is not accepted: expired, revoked, wrong kind or unreadable.';
const ALERT_REASONS: Record<number, string> = {
  40: 'No version, cipher or parameter in common, or a client certificate is missing.',
  42: CERTIFICATE,
  43: CERTIFICATE,
  44: CERTIFICATE,
  45: 'The certificate has expired, or a clock is wrong.',
  46: CERTIFICATE,
  48: 'The certificate is signed by a CA that the receiver does not trust: a missing intermediate, or a TLS inspection box.',
  70: 'No TLS version in common.',
  71: 'The other side accepts only stronger ciphers.',
  80: 'The sender of the alert has an internal error.',
  86: 'The client fell back to an old version although the server knows a newer one.',
  112: 'The server does not know the name the client asked for.',
  116: 'The server wants a client certificate.',
  120: 'No application protocol (ALPN) in common.',
};

/** S2 */
export function helloUnanswered(
  evidence: ConnectionEvidence,
  limits: Limits<'seconds'>,
  around: Surroundings,
): Hit | null {
  const { clientHello, serverHello, alerts } = evidence.protocol;
  if (clientHello === null || serverHello !== null || alerts.length > 0) return null;
  const server = (1 - clientHello.side) as 0 | 1;
  const { flows } = evidence.classifier;
  if (evidence.sides[server].dataPackets > 0 || flows[server].packets === 0 || flows[clientHello.side].acked <= 1)
    return null;
  const ended = evidence.reset?.micros ?? evidence.fins[0]?.micros ?? evidence.fins[1]?.micros ?? around.endMicros;
  const waited = ended - clientHello.micros;
  if (waited < limits.seconds * 1e6) return null;
  const name = clientHello.serverName === null ? '' : ` for ${safeText(clientHello.serverName)}`;
  return hit(
    '!!',
    [clientHello.packet],
    waited,
    `ClientHello${name} acknowledged but not answered for ${duration(waited)}`,
    'A filter on the server name, an overloaded server, or a service that does not speak TLS.',
  );
}

/** S3 */
export function closedAfterHello(evidence: ConnectionEvidence, limits: Limits<'slackMillis'>): Hit | null {
  const { clientHello, serverHello, alerts } = evidence.protocol;
  if (clientHello === null || serverHello !== null) return null;
  if (alerts.some((alert) => !isComplaint(evidence, alert))) return null;
  const server = (1 - clientHello.side) as 0 | 1;
  if (evidence.sides[server].dataPackets > 0) return null;
  const reset = evidence.reset?.side === server ? evidence.reset : null;
  const end = reset ?? evidence.fins[server];
  if (end === null || end.packet < clientHello.packet) return null;
  if (end.micros - clientHello.micros > evidence.classifier.pathRtt + limits.slackMillis * 1000) return null;
  const name = clientHello.serverName === null ? '' : ` for ${safeText(clientHello.serverName)}`;
  const what = `the server closed the connection ${duration(end.micros - clientHello.micros)} after the ClientHello${name}, without an alert`;
  return hit(
    '!!',
    [clientHello.packet, end.packet],
    0,
    what,
    'Not a TLS port, or a box on the way that resets this server name.',
  );
}

/** S4 */
export function wrongProtocol(
  evidence: ConnectionEvidence,
  _limits: Limits<never>,
  { serverPort }: Surroundings,
): Hit | null {
  const { speaks } = evidence.protocol;
  const { wrongProtocol: said } = evidence.protocol.http;
  const { client, server } = evidence;
  if (said !== null) return hit('!', [said.packet], 0, said.words, 'The client uses http:// where https:// is meant.');
  if (speaks[client] === 'tls' && speaks[server] !== 'tls' && speaks[server] !== 'unknown') {
    return hit(
      '!',
      [evidence.firstPacket],
      0,
      `TLS spoken to a service that answers in plain ${speaks[server] === 'http' ? 'HTTP' : 'text'}`,
      'The client uses TLS on a plain port.',
    );
  }
  if (speaks[client] === 'http' && TLS_PORTS.has(serverPort)) {
    return hit(
      '!',
      [evidence.firstPacket],
      0,
      `plain HTTP on port ${serverPort}, where TLS is usual`,
      'The client uses http:// where https:// is meant, or the service runs without TLS.',
    );
  }
  if (speaks[client] === 'tls' && PLAIN_PORTS.has(serverPort)) {
    return hit(
      '.',
      [evidence.firstPacket],
      0,
      `TLS on port ${serverPort}, where plain text is usual`,
      'An unusual set-up, or traffic that hides behind a common port.',
    );
  }
  return null;
}

/** S5 */
export function oldTls(evidence: ConnectionEvidence, limits: Limits<'version'>): Hit | null {
  const { serverHello } = evidence.protocol;
  if (serverHello === null || serverHello.version >= limits.version) return null;
  const what = `${versionName(serverHello.version)} negotiated`;
  return hit('.', [serverHello.packet], 0, what, 'Versions before TLS 1.2 are deprecated (RFC 8996).');
}

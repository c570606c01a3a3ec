/** What a rule may know beyond its connection: how the same server, port and pair of hosts did otherwise. */
import { type Ends, groupBy, serverText } from './ends.ts';
import type { ConnectionEvidence } from './evidence.ts';
import type { Surroundings } from './rule.ts';
import { Sample } from './samples.ts';

/** A connection with its ends. */
export interface Case {
  evidence: ConnectionEvidence;
  ends: Ends;
}

/** Handshakes between two hosts that make one of them usual. */
const LEAST_HANDSHAKES = 5;

export function accepted({ evidence }: Case): boolean {
  return evidence.synAckCount > 0 || (evidence.synCount === 0 && evidence.sides[evidence.server].dataPackets > 0);
}

/** Makes the lookup once for all cases. */
export function surroundingsOf(cases: readonly Case[], endMicros: number): (one: Case) => Surroundings {
  const answering = cases.filter(accepted);
  const servers = new Set(answering.map(({ ends }) => serverText(ends)));
  const hosts = new Set(answering.map(({ ends }) => `${ends.client} ${ends.server}`));
  const ports = new Set(answering.map(({ ends }) => `${ends.client} ${ends.serverPort}`));
  const handshakes = new Map<string, Sample>();
  for (const [pair, group] of groupBy(cases, pairOf)) {
    const sample = new Sample();
    for (const { evidence } of group)
      if (evidence.classifier.handshakeRtt !== null) sample.add(evidence.classifier.handshakeRtt);
    if (sample.count >= LEAST_HANDSHAKES) handshakes.set(pair, sample);
  }
  return (one) => ({
    endMicros,
    fellBack: fallbacks(one, answering),
    accepted: servers.has(serverText(one.ends)),
    otherPortsAnswer: !servers.has(serverText(one.ends)) && hosts.has(`${one.ends.client} ${one.ends.server}`),
    otherHostsAnswer: !servers.has(serverText(one.ends)) && ports.has(`${one.ends.client} ${one.ends.serverPort}`),
    usualHandshake: handshakes.get(pairOf(one))?.median ?? null,
    serverPort: one.ends.serverPort,
    version: one.ends.version,
  });
}

/** Within this of a refusal, µs: how long happy eyeballs take (RFC 8305). */
const FALLBACK = 2_000_000;

function fallbacks({ evidence, ends }: Case, answering: readonly Case[]): boolean {
  if (evidence.reset?.refuses !== true) return false;
  return answering.some((other) => {
    const after = other.evidence.firstMicros - evidence.firstMicros;
    return (
      other.ends.serverPort === ends.serverPort &&
      other.ends.version !== ends.version &&
      after >= 0 &&
      after <= FALLBACK
    );
  });
}

function pairOf({ ends }: Case): string {
  return `${ends.client} ${ends.server}`;
}

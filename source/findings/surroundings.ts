/** What a rule may know beyond its connection: how the same server, port and pair of hosts did otherwise. */
import { asRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { type Ends, endsOf, groupBy, serverText } from './ends.ts';
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
export function surroundingsOf(
  cases: readonly Case[],
  endMicros: number,
  store: ConnectionStore,
): (one: Case) => Surroundings {
  const answering = cases.filter(accepted);
  const servers = new Set<string>();
  const hosts = new Set<string>();
  const ports = new Set<string>();
  const answers = (ends: Ends): void => {
    servers.add(serverText(ends));
    hosts.add(`${ends.client} ${ends.server}`);
    ports.add(`${ends.client} ${ends.serverPort}`);
  };
  for (const { ends } of answering) answers(ends);
  forOtherAnswers(cases, store, answers);
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
    server: one.ends.server,
    serverPort: one.ends.serverPort,
    version: one.ends.version,
  });
}

/** Connections looked at beyond the cases, and of these taken into account: they only say what else was reachable. */
const MOST_SEARCHED = 1_000_000;
const MOST_TAKEN = 20_000;

/** Answered connections that are no cases themselves, on the ports where cases were not answered. */
function forOtherAnswers(cases: readonly Case[], store: ConnectionStore, take: (ends: Ends) => void): void {
  const failed = cases.filter((one) => !accepted(one));
  if (failed.length === 0 || cases.length === store.count) return;
  const { identity, core } = store;
  const known = new Set(cases.map(({ evidence }) => evidence.connection));
  const ports = new Set(failed.map(({ ends }) => ends.serverPort));
  let taken = 0;
  const last = Math.min(store.count, MOST_SEARCHED);
  for (let row = 0; row < last && taken < MOST_TAKEN; row++) {
    const connection = asRow(row);
    if (core.syns(2 * connection + 1) === 0 || known.has(connection) || !ports.has(identity.port(connection, 1)))
      continue;
    take(endsOf(store, { connection, client: 0, server: 1 }));
    taken++;
  }
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

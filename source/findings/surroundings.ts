/** What a rule may know beyond its connection: how the same server, port and pair of hosts did otherwise. */
import { asRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { clientText, type Ends, endsOf, groupBy, serverText } from './ends.ts';
import type { ConnectionEvidence } from './evidence.ts';
import type { NameLookUps } from './name-look-ups.ts';
import type { Surroundings } from './rule.ts';
import { Sample } from './samples.ts';
import { vantageOf } from './vantage.ts';

/** A connection with its ends. */
export interface Case {
  evidence: ConnectionEvidence;
  ends: Ends;
}

/** Handshakes between two hosts that make one of them usual. */
const LEAST_HANDSHAKES = 5;

export function accepted({ evidence }: Case): boolean {
  return (
    evidence.opening.synAckCount > 0 ||
    (evidence.opening.synCount === 0 && evidence.sides[evidence.server].dataPackets > 0)
  );
}

/** Makes the lookup once for all cases. */
export function surroundingsOf(
  cases: readonly Case[],
  endMicros: number,
  store: ConnectionStore,
  lookUps: NameLookUps,
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
      if (evidence.classifier.handshake.rtt !== null) sample.add(evidence.classifier.handshake.rtt);
    if (sample.count >= LEAST_HANDSHAKES) handshakes.set(pair, sample);
  }
  const services = new Map(
    [...groupBy(cases, ({ ends }) => serverText(ends))].map(([server, group]) => [server, serviceOf(group)]),
  );
  const sameEnds = groupBy(cases, endsKey);
  return (one) => ({
    endMicros,
    lastHeard: lastHeard(one, sameEnds.get(endsKey(one)) ?? []),
    resolution: lookUps.before(one.ends.client, one.ends.server, one.evidence.firstMicros),
    ...aboutService(one, services.get(serverText(one.ends))!),
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

/** What its connections tell of one server and port. */
interface Service {
  /** Its waits' medians by connection, µs. */
  waits: Sample;
  nearServer: boolean;
  /** When it let in each client, ascending, µs. */
  accepted: ReadonlyMap<string, readonly number[]>;
}

function serviceOf(group: readonly Case[]): Service {
  const waits = new Sample();
  const opened = group.filter(({ evidence }) => evidence.classifier.handshake.establishedMicros !== null);
  for (const { evidence } of group) {
    if (evidence.turns === null || evidence.turns.waits.count === 0) continue;
    waits.add(evidence.turns.waits.median);
  }
  const accepted = new Map(
    [...groupBy(opened, ({ ends }) => ends.client)].map(([client, theirs]) => [
      client,
      theirs.map(({ evidence }) => evidence.classifier.handshake.establishedMicros!).sort((one, other) => one - other),
    ]),
  );
  return {
    waits,
    accepted,
    nearServer: opened.some(({ evidence }) => vantageOf(evidence).near === 'server'),
  };
}

/** A port that let a client in so shortly before is no closed one, µs. */
const SHORTLY = 1_000_000;

function aboutService(
  { evidence, ends }: Case,
  { waits, accepted, nearServer }: Service,
): Pick<Surroundings, 'acceptedBefore' | 'usualWait' | 'nearServer'> {
  const times = accepted.get(ends.client) ?? [];
  return {
    acceptedBefore: times.some((micros) => micros >= evidence.firstMicros - SHORTLY && micros <= evidence.lastMicros),
    usualWait: waits.count === 0 ? 0 : waits.median,
    nearServer,
  };
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

const endsKey = ({ ends }: Case): string => `${clientText(ends)} ${serverText(ends)}`;

/** Of the connections of the same ends the one before, if it was left open. */
function lastHeard({ evidence }: Case, sameEnds: readonly Case[]): number | null {
  const before = sameEnds.map((other) => other.evidence).findLast(({ connection }) => connection < evidence.connection);
  if (before === undefined || before.reset !== null || before.fins[0] !== null || before.fins[1] !== null) return null;
  return before.lastMicros;
}

function pairOf({ ends }: Case): string {
  return `${ends.client} ${ends.server}`;
}

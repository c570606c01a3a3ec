/** Rules that need many connections: floods, scans, churn. They collapse what the others found on each of them. */
import { groupBy, serverText } from './ends.ts';
import type { Finding } from './finding.ts';
import { accepted, type Case } from './surroundings.ts';
import { count, list, percent } from './wording.ts';

const SECOND = 1e6;

/** Thresholds of these rules, as the catalogue has those of the others. */
export const ACROSS = {
  O5: { title: 'half-open flood', connections: 100, sources: 20, seconds: 1 },
  O11: { title: 'scan', ports: 15, hosts: 25, seconds: 300, refusedShare: 0.8 },
  A2: { title: 'connection churn', perSecond: 20, longestSeconds: 1, mostBytes: 10_000 },
} as const;

export interface Collapse {
  finding: Finding;
  /** These connections' own openings and closings need no further words. */
  covers: readonly number[];
}

export function acrossConnections(cases: readonly Case[]): Collapse[] {
  const opened = cases.filter(({ evidence }) => evidence.opening.synCount > 0);
  const floods = halfOpenFloods(opened);
  const flooded = new Set(floods.flatMap(({ covers }) => covers));
  const scans = portScans(opened.filter(({ evidence }) => !flooded.has(evidence.connection)));
  return [...floods, ...scans, ...churn(opened)];
}

/** O5 */
function halfOpenFloods(cases: readonly Case[]): Collapse[] {
  const limits = ACROSS.O5;
  const halfOpen = cases.filter(isHalfOpen);
  const byServer = [...groupBy(halfOpen, ({ ends }) => serverText(ends))].flatMap(([server, group]) => {
    const busiest = densest(group, limits.seconds);
    const sources = new Set(busiest.map(({ ends }) => ends.client));
    if (busiest.length < limits.connections || (sources.size < limits.sources && sources.size !== 1)) return [];
    const what = `${count(group.length, 'half-open connection')} to ${server} from ${count(sources.size, 'source')}, up to ${busiest.length} in a second`;
    return [
      collapse('O5', '!!', group, 0, what, 'A SYN flood, or a dead backend behind a balancer that still answers.'),
    ];
  });
  if (byServer.length > 0) return byServer;
  // Forged sources come once each; a scanner would ask from one.
  const once = [...groupBy(halfOpen, ({ ends }) => ends.client).values()].flatMap((group) =>
    group.length === 1 ? group : [],
  );
  const busiest = densest(once, limits.seconds);
  if (busiest.length < limits.connections) return [];
  const targets = new Set(once.map(({ ends }) => serverText(ends))).size;
  const what = `${count(once.length, 'half-open connection')} from as many sources to ${count(targets, 'port')}, up to ${busiest.length} in a second`;
  return [collapse('O5', '!!', once, 0, what, 'A SYN flood from forged addresses, spread over many targets.')];
}

/** Nothing was said, and it never opened; at most the client, surprised by a SYN/ACK that it had not asked for, reset it. */
function isHalfOpen({ evidence }: Case): boolean {
  const { reset, turns, classifier, client, opening } = evidence;
  const surprised = reset === null || (reset.side === client && opening.synAckCount > 0);
  return surprised && turns!.messages === 0 && classifier.handshake.establishedMicros === null;
}

/** O11 */
function portScans(cases: readonly Case[]): Collapse[] {
  const limits = ACROSS.O11;
  return [...groupBy(cases, ({ ends }) => ends.client)].flatMap(([client, all]) => {
    const ports = [...groupBy(all, ({ ends }) => ends.server)].filter(([, group]) =>
      isScan(group, ({ ends }) => ends.serverPort, limits.ports),
    );
    const hosts = [...groupBy(all, ({ ends }) => String(ends.serverPort))].filter(([, group]) =>
      isScan(group, ({ ends }) => ends.server, limits.hosts),
    );
    return [
      ...ports.map(([server, group]) => {
        const tried = new Set(group.map(({ ends }) => ends.serverPort)).size;
        const open = [...new Set(group.filter(accepted).map(({ ends }) => ends.serverPort))];
        const what = `${client} tried ${count(tried, 'port')} of ${server}; ${open.length === 0 ? 'none open' : `open: ${listSome(open.map(String))}`}`;
        return collapse('O11', '!!', group, 0, what, 'A port scan.');
      }),
      ...hosts.map(([port, group]) => {
        const tried = new Set(group.map(({ ends }) => ends.server)).size;
        const open = [...new Set(group.filter(accepted).map(({ ends }) => ends.server))];
        const what = `${client} tried port ${port} of ${count(tried, 'host')}; ${open.length === 0 ? 'none answered' : `answered: ${listSome(open)}`}`;
        return collapse('O11', '!!', group, 0, what, 'A scan for one service over many hosts.');
      }),
    ];
  });
}

function isScan(group: readonly Case[], target: (one: Case) => string | number, least: number): boolean {
  const { seconds, refusedShare } = ACROSS.O11;
  const dense = densest(group, seconds);
  const targets = new Set(dense.map(target)).size;
  const refused = dense.filter((one) => !accepted(one)).length;
  return targets >= least && refused > refusedShare * dense.length;
}

/** A2 */
function churn(cases: readonly Case[]): Collapse[] {
  const limits = ACROSS.A2;
  const short = cases
    .filter(accepted)
    .filter(
      ({ evidence }) =>
        evidence.classifier.handshake.establishedMicros !== null &&
        evidence.duration < limits.longestSeconds * SECOND &&
        evidence.sides[0].freshBytes + evidence.sides[1].freshBytes < limits.mostBytes,
    );
  return [...groupBy(short, ({ ends }) => `${ends.client} to ${serverText(ends)}`)].flatMap(([pair, group]) => {
    const busiest = densest(group, 1);
    if (busiest.length <= limits.perSecond) return [];
    const lost = group.reduce((sum, { evidence }) => sum + (evidence.classifier.handshake.rtt ?? 0), 0);
    const share = percent(
      lost /
        Math.max(
          1,
          group.reduce((sum, { evidence }) => sum + evidence.duration, 0),
        ),
    );
    const what = `${pair}: ${count(group.length, 'short connection')}, up to ${busiest.length} in a second; handshakes took ${share} of their time`;
    const found = collapse(
      'A2',
      '!',
      group,
      lost / SECOND,
      what,
      'No keep-alive and no pool: each request opens its own connection.',
    );
    return [{ ...found, covers: [] }];
  });
}

/** The most connections of a group that began within so many seconds. */
function densest(group: readonly Case[], seconds: number): readonly Case[] {
  const sorted = [...group].sort((one, other) => one.evidence.firstMicros - other.evidence.firstMicros);
  let best: [number, number] = [0, 0];
  let from = 0;
  for (let to = 0; to < sorted.length; to++) {
    while (sorted[to].evidence.firstMicros - sorted[from].evidence.firstMicros > seconds * SECOND) from++;
    if (to + 1 - from > best[1] - best[0]) best = [from, to + 1];
  }
  return sorted.slice(best[0], best[1]);
}

function collapse(
  id: string,
  severity: '!!' | '!',
  group: readonly Case[],
  lostSeconds: number,
  what: string,
  why: string,
): Collapse {
  const connections = group.map(({ evidence }) => evidence.connection);
  const packets = group.slice(0, 20).map(({ evidence }) => evidence.firstPacket);
  return { finding: { id, severity, connections, packets, lostSeconds, what, why }, covers: connections };
}

function listSome(words: readonly string[]): string {
  return words.length <= 10 ? list(words) : `${words.slice(0, 10).join(', ')} and ${words.length - 10} more`;
}

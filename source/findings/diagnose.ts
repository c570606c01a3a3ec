/**
 * From evidence to findings: every rule on every connection, what many connections share put into one line, the most time
 * lost first.
 */

import { isKnown } from '../connection/known.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { ACROSS, acrossConnections } from './across.ts';
import { CATALOGUE, SAYS_ALL } from './catalogue.ts';
import { clientText, type Ends, endsOf, groupBy, serverText } from './ends.ts';
import type { ConnectionEvidence } from './evidence.ts';
import type { Finding, Severity } from './finding.ts';
import type { EvidenceGatherer } from './gather.ts';
import type { Hit, Surroundings } from './rule.ts';
import { surroundingsOf } from './surroundings.ts';
import { count, duration } from './wording.ts';

const MOST_PACKETS = 20;
/** Hosts that get a line of their own for the same rule. */
const MOST_HOSTS = 8;
const RANK: Record<Severity, number> = { '!!': 2, '!': 1, '.': 0 };

export interface NamedHit extends Hit {
  id: string;
  title: string;
}

/** What the rules say of one connection, worst first. */
export function examine(evidence: ConnectionEvidence, around: Surroundings): NamedHit[] {
  const hits = CATALOGUE.flatMap((rule) => {
    if (!isKnown(rule.known, evidence.forwarded)) return [];
    const found = rule.examine(evidence, around);
    return found === null
      ? []
      : [
          {
            ...found,
            id: rule.id,
            title: rule.title,
            lostSeconds: found.reachesBack ? found.lostSeconds : Math.min(found.lostSeconds, evidence.duration / 1e6),
          },
        ];
  });
  const covered = new Set(hits.flatMap(({ id }) => SAYS_ALL[id] ?? []));
  return onceCharged(hits.filter(({ id }) => !covered.has(id))).sort(worstFirst);
}

/** Losses and time-outs of a side are one trouble: one line, by the name of what cost most. Needless ones are told by it. */
function onceCharged(all: NamedHit[]): NamedHit[] {
  const rate = all.find(({ id }) => id === 'L1');
  const timers = all.find(({ id }) => id === 'L2');
  const told = [rate, timers].filter((hit) => hit !== undefined);
  const hits = all.filter(
    (hit) => hit.id !== 'L6' || !told.some(({ severity }) => RANK[severity] >= RANK[hit.severity]),
  );
  if (rate === undefined || timers === undefined || rate.side !== timers.side) return hits;
  const [main, other] = timers.lostSeconds * 2 > rate.lostSeconds ? [timers, rate] : [rate, timers];
  const one: NamedHit = {
    ...main,
    severity: RANK[rate.severity] > RANK[timers.severity] ? rate.severity : timers.severity,
    lostSeconds: Math.max(rate.lostSeconds, timers.lostSeconds),
    what: `${main.what}; ${other.what}`,
    also: [other.id],
  };
  return [...hits.filter((hit) => hit !== rate && hit !== timers), one];
}

function worstFirst(
  one: { severity: Severity; lostSeconds: number },
  other: { severity: Severity; lostSeconds: number },
): number {
  return RANK[other.severity] - RANK[one.severity] || other.lostSeconds - one.lostSeconds;
}

/** All findings of a capture whose pass is over. `passedOver`: connections with signs of trouble that were not read again. */
export function diagnose(gathered: EvidenceGatherer, store: ConnectionStore, passedOver = 0): Finding[] {
  const cases = gathered.connections
    .filter((evidence) => evidence !== undefined)
    .map((evidence) => ({ evidence, ends: endsOf(store, evidence) }));
  const around = surroundingsOf(cases, gathered.endMicros, store, gathered.lookUps);
  const collapses = acrossConnections(cases);
  const collapsed = new Set(collapses.flatMap(({ covers }) => covers));
  const found = cases.flatMap((one) => {
    if (collapsed.has(one.evidence.connection)) return [];
    return examine(one.evidence, around(one)).map((hit) => ({
      hit,
      connection: one.evidence.connection,
      ends: one.ends,
    }));
  });
  const merged = groupsOf(withoutQueued(found)).map((group) => merge(group, store));
  return [
    ...collapses.map(({ finding }) => finding),
    ...merged,
    ...clockFindings(gathered),
    ...depthFindings(passedOver),
  ].sort(inOrder);
}

interface Found {
  hit: NamedHit;
  connection: ConnectionRow;
  ends: Ends;
}

/** Where a server's accept queue is full, those that wait in it for an answer are no trouble of their own. */
function withoutQueued(found: readonly Found[]): Found[] {
  const full = new Set(found.filter(({ hit }) => hit.queueFull).map(({ ends }) => serverText(ends)));
  if (full.size === 0) return [...found];
  return found.filter(({ hit, ends }) => !full.has(serverText(ends)) || (hit.id !== 'T1' && hit.id !== 'T11'));
}

/** One line a rule and host, be it the server or a client that has it with several; one for all where it is a note, or they are many. */
function groupsOf(found: readonly Found[]): Found[][] {
  const notes = found.filter(({ hit }) => hit.severity === '.');
  const serious = found.filter(({ hit }) => hit.severity !== '.');
  const byHost = [...groupBy(serious, ({ hit }) => hit.id).values()].flatMap((group) => {
    const servers = [...groupBy(group, ({ ends }) => serverText(ends)).values()];
    const clients = [...groupBy(group, ({ ends }) => ends.client).values()];
    const hosts = clients.length < servers.length ? clients : servers;
    return hosts.length > MOST_HOSTS ? [group] : hosts;
  });
  return [...byHost, ...groupBy(notes, ({ hit }) => hit.id).values()];
}

/** The fact first, then whose connections they are. */
function merge(group: readonly Found[], store: ConnectionStore): Finding {
  const [worst] = [...group].sort((one, other) => worstFirst(one.hit, other.hit));
  const { hit, ends } = worst;
  const what =
    group.length === 1
      ? `${hit.what}, ${clientText(ends)} to ${serverText(ends)}`
      : `${hostsOf(group)}: ${hit.title} on ${group.length} connections; the worst (#${store.number(worst.connection)}): ${hit.what}`;
  return {
    id: hit.id,
    severity: hit.severity,
    connections: group.map(({ connection }) => connection),
    packets: group.flatMap((one) => one.hit.packets).slice(0, MOST_PACKETS),
    lostSeconds: group.reduce((sum, one) => sum + one.hit.lostSeconds, 0),
    what,
    why: hit.why,
    ...(hit.also === undefined ? {} : { also: hit.also }),
  };
}

/** The one server, else the one client, they have in common. */
function hostsOf(group: readonly Found[]): string {
  const servers = new Set(group.map((one) => serverText(one.ends)));
  if (servers.size === 1) return [...servers][0];
  const clients = new Set(group.map((one) => one.ends.client));
  return clients.size === 1 ? [...clients][0] : `${servers.size} servers`;
}

/** By time lost; notes come after whatever is a problem or a warning. */
function inOrder(one: Finding, other: Finding): number {
  const notes = Number(one.severity === '.') - Number(other.severity === '.');
  return (
    notes ||
    other.lostSeconds - one.lostSeconds ||
    RANK[other.severity] - RANK[one.severity] ||
    other.connections.length - one.connections.length
  );
}

/** T10 */
function clockFindings({ clockBack, clockGaps, whole }: EvidenceGatherer): Finding[] {
  if (!whole) return [];
  const findings: Finding[] = [];
  const finding = (packets: number[], what: string, why: string): Finding => ({
    id: 'T10',
    severity: '.',
    connections: [],
    packets,
    lostSeconds: 0,
    what,
    why,
  });
  if (clockBack.count > 0) {
    const what = `the capture's clock goes back ${clockBack.count === 1 ? 'once' : `${clockBack.count} times`}, by ${duration(clockBack.total / clockBack.count)} on average`;
    findings.push(
      finding(
        clockBack.packets,
        what,
        'Files were joined, several interfaces or queues were captured, or the clock was set: reorder by time (reordercap) to be sure.',
      ),
    );
  }
  if (clockGaps.count > 0) {
    const what = `nothing was captured for more than an hour (${duration(clockGaps.total)})`;
    findings.push(finding(clockGaps.packets, what, 'The capture was paused, or the clock was set.'));
  }
  return findings;
}

/** P1 */
function depthFindings(passedOver: number): Finding[] {
  if (passedOver === 0) return [];
  const what = `${count(passedOver, 'more connection')} with lesser signs of trouble ${passedOver === 1 ? 'was' : 'were'} not looked at in depth`;
  const why =
    'Of a large capture only the worst connections are read again: cut it by host, port or time to see the others.';
  return [{ id: 'P1', severity: '.', connections: [], packets: [], lostSeconds: 0, what, why }];
}

/** Titles of all rules by id, for lists and help. */
export const TITLES: ReadonlyMap<string, string> = new Map([
  ...CATALOGUE.map(({ id, title }) => [id, title] as const),
  ...Object.entries(ACROSS).map(([id, { title }]) => [id, title] as const),
  ['T10', 'capture clock'],
  ['P1', 'not looked at'],
]);

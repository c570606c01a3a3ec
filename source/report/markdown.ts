/** A report in Markdown to paste in a ticket (`--report FILE.md`): the capture, what is wrong, the connections. */

import { addressText } from '../connection/addresses.ts';
import { directionLabel } from '../connection/labels.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import { duration as durationOf, isComplete, isReset } from '../connection/statistics/identity.ts';
import { statistic } from '../connection/statistics.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { parseExpression } from '../filter/expression.ts';
import { TITLES } from '../findings/diagnose.ts';
import type { Finding } from '../findings/finding.ts';
import { BUDGET_ENTRIES, BUDGET_NAMES } from '../findings/turns.ts';
import { count, duration, percent, size } from '../findings/wording.ts';
import { safeLine } from '../stream/safe-text.ts';
import { NUMERIC_ENDPOINTS } from './endpoints.ts';
import type { FindingsSoFar, ReportWriter, SaveSource, SaveWriter } from './export.ts';
import { readWithFindings, type TimeSpent } from './findings.ts';
import { saveText } from './output-file.ts';
import { refuseOverwriting, writeWhole } from './overwriting.ts';
import { complainOf, exitCodeOfFindings, wrongWith } from './reading.ts';
import { overwritingOf } from './request.ts';
import { listed, listingOf } from './selection.ts';
import { isoTime } from './times.ts';

/** Connections in the table; a ticket is to be read. */
const MOST_CONNECTIONS = 100;
/** Damaged places named. */
const MOST_PROBLEMS = 20;
/** Of so few connections all figures follow. */
const MOST_IN_FULL = 3;

export const markdownReport: ReportWriter = async ({ capture, value, failOn }, output, complain) => {
  const path = value ?? '';
  refuseOverwriting(path, overwritingOf(capture));
  const { reading, findings, timeSpent } = await readWithFindings(capture, 'round trips');
  complainOf(reading, complain);
  const { store } = reading;
  const typed = capture.selection.expression;
  const expression = typed === null ? null : parseExpression(typed);
  const connections = [...listed(listingOf(capture, store, NUMERIC_ENDPOINTS, expression))];
  const text = markdownText(
    { store, names: capture.names, problems: wrongWith(reading), findings: { state: 'done', findings }, timeSpent },
    connections,
  );
  writeWhole(path, text, overwritingOf(capture));
  output.text(`${path}: ${count(findings.length, 'finding')}, ${count(connections.length, 'connection')}\n`);
  return exitCodeOfFindings(reading, findings, failOn);
};

export const saveMarkdown: SaveWriter = async ({ connections, path }, source) => {
  const { findings, files } = source;
  if (findings.state === 'pending')
    throw new Error('problems are still being looked for; write the report when that is done');
  const names = files.map(({ name }) => name);
  await saveText(path, markdownText({ ...source, names, findings }, connections));
  return `${count(connections.length, 'connection')} to ${path}`;
};

interface MarkdownSource extends Pick<SaveSource, 'store' | 'problems' | 'timeSpent'> {
  /** Of the files. */
  names: readonly string[];
  findings: Exclude<FindingsSoFar, { state: 'pending' }>;
}

export function markdownText(source: MarkdownSource, connections: readonly ConnectionRow[]): string {
  const { store, names, problems, timeSpent } = source;
  const sections = [
    `# TCP in ${names.map(code).join(', ')}`,
    summary(store),
    ...damage(store, problems),
    '## Findings',
    findingsText(source, connections),
    ...(connections.length === 0
      ? []
      : ['## Connections', connectionTable(store, connections.slice(0, MOST_CONNECTIONS))]),
    ...(connections.length > MOST_CONNECTIONS
      ? [`${count(connections.length - MOST_CONNECTIONS, 'more connection')} not shown.`]
      : []),
    ...(connections.length <= MOST_IN_FULL
      ? connections.flatMap((connection) => [figures(store, connection), ...whereTimeWent(timeSpent(connection))])
      : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function summary({ totals, count: connections }: ConnectionStore): string {
  const first = totals[Total.firstMicros];
  const elapsed = Math.max(0, totals[Total.lastMicros] - first);
  const packets = `${count(totals[Total.packets], 'packet')}, ${totals[Total.tcpPackets]} of them TCP`;
  const when = first === 0 ? '' : `; from ${isoTime(first)} for ${duration(elapsed)}`;
  return `${packets}, ${count(connections, 'connection')}${when}.`;
}

/** Nothing is said of a capture without a fault. */
function damage({ totals }: ConnectionStore, problems: readonly string[]): string[] {
  const snapped = totals[Total.snapped];
  const cut = snapped === 0 ? [] : [`${count(snapped, 'packet')} cut at the snapshot length`];
  const lines = [...problems.map(cell), ...cut];
  if (lines.length === 0) return [];
  const left = lines.length - MOST_PROBLEMS;
  const more = left > 0 ? [`- and ${left.toLocaleString('en-US')} more`] : [];
  return ['## Damage', [...lines.slice(0, MOST_PROBLEMS).map((line) => `- ${line}`), ...more].join('\n')];
}

/** One sentence: each part that took time, and its share. */
function whereTimeWent(spent: ReturnType<TimeSpent>): string[] {
  if (spent === null) return [];
  const total = BUDGET_ENTRIES.reduce((sum, entry) => sum + spent[entry], 0);
  if (total === 0) return [];
  const parts = BUDGET_ENTRIES.filter((entry) => spent[entry] > 0).map(
    (entry) => `${BUDGET_NAMES[entry]} ${duration(spent[entry])} (${percent(spent[entry] / total)})`,
  );
  return [`Where the time went: ${parts.join(', ')}.`];
}

function findingsText({ store, findings }: MarkdownSource, connections: readonly ConnectionRow[]): string {
  if (findings.state === 'one by one') {
    const verdicts = connections.flatMap((row) => {
      const verdict = findings.verdict(row);
      return verdict === null
        ? []
        : [`- **${verdict.severity}** connection ${store.number(row)}: ${cell(verdict.text)}`];
    });
    return [NOT_ALL_FOUND, ...verdicts].join('\n');
  }
  const shown = new Set(connections);
  const concerned = findings.findings.filter(
    (finding) => finding.connections.length === 0 || finding.connections.some((row) => shown.has(row)),
  );
  if (concerned.length === 0) return nothingFound(store.count);
  return concerned.map((finding) => findingText(finding, store)).join('\n');
}

const NOT_ALL_FOUND =
  'Where only so many connections are kept (--keep-connections), problems are looked for in one connection at a time, when it is shown.';

const nothingFound = (connections: number): string =>
  connections === 0 ? 'There are no TCP connections in this capture.' : 'Nothing wrong in TCP.';

function findingText(
  { id, severity, connections, packets, lostSeconds, what, why }: Finding,
  store: ConnectionStore,
): string {
  const where = connections.slice(0, 10).map((row) => store.number(row));
  const more = connections.length > 10 ? ' …' : '';
  const evidence = [
    ...(where.length === 0 ? [] : [`connection ${where.join(', ')}${more}`]),
    ...(packets.length === 0 ? [] : [`packet ${packets.slice(0, 10).join(', ')}${packets.length > 10 ? ' …' : ''}`]),
  ];
  const lost = lostSeconds >= 0.001 ? ` (${duration(lostSeconds * 1e6)} lost)` : '';
  const shown = evidence.length === 0 ? '' : ` *(${evidence.join('; ')})*`;
  return `- **${severity} ${TITLES.get(id) ?? id}** (${id}): ${cell(what)}${lost}. ${cell(why)}${shown}`;
}

const TABLE_HEAD = [
  '| # | | A | B | seconds | packets | A sent | B sent | rexmits | RTT | ended |',
  '|--:|---|---|---|--:|--:|--:|--:|--:|--:|---|',
];

function connectionTable(store: ConnectionStore, connections: readonly ConnectionRow[]): string {
  const rows = connections.map((connection) => {
    const { identity, core } = store;
    const [a, b] = [2 * connection, 2 * connection + 1];
    const both = (id: string): number[] =>
      ([0, 1] as const).map((side) => Number(statistic(id).value(store, connection, side) ?? 0));
    const [sentA, sentB] = both('data_bytes');
    const [rexmitsA, rexmitsB] = both('retransmitted_packets');
    const rtt = Math.max(...both('rtt_average'));
    const cells = [
      store.number(connection),
      directionLabel(identity.label(connection), 0),
      endpoint(store, connection, 0),
      endpoint(store, connection, 1),
      (durationOf(store, connection) / 1e6).toFixed(3),
      core.packets(a) + core.packets(b),
      size(sentA),
      size(sentB),
      rexmitsA + rexmitsB,
      rtt === 0 ? '' : duration(rtt),
      isReset(store, connection) ? 'reset' : isComplete(store, connection) ? 'closed' : 'open',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [...TABLE_HEAD, ...rows].join('\n');
}

/** The statistics with tcptrace's rows, both directions side by side; the right figures. */
const FIGURES = [
  'packets',
  'data_packets',
  'data_bytes',
  'unique_bytes',
  'retransmitted_packets',
  'retransmitted_bytes',
  'out_of_order_packets',
  'window_probe_packets',
  'zero_windows',
  'smallest_window',
  'largest_window',
  'mss',
  'window_scale',
  'initial_window_bytes',
  'longest_idle',
  'throughput',
  'rtt_samples',
  'rtt_min',
  'rtt_average',
  'rtt_max',
  'handshake_rtt',
  'duplicate_acks',
].map(statistic);

function figures(store: ConnectionStore, connection: ConnectionRow): string {
  const label = store.identity.label(connection);
  const rows = FIGURES.map(({ title, unit, value }) => {
    const values = ([0, 1] as const).map((side) => valueText(value(store, connection, side), unit));
    return `| ${title} | ${values.join(' | ')} |`;
  });
  const head = `| | ${directionLabel(label, 0)} | ${directionLabel(label, 1)} |`;
  return [`### Connection ${store.number(connection)}`, '', head, '|---|--:|--:|', ...rows].join('\n');
}

function valueText(value: ReturnType<(typeof FIGURES)[number]['value']>, unit: string): string {
  if (value === null) return 'unknown';
  if (typeof value !== 'number') return String(value);
  if (unit === 'microseconds') return duration(value);
  return unit === 'bytes per second' ? `${size(value)}/s` : String(Math.round(value * 100) / 100);
}

function endpoint({ identity }: ConnectionStore, connection: ConnectionRow, side: 0 | 1): string {
  const address = addressText(identity, connection, side);
  const host = identity.version(connection) === 6 ? `[${address}]` : address;
  return `${host}:${identity.port(connection, side)}`;
}

/**
 * Text that a table cell or a list item can hold: nothing in it is markup (https://spec.commonmark.org/0.31.2/#backslash-escapes;
 * GitHub's tables, strike-through and formulas too).
 */
const cell = (text: string): string =>
  safeLine(text)
    .replace(/[\\`*_|<>[\]&~$]/g, '\\$&')
    .replace(REFERENCES, '$&<!-- -->');

/**
 * Before what GitHub would make a mention, a reference to an issue or a link of; a comment in between keeps it text:
 * https://docs.github.com/get-started/writing-on-github, https://github.github.com/gfm/#autolinks-extension-
 */
const REFERENCES = /@(?=[\w-])|#(?=\d)|\b(?:GH(?=-\d)|(?:https?|ftp)(?=:\/\/)|www(?=\.))/gi;

const code = (name: string): string => `\`${safeLine(name).replaceAll('`', "'")}\``;

/** docs/statistics.md, made from the table of statistics. */
import type { Statistic } from '../../source/connection/statistic.ts';
import { STATISTICS } from '../../source/connection/statistics.ts';

const STAGES: Record<Statistic['stage'], string> = {
  core: 'Packets and marks',
  traffic: 'Segments, bytes and windows',
  owin: 'Outstanding data',
  rtt: 'Round trips and retransmissions',
  evidence: 'Evidence',
};

function tableOf(statistics: readonly Statistic[]): string {
  const rows = statistics.map(
    ({ id, unit, scope, row, meaning }) =>
      `| \`${id}\` | ${unit} | ${scope} | ${row === null ? '' : `\`${row}\``} | ${meaning.replaceAll('|', '\\|')} |`,
  );
  return ['| id | unit | of each | tcptrace row | meaning |', '|---|---|---|---|---|', ...rows].join('\n');
}

export function statisticsPage(): string {
  const sections = Object.entries(STAGES).flatMap(([stage, title]) => {
    const statistics = STATISTICS.filter((statistic) => statistic.stage === stage);
    return statistics.length === 0 ? [] : [`## ${title}\n\n${tableOf(statistics)}\n`];
  });
  return `# Statistics

Everything the program says of a connection, by the name it has in \`--json\`, in \`--columns\`, in the filter prompt and as a
sort key. Generated from \`source/connection/statistics/\`; \`UPDATE_DOCS=1 npx vitest run test/report/statistics-page.test.ts\`
writes it anew.

A statistic of each direction is under \`a2b\` and \`b2a\` in JSON, and two columns (\`data_bytes_a2b\`, \`data_bytes_b2a\`) in
CSV. "a2b" is what A, the end that sent the first packet seen, sent to B. What is not known is \`null\`, or an empty field. Times
of day are ISO 8601 in UTC with microseconds, durations are microseconds. Statistics that begin with \`tcptrace_\` are the
figures of tcptrace's rows where they differ from the right ones ([tcptrace.md](tcptrace.md) says how); the row names are those
of \`-l\`, \`-r\` and \`-W\`.

${sections.join('\n')}`;
}

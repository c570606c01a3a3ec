/** Which report the options ask for; there can be only one. */

import type { ReportKind } from '../report/request.ts';
import { type Draft, isStandardInput } from './draft.ts';
import { UsageError } from './usage-error.ts';

/** csv before tsv before sv, as tcptrace has it. */
export function separatorOf({ switches: { booleans, variables } }: Draft): string | null {
  if (booleans.get('csv')) return ',';
  if (booleans.get('tsv')) return '\t';
  return variables.get('sv')?.replace(/^\\t/, '\t') ?? null;
}

export function reportOf(draft: Draft): ReportKind {
  const { json, columns, intervalSeconds, findings, packets, markdownFile } = draft;
  const separator = separatorOf(draft);
  const asked: { option: string; report: ReportKind }[] = [];
  if (columns !== null)
    asked.push({ option: '--columns', report: { kind: 'columns', columns, separator: separator ?? ',' } });
  if (intervalSeconds !== null) {
    const format = json ? 'json' : separator === null ? 'text' : { separator };
    asked.push({ option: '--interval', report: { kind: 'interval', seconds: intervalSeconds, format } });
  }
  if (findings) asked.push({ option: '--findings', report: { kind: 'findings', json } });
  if (packets) asked.push({ option: '--packets', report: { kind: 'packets' } });
  if (markdownFile !== null) asked.push({ option: '--report', report: { kind: 'markdown', path: markdownFile } });
  const hasJson = asked.every(({ report }) => report.kind === 'interval' || report.kind === 'findings');
  const options = [...(json && !hasJson ? ['--json'] : []), ...asked.map(({ option }) => option)];
  if (options.length > 1) throw new UsageError(`${options.join(' and ')} ask for different reports: give one of them`);
  if (intervalSeconds !== null || packets) refuseReadingTwice(draft, asked[0].option);
  return asked[0]?.report ?? { kind: json ? 'json' : 'tcptrace' };
}

/** What -c, -f and --filter choose is known only when everything has been read: to tell it as it came is to read it twice. */
function refuseReadingTwice(draft: Draft, report: string): void {
  const { selection, names, follow, keepConnections } = draft;
  const choice = [
    selection.completeOnly && '-c',
    selection.expression !== null && '-f',
    selection.words !== null && '--filter',
  ];
  const chosen = choice.find(Boolean);
  const once = [
    names.some(isStandardInput) && 'standard input',
    follow && '--follow',
    keepConnections !== null && '--keep-connections',
  ].find(Boolean);
  if (!chosen || !once) return;
  throw new UsageError(
    `${report} with ${chosen} reads the captures twice, which ${once} does not allow; choose with --host, --port, --from or --to`,
  );
}

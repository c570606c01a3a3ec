/** Which report the options ask for; there can be only one. */

import { DEFAULT_EXPORT, EXPORTS, type ReportRequest } from '../report/exports.ts';
import { UsageError } from '../report/usage-error.ts';
import { type Draft, isStandardInput } from './draft.ts';

/** csv before tsv before sv, as tcptrace has it. */
export function separatorOf({ switches: { booleans, variables } }: Draft): string | null {
  if (booleans.get('csv')) return ',';
  if (booleans.get('tsv')) return '\t';
  return variables.get('sv')?.replace(/^\\t/, '\t') ?? null;
}

type Report = Pick<ReportRequest, 'report' | 'value' | 'form' | 'fields' | 'failOn'>;

export function reportOf(draft: Draft): Report {
  const { reports } = draft;
  const separator = separatorOf(draft);
  const json = reports.has('json');
  const separated = draft.chosenBy.find((option) => /^--(csv|tsv|sv)$/.test(option));
  if (separated !== undefined && draft.chosenBy.includes('--json'))
    throw new UsageError(`--json and ${separated} ask for different forms: give one of them`);
  const asked = EXPORTS.filter(({ id }) => reports.has(id) && id !== DEFAULT_EXPORT);
  const others = asked.filter(({ id }) => id !== 'json');
  const isForm = others.length > 0 && others.every(({ option }) => option !== null && 'asJson' in option);
  const chosen = isForm ? others : asked;
  if (chosen.length > 1) {
    const options = chosen.map(({ option }) => `--${option?.name}`);
    throw new UsageError(`${options.join(' and ')} ask for different reports: give one of them`);
  }
  const [format] = chosen;
  if (format?.needs === 'packets') refuseReadingTwice(draft, `--${format.option?.name}`);
  const report = format?.id ?? DEFAULT_EXPORT;
  const form = json ? 'json' : separator === null ? 'text' : { separator };
  if (draft.failOn !== null && format?.needs !== 'findings')
    throw new UsageError('--fail-on looks at findings: give it with --findings or --report');
  if (draft.fields !== null && report !== 'json') throw new UsageError('--fields goes with --json');
  return { report, value: reports.get(report) ?? null, form, fields: draft.fields, failOn: draft.failOn };
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

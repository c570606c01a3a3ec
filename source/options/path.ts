/** The words behind `path`: two to eight captures of one path, and what is wanted of them. */
import { parseArgs } from 'node:util';
import type { PathRequest } from '../report/request.ts';
import { UsageError } from '../report/usage-error.ts';
import { host, ports, time } from './values.ts';

const FEWEST_POINTS = 2;
const MOST_POINTS = 8;

export const PATH_HELP = `tcptrace-tui path CAPTURE CAPTURE [CAPTURE …]: captures of one path held against each other

Two to eight captures, files or folders of a ring, taken at points of one path: where was it lost, delayed, changed?
Their order along the path is found. Without an option a summary is printed, the conversations that cost most first.

  --json              one JSON object per connection
  --csv               a line for each connection, leg and direction
  --report FILE.md    a report in Markdown, to paste in a ticket
  --lost FILE.pcapng  the packets that were lost, as the last point saw them that saw them
  --fail-on RULE      exit with 3 where it holds of a leg: 'loss>1%', 'lost>10', 'delay>50ms', 'reordered>0', 'duplicated>0'
  --in-order          the captures are named in the order of the path
  --from TIME, --to TIME, --host A[/len], --port P[-Q]   only these packets, as for other commands
  --help              this page

Exit codes: 0 all was read; 1 some input could not be read; 2 the command line is wrong; 3 --fail-on holds.
`;

const FORM = 'tcptrace-tui path client.pcap [router.pcap …] server.pcap';

/** Throws UsageError. */
export function readPath(words: readonly string[]): PathRequest {
  const { values, positionals } = parse(words);
  if (positionals.length < FEWEST_POINTS || positionals.length > MOST_POINTS)
    throw new UsageError(`path wants ${FEWEST_POINTS} to ${MOST_POINTS} captures: ${FORM}`);
  const wanted = [values.json && '--json', values.csv && '--csv', values.report && '--report'].filter(Boolean);
  if (wanted.length > 1) throw new UsageError(`${wanted.join(' and ')} exclude each other`);
  return {
    kind: 'path',
    points: positionals,
    order: values['in-order'] ? 'as given' : 'to be found',
    output: outputOf(values),
    lostFile: values.lost ?? null,
    failOn: values['fail-on'] === undefined ? null : readRule(values['fail-on']),
    cuts: {
      firstPacket: null,
      lastPacket: null,
      from: values.from === undefined ? null : time('--from', values.from),
      to: values.to === undefined ? null : time('--to', values.to),
      hosts: (values.host ?? []).map((text) => host('--host', text)),
      ports: (values.port ?? []).map((text) => ports('--port', text)),
    },
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        csv: { type: 'boolean' },
        report: { type: 'string' },
        lost: { type: 'string' },
        'fail-on': { type: 'string' },
        'in-order': { type: 'boolean' },
        from: { type: 'string' },
        to: { type: 'string' },
        host: { type: 'string', multiple: true },
        port: { type: 'string', multiple: true },
      },
    });
  } catch (failure) {
    const [said] = (failure as Error).message.split('. ');
    throw new UsageError(`${said} (tcptrace-tui path --help lists the options)`);
  }
}

function outputOf({ json, csv, report }: { json?: boolean; csv?: boolean; report?: string }): PathRequest['output'] {
  if (json) return { kind: 'json' };
  if (csv) return { kind: 'csv' };
  if (report !== undefined) return { kind: 'markdown', file: report };
  return { kind: 'text' };
}

const RULE = /^(loss|lost|delay|reordered|duplicated)\s*>\s*(\d+(?:\.\d+)?)\s*(%|us|ms|s)?$/;
const MICROS: Record<string, number> = { us: 1, ms: 1e3, s: 1e6 };

function readRule(text: string): NonNullable<PathRequest['failOn']> {
  const [, what, number, unit] = RULE.exec(text.trim()) ?? [];
  const fits =
    what === 'loss' ? unit === '%' : what === 'delay' ? unit !== undefined && unit in MICROS : unit === undefined;
  if (what === undefined || !fits)
    throw new UsageError(
      `--fail-on '${text}' is not understood; write 'loss>1%', 'lost>10', 'delay>50ms', 'reordered>0' or 'duplicated>0'`,
    );
  const scale = what === 'loss' ? 0.01 : what === 'delay' ? MICROS[unit] : 1;
  return { what: what as 'loss' | 'lost' | 'delay' | 'reordered' | 'duplicated', above: Number(number) * scale, text };
}

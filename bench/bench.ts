/**
 * Measures this program beside tcptrace, capinfos and tshark, in turn in one run (A B A B), and prints medians and ratios.
 * usage: npm run bench -- [--quick] [--rounds 3] [--captures FOLDER] [--only H,B] [--work brief] [--peers tcptrace] [--growth] [--json FILE]
 *
 * Captures that are absent are made first. `--quick` takes captures of a tenth and one round. `--growth` also reads H and
 * M at 1, 2, 4 and 8 million packets. Peers that are not installed are left out.
 */
import { writeFileSync } from 'node:fs';
import { arch, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { CAPTURES, type CaptureName, WORKS, type Work } from './cases.ts';
import { captureFile } from './files.ts';
import { installed, type Measure, measure, medians } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    captures: { type: 'string', default: 'bench/captures' },
    only: { type: 'string', default: Object.keys(CAPTURES).join() },
    work: { type: 'string', default: WORKS.map(({ name }) => name).join() },
    peers: { type: 'string' },
    growth: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const OURS = [process.execPath, 'dist/cli.js'];
const MILLION = 1_000_000;
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));

interface Result {
  work: string;
  capture: string;
  program: string;
  rounds: readonly Measure[];
  median: Measure;
}

function compare({ name: work, ours, peers }: Work, capture: CaptureName): Result[] {
  const file = captureFile(capture, CAPTURES[capture].traffic, options);
  const commands = [
    { program: 'tcptrace-tui', command: [...OURS, ...ours, file] },
    ...peers
      .filter(({ program, captures }) => captures.includes(capture) && wantsPeer(program) && installed(program))
      .map((peer) => ({ program: peer.program, command: [peer.program, ...peer.arguments, file] })),
  ];
  const measures = commands.map((): Measure[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { program, command }] of commands.entries()) {
      measures[i].push(measure(command));
      report(`${work} ${capture} ${program}`, measures[i][round]);
    }
  }
  return commands.map(({ program }, i) => ({
    work,
    capture,
    program,
    rounds: measures[i],
    median: medians(measures[i]),
  }));
}

const wantsPeer = (program: string): boolean =>
  options.peers === undefined || options.peers.split(',').includes(program);

/** What has been measured so far, for whoever waits. */
function report(what: string, { wallSeconds, cpuSeconds }: Measure): void {
  console.error(`${what}: ${wallSeconds.toFixed(2)} s, CPU ${cpuSeconds.toFixed(2)} s`);
}

/** Time over packets (H) and over connections (M). */
function growth(): Result[] {
  return (['H', 'M'] as const).flatMap((capture) =>
    [1, 2, 4, 8].flatMap((millions) => {
      const traffic = { ...CAPTURES[capture].traffic, packets: millions * MILLION };
      const file = captureFile(`${capture}-${millions}`, traffic, options);
      return WORKS.map(({ name: work, ours }) => {
        const measures = Array.from({ length: rounds }, () => measure([...OURS, ...ours, file]));
        const name = `${capture}, ${options.quick ? millions / 10 : millions} million packets`;
        return { work, capture: name, program: 'tcptrace-tui', rounds: measures, median: medians(measures) };
      });
    }),
  );
}

/** One line a program; a peer's line has how many times as much it takes as we do. */
function table(results: readonly Result[]): string {
  const head =
    '| work | capture | program | wall s | CPU s | peak MB | wall × | CPU × | memory × |\n|---|---|---|--:|--:|--:|--:|--:|--:|';
  const lines = results.map((result) => {
    const { work, capture, program, median } = result;
    const us = results.find(
      (other) => other.program === 'tcptrace-tui' && other.work === work && other.capture === capture,
    )!;
    const times = (of: keyof Measure): string => (us === result ? '' : (median[of] / us.median[of]).toFixed(1));
    const figures = [median.wallSeconds.toFixed(2), median.cpuSeconds.toFixed(2), median.peakMegabytes.toFixed(0)];
    const ratios = [times('wallSeconds'), times('cpuSeconds'), times('peakMegabytes')];
    return `| ${[work, capture, program, ...figures, ...ratios].join(' | ')} |`;
  });
  return [head, ...lines].join('\n');
}

const wanted = options.only.split(',') as CaptureName[];
const works = WORKS.filter(({ name }) => options.work.split(',').includes(name));
const results = [
  ...works.flatMap((work) => wanted.flatMap((capture) => compare(work, capture))),
  ...(options.growth ? growth() : []),
];
const machine = `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GB, ${arch()}, Node ${process.version}`;
console.log(`${machine}; medians of ${rounds}\n\n${table(results)}`);
if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, rounds, results }, null, 2)}\n`);

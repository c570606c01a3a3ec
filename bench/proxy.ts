/**
 * Measures forwarding: bulk throughput and the round trip of 64 bytes, directly and through several proxies, in turn in one
 * run, with the processor time that each proxy took. Prints medians, and the medians of each round's ratio to plain Node
 * pipe(): on a shared machine only what ran side by side can be compared.
 * usage: npm run bench:proxy -- [--quick] [--rounds 5] [--only NAME,NAME] [--folder FOLDER] [--json FILE]
 *        npm run bench:proxy -- --memory 10e9          memory while so many bytes are forwarded and recorded in a ring
 *        npm run bench:proxy -- --screen [--rounds 5]  round trips with the screen open, beside --headless
 *
 * Recordings go to the folder (default: the system's temporary one) and are removed after each run; where a byte was not
 * recorded, the last column says so. Proxies that are not installed are left out.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './measure.ts';
import { play, type Role } from './proxy-ends.ts';
import { memoryOver } from './proxy-memory.ts';
import { waysToCompare } from './proxy-relays.ts';
import { type Load, measureWay, type Run } from './proxy-runs.ts';
import { besideTheScreen } from './proxy-screen.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
    json: { type: 'string' },
    memory: { type: 'string' },
    screen: { type: 'boolean', default: false },
    role: { type: 'string' },
    port: { type: 'string', default: '0' },
    amount: { type: 'string', default: '0' },
  },
});
const BASELINE = 'plain Node pipe()';
const LOAD: Load = options.quick ? { bulkBytes: 400e6, roundTrips: 4000 } : { bulkBytes: 1e9, roundTrips: 10_000 };
const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));

/** Runs of one way, one a round. */
interface Measured {
  name: string;
  runs: Run[];
}

type Figure = Exclude<keyof Run, 'remark'>;

function table(measured: readonly Measured[]): string {
  const base = measured.find(({ name }) => name === BASELINE);
  return [
    '| way | bulk MB/s | to pipe() | its CPU ms/MB | round trip µs | to pipe() | p99 µs | its CPU µs | |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---|',
    ...measured.map(({ name, runs }) => {
      const figure = (field: Figure, digits: number): string => shown(median(runs.map((run) => run[field])), digits);
      const ratio = (field: Figure): string =>
        base === undefined ? '' : shown(median(runs.map((run, round) => run[field] / base.runs[round][field])), 2);
      return [
        `| ${name}`,
        figure('megabytesPerSecond', 0),
        ratio('megabytesPerSecond'),
        figure('processorPerMegabyte', 2),
        figure('roundTrip', 0),
        ratio('roundTrip'),
        figure('roundTripP99', 0),
        figure('processorPerRoundTrip', 0),
        `${runs[0].remark} |`,
      ].join(' | ');
    }),
  ].join('\n');
}

const shown = (value: number, digits: number): string => (Number.isNaN(value) ? '' : value.toFixed(digits));

async function compareWays(): Promise<void> {
  const folder = mkdtempSync(path.join(options.folder, 'bench-proxy-'));
  const wanted = options.only?.split(',');
  const ways = waysToCompare(folder).filter(({ name, available }) => available && (wanted?.includes(name) ?? true));
  const measured = ways.map(({ name }): Measured => ({ name, runs: [] }));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [i, way] of ways.entries()) {
        process.stderr.write(`round ${round + 1} of ${rounds}: ${way.name}\n`);
        measured[i].runs.push(await measureWay(way, LOAD));
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log(table(measured));
  if (options.json !== undefined) {
    const facts = { node: process.version, cpu: cpus()[0].model, cpus: cpus().length, ...LOAD };
    writeFileSync(options.json, `${JSON.stringify({ ...facts, measured }, null, 2)}\n`);
  }
}

if (options.role !== undefined) play(options.role as Role, Number(options.port), Number(options.amount));
else if (options.memory !== undefined) console.log(await memoryOver(Number(options.memory), options.folder));
else if (options.screen) console.log(await besideTheScreen(rounds, LOAD.roundTrips, options.folder));
else await compareWays();

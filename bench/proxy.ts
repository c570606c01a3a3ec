/**
 * Measures forwarding: bulk throughput and the round trip of 64 bytes, directly and through several proxies, in turn in one
 * run, and prints medians and their ratios to plain Node pipe().
 * usage: npm run bench:proxy -- [--quick] [--rounds 3] [--only NAME,NAME] [--folder FOLDER] [--json FILE]
 *
 * Recordings go to the folder (default: the system's temporary one) and are removed after each run. Proxies that are not
 * installed are left out.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { median } from './measure.ts';
import { type BulkResult, play, type Role, type RoundTripResult } from './proxy-ends.ts';
import { type Way, waysToCompare } from './proxy-relays.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
    json: { type: 'string' },
    role: { type: 'string' },
    port: { type: 'string', default: '0' },
    amount: { type: 'string', default: '0' },
  },
});
const BASELINE = 'plain Node pipe()';
const BULK_BYTES = options.quick ? 500e6 : 4e9;
const ROUND_TRIPS = options.quick ? 5000 : 30_000;
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));

interface Result {
  name: string;
  megabytesPerSecond: number;
  /** µs. */
  roundTrip: number;
  roundTripP99: number;
  remark: string;
}

const roleArguments = (role: Role, port: number, amount: number): string[] => [
  process.argv[1],
  ...['--role', role, '--port', String(port), '--amount', String(amount)],
];

async function runClient<T>(role: Role, port: number, amount: number): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, roleArguments(role, port, amount));
  return JSON.parse(stdout);
}

/** Resolves to the server's port. */
async function startServer(role: Role): Promise<{ port: number; stop: () => void }> {
  const child = spawn(process.execPath, roleArguments(role, 0, 0), { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
  return { port, stop: () => child.kill() };
}

/** One way with servers of its own: bulk first, then round trips; each after a small run that warms it up. */
async function measureWay(way: Way): Promise<Result> {
  const sink = await startServer('sink');
  const bulkWay = await way.start(sink.port);
  await runClient<BulkResult>('bulk', bulkWay.port, BULK_BYTES / 4);
  const { megabytesPerSecond } = await runClient<BulkResult>('bulk', bulkWay.port, BULK_BYTES);
  const remark = await bulkWay.stop();
  sink.stop();

  const echo = await startServer('echo');
  const echoWay = await way.start(echo.port);
  await runClient<RoundTripResult>('round-trips', echoWay.port, ROUND_TRIPS / 4);
  const { median: roundTrip, p99 } = await runClient<RoundTripResult>('round-trips', echoWay.port, ROUND_TRIPS);
  await echoWay.stop();
  echo.stop();
  return { name: way.name, megabytesPerSecond, roundTrip, roundTripP99: p99, remark };
}

function medianOf(results: readonly Result[]): Result {
  return {
    ...results[0],
    megabytesPerSecond: median(results.map(({ megabytesPerSecond }) => megabytesPerSecond)),
    roundTrip: median(results.map(({ roundTrip }) => roundTrip)),
    roundTripP99: median(results.map(({ roundTripP99 }) => roundTripP99)),
  };
}

function table(results: readonly Result[]): string {
  const base = results.find(({ name }) => name === BASELINE);
  const ratio = (value: number, of: number | undefined): string => (of === undefined ? '' : (value / of).toFixed(2));
  return [
    '| way | bulk MB/s | to pipe() | round trip µs | to pipe() | p99 µs | |',
    '|---|---:|---:|---:|---:|---:|---|',
    ...results.map(({ name, megabytesPerSecond, roundTrip, roundTripP99, remark }) =>
      [
        `| ${name}`,
        megabytesPerSecond.toFixed(0),
        ratio(megabytesPerSecond, base?.megabytesPerSecond),
        roundTrip.toFixed(0),
        ratio(roundTrip, base?.roundTrip),
        roundTripP99.toFixed(0),
        `${remark} |`,
      ].join(' | '),
    ),
  ].join('\n');
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(options.folder, 'bench-proxy-'));
  const wanted = options.only?.split(',');
  const ways = waysToCompare(folder).filter(({ name, available }) => available && (wanted?.includes(name) ?? true));
  const results = ways.map((): Result[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, way] of ways.entries()) results[i].push(await measureWay(way));
  }
  rmSync(folder, { recursive: true });
  const medians = results.map(medianOf);
  console.log(table(medians));
  if (options.json !== undefined) {
    const facts = { node: process.version, cpu: cpus()[0].model, cpus: cpus().length, BULK_BYTES, ROUND_TRIPS };
    writeFileSync(options.json, `${JSON.stringify({ ...facts, medians, rounds: results }, null, 2)}\n`);
  }
}

if (options.role === undefined) await main();
else play(options.role as Role, Number(options.port), Number(options.amount));

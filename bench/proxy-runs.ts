/** One way from a client to a server, measured with ends in processes of their own. */
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { processorSeconds } from './processor-time.ts';
import type { BulkResult, Role, RoundTripResult } from './proxy-ends.ts';
import type { Way } from './proxy-relays.ts';

/** What is sent through a way that is to be measured; a quarter of it goes before, to warm the way up. */
export interface Load {
  bulkBytes: number;
  roundTrips: number;
}

export interface Run {
  megabytesPerSecond: number;
  /** Of the way's own program, all its threads: ms for each MB; NaN when there is no program between the ends. */
  processorPerMegabyte: number;
  /** µs. */
  roundTrip: number;
  roundTripP99: number;
  /** µs for each round trip, as above. */
  processorPerRoundTrip: number;
  /** What there is to say about the bulk run. */
  remark: string;
}

const roleArguments = (role: Role, port: number, amount: number): string[] => [
  process.argv[1],
  ...['--role', role, '--port', String(port), '--amount', String(amount)],
];

export async function runClient<T extends BulkResult | RoundTripResult>(
  role: Role,
  port: number,
  amount: number,
): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, roleArguments(role, port, amount));
  if (stdout === '') throw new Error(`the connection through port ${port} ended before its answer came`);
  return JSON.parse(stdout);
}

/** Calls `use` with the port of a server that plays the role, and stops it then. */
export async function withServer<T>(role: Role, use: (port: number) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, roleArguments(role, 0, 0), { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    return await use(Number(await new Promise((resolve) => child.stdout.once('data', resolve))));
  } finally {
    child.kill();
  }
}

/** Bulk first, then round trips. */
export async function measureWay(way: Way, { bulkBytes, roundTrips }: Load): Promise<Run> {
  const bulk = await through(way, 'sink', async (port, processor) => {
    await runClient('bulk', port, bulkBytes / 4);
    const before = processor();
    const { megabytesPerSecond } = await runClient<BulkResult>('bulk', port, bulkBytes);
    return { megabytesPerSecond, processorPerMegabyte: (processor() - before) / (bulkBytes / 1e9) };
  });
  const asked = await through(way, 'echo', async (port, processor) => {
    await runClient('round-trips', port, roundTrips / 4);
    const before = processor();
    const { median, p99 } = await runClient<RoundTripResult>('round-trips', port, roundTrips);
    return {
      roundTrip: median,
      roundTripP99: p99,
      processorPerRoundTrip: ((processor() - before) / roundTrips) * 1e6,
    };
  });
  return { ...bulk.result, ...asked.result, remark: bulk.remark };
}

async function through<T>(
  way: Way,
  role: Role,
  use: (port: number, processor: () => number) => Promise<T>,
): Promise<{ result: T; remark: string }> {
  return withServer(role, async (target) => {
    const running = await way.start(target);
    const processor = (): number => (running.pid === null ? Number.NaN : processorSeconds(running.pid));
    const result = await use(running.port, processor).catch(async (problem: unknown) => {
      await running.stop();
      throw problem;
    });
    return { result, remark: await running.stop() };
  });
}

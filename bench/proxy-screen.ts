/** What an open screen costs those whose traffic it shows: round trips beside those through a proxy without a screen. */
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { start } from '../test/support/terminal.ts';
import { median } from './measure.ts';
import type { RoundTripResult } from './proxy-ends.ts';
import { freePort, type Running, startOn } from './proxy-relays.ts';
import { runClient, withServer } from './proxy-runs.ts';

/** Medians over the rounds, as a table; the last line is the median of each round's difference. */
export async function besideTheScreen(rounds: number, roundTrips: number, parent: string): Promise<string> {
  const folder = mkdtempSync(path.join(parent, 'bench-proxy-'));
  const without: RoundTripResult[] = [];
  const withScreen: RoundTripResult[] = [];
  try {
    await withServer('echo', async (target) => {
      for (let round = 0; round < rounds; round++) {
        without.push(await roundTripsThrough(await startHeadless(target, folder), roundTrips));
        withScreen.push(await roundTripsThrough(await startScreen(target, folder), roundTrips));
      }
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
  const row = (name: string, results: readonly RoundTripResult[]): string =>
    `| ${name} | ${median(results.map((one) => one.median)).toFixed(0)} | ${median(results.map((one) => one.p99)).toFixed(0)} |`;
  const added = withScreen.map((one, round) => ({
    median: one.median - without[round].median,
    p99: one.p99 - without[round].p99,
  }));
  return [
    '| tcptrace-tui | round trip µs | p99 µs |',
    '|---|---:|---:|',
    row('--headless', without),
    row('screen open', withScreen),
    row('added by the screen', added),
  ].join('\n');
}

async function roundTripsThrough(running: Running, count: number): Promise<RoundTripResult> {
  try {
    // A screen that was just opened is compiled for some seconds; whoever watches, watches for longer.
    await runClient('round-trips', running.port, 2 * count);
    return await runClient<RoundTripResult>('round-trips', running.port, 2 * count);
  } finally {
    await running.stop();
  }
}

const proxyWords = (port: number, target: number, folder: string): string[] => [
  ...['proxy', String(port), `127.0.0.1:${target}`],
  ...['--save', path.join(folder, 'ring.pcapng'), '--save-limit', '200M'],
];

function startHeadless(target: number, folder: string): Promise<Running> {
  return startOn((port) => [process.execPath, 'dist/cli.js', ...proxyWords(port, target, folder), '--headless']);
}

async function startScreen(target: number, folder: string): Promise<Running> {
  const port = await freePort();
  const program = start({ args: proxyWords(port, target, folder) });
  await program.waitFor('waiting for a connection');
  return {
    port,
    pid: program.pid,
    stop: async () => {
      await program.close();
      return '';
    },
  };
}

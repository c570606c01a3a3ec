/** Whether the proxy's memory stays as it is while much is forwarded. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { median } from './measure.ts';
import { startOn } from './proxy-relays.ts';
import { runClient, withServer } from './proxy-runs.ts';

const RING = '100M';

/** Forwards that many bytes, recorded in a ring; a line about the resident memory, looked at once a second. */
export async function memoryOver(bytes: number, parent: string): Promise<string> {
  const folder = mkdtempSync(path.join(parent, 'bench-proxy-'));
  try {
    return await withServer('sink', async (target) => {
      const running = await startOn((port) => [
        ...[process.execPath, 'dist/cli.js', 'proxy', '--headless', String(port), `127.0.0.1:${target}`],
        ...['--save', path.join(folder, 'ring.pcapng'), '--save-limit', RING],
      ]);
      const seen: number[] = [];
      const look = setInterval(() => seen.push(residentMegabytes(running.pid as number)), 1000);
      try {
        await runClient('bulk', running.port, bytes);
      } finally {
        clearInterval(look);
        await running.stop();
      }
      const figures = { first: seen[0], median: median(seen), last: seen.at(-1) as number, peak: Math.max(...seen) };
      const words = Object.entries(figures).map(([name, megabytes]) => `${name} ${megabytes.toFixed(0)} MB`);
      return `resident while ${bytes / 1e9} GB passed, in ${seen.length} s: ${words.join(', ')}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

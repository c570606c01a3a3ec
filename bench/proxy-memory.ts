/** Whether the proxy's memory stays as it is while much is forwarded. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startOurs } from './proxy-relays.ts';
import { runClient, withServer } from './proxy-runs.ts';

/** Forwards that many bytes, recorded in a ring; a line about the resident memory, looked at once a second. */
export async function memoryOver(bytes: number, parent: string): Promise<string> {
  const folder = mkdtempSync(path.join(parent, 'bench-proxy-'));
  try {
    return await withServer('sink', async (target) => {
      const running = await startOurs(target, folder, []);
      const seen: number[] = [];
      const look = setInterval(() => seen.push(residentMegabytes(running.pid as number)), 1000);
      let remark: string;
      try {
        await runClient('bulk', running.port, bytes);
      } finally {
        clearInterval(look);
        remark = await running.stop();
      }
      const later = seen.slice(seen.length >> 2);
      const figures = {
        'after a second': seen[0],
        'least of the last three quarters': Math.min(...later),
        'most of them': Math.max(...later),
        'at the end': seen.at(-1) as number,
      };
      const words = Object.entries(figures).map(([name, megabytes]) => `${name} ${megabytes.toFixed(0)} MB`);
      return `resident while ${bytes / 1e9} GB passed, in ${seen.length} s: ${words.join(', ')}${remark && `; ${remark}`}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

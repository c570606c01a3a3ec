/** Runs a program to its end and measures it: wall time by our own clock, processor time and peak memory by GNU time(1). */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface Measure {
  wallSeconds: number;
  /** User and system time of all its threads. */
  cpuSeconds: number;
  /** Largest resident set. */
  peakMegabytes: number;
}

const TIME = '/usr/bin/time';

export const installed = (program: string): boolean => spawnSync('which', [program]).status === 0;

export function measure(command: readonly string[]): Measure {
  const nowhere = openSync('/dev/null', 'r+');
  const begin = performance.now();
  const { status, error, stderr } = spawnSync(TIME, ['-f', '%U %S %M', ...command], {
    stdio: [nowhere, nowhere, 'pipe'],
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TZ: 'UTC' },
  });
  const wallSeconds = (performance.now() - begin) / 1000;
  closeSync(nowhere);
  if (error) throw new Error(`${TIME} does not start (package "time"): ${error.message}`);
  if (status !== 0) throw new Error(`${command.join(' ')} failed: ${stderr}`);
  const [user, system, kilobytes] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  return { wallSeconds, cpuSeconds: user + system, peakMegabytes: kilobytes / 1024 };
}

export function medians(measures: readonly Measure[]): Measure {
  return {
    wallSeconds: median(measures.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: median(measures.map(({ cpuSeconds }) => cpuSeconds)),
    peakMegabytes: median(measures.map(({ peakMegabytes }) => peakMegabytes)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value that this share (0 … 1) of them does not exceed; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

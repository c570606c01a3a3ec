/** What proc(5) tells of a running process; NaN where there is no /proc. */
import { readFileSync } from 'node:fs';

/** USER_HZ, proc(5): the unit of times there. */
const TICK_SECONDS = 0.01;

/** User and system time of the process and its threads so far. */
export function cpuSeconds(pid: number): number {
  const [, rest] = read(`/proc/${pid}/stat`).split(') ');
  const fields = rest?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_SECONDS;
}

/** Largest resident set so far. */
export function peakMegabytes(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? Number.NaN) / 1024;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Processor time of a program that is still running. */
import { readdirSync, readFileSync } from 'node:fs';

const LINUX_TICK_SECONDS = 0.01;

/** User and system time so far of the process, its threads and its children, in seconds, from proc(5); NaN elsewhere. */
export function processorSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number);
    const own = (user + system + childrenUser + childrenSystem) * LINUX_TICK_SECONDS;
    return childrenOf(pid).reduce((sum, child) => sum + processorSeconds(child), own);
  } catch {
    return Number.NaN;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
}

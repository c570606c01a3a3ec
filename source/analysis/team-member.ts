/** A thread of the team: accounts for the connections of its share. */
import { workerData } from 'node:worker_threads';
import { startKernel } from '../connection/kernel.ts';
import { batchAt } from '../connection/memory.ts';
import { followTeam, type TeamTask } from './team.ts';

export function runTeamMember(): void {
  const task = workerData as TeamTask;
  const { rules, share } = task;
  const { memory } = task.store;
  const kernel = startKernel(memory, 1 + share.mine, rules, share, { ignored: null, takeRow: null });
  followTeam(task, (batch, count) => kernel.traffic(batchAt(memory.layout, batch), 0, count));
}

/** A thread of the team: accounts for the connections of its share. */
import { workerData } from 'node:worker_threads';
import { trafficStage } from '../connection/analyser.ts';
import { SegmentOutcome } from '../connection/outcome.ts';
import { Fetcher, STRETCH } from '../connection/stages/fetch.ts';
import { ConnectionStore } from '../connection/store.ts';
import { followTeam, type TeamTask } from './team.ts';

export function runTeamMember(): void {
  const task = workerData as TeamTask;
  const { share } = task;
  const store = new ConnectionStore(task.store);
  const traffic = trafficStage(store, new SegmentOutcome(), task.duplicates, share);
  const fetcher = new Fetcher(store);
  followTeam(task, (micros, segments, columns, count) => {
    const ahead = fetcher.pays();
    for (let from = 0; from < count; from += STRETCH) {
      const to = Math.min(from + STRETCH, count);
      if (ahead) {
        fetcher.rows(columns, from, to, share);
        fetcher.lists(traffic.segmentStore, columns, from, to, share);
      }
      traffic.run(micros, segments, columns, from, to);
    }
  });
}

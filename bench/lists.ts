/** Sorting and filtering without a terminal: a session of this process, its workers run the built program. */
import { pathToFileURL } from 'node:url';
import { parseCommandLine } from '../source/options/command-line.ts';
import { processEnvironment } from '../source/options/environment.ts';
import type { ListQuery } from '../source/session/connection-list.ts';
import { openFileSession } from '../source/session/open.ts';
import type { Session } from '../source/session/session.ts';
import { percentile } from './measure.ts';

/** A filter as it grows under one's fingers. */
const TYPED = ['4', '44', '443', 'port:443', 'host:10.0.0.7', 'state:rst', 'rtx:>3', 'not:ok rtx:>0'];
/** The least of so many is taken: others may use the machine. */
const ROUNDS = 2;

export async function measureLists(file: string): Promise<Record<string, number>> {
  const request = parseCommandLine([file], { ...processEnvironment(), stdoutIsTTY: true });
  if (request.kind !== 'screen') throw new Error(`${file} does not ask for a screen`);
  const session = await openFileSession(request.capture, pathToFileURL('dist/cli.js'));
  const loaded = () => session.progress.state === 'done' && session.diagnosed?.state === 'done';
  await until(session, loaded);
  const sorts: { id: string; time: number }[] = [];
  for (const { id } of session.columns) {
    for (const descending of [false, true]) {
      sorts.push({ id, time: await best(session, { filter: '', sort: { column: id, descending } }) });
    }
  }
  const filters: number[] = [];
  for (const filter of TYPED) filters.push(await best(session, { filter, sort: null }));
  await session.close();
  const times = sorts.map(({ time }) => time);
  const slowest = sorts.toSorted((one, other) => other.time - one.time).slice(0, 5);
  console.error(`slowest to sort by: ${slowest.map(({ id, time }) => `${id} ${time.toFixed(0)} ms`).join(', ')}`);
  return {
    'columns sorted by, both ways': sorts.length,
    'sort p50, ms': percentile(times, 0.5),
    'sort worst, ms': Math.max(...times),
    'filter p50, ms': percentile(filters, 0.5),
    'filter worst, ms': Math.max(...filters),
  };
}

/** Milliseconds until the list is what was asked for. Between two rounds another order is asked for: none is kept ready. */
async function best(session: Session, query: ListQuery): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    session.list.ask({ filter: '', sort: { column: 'number', descending: round % 2 === 0 } });
    await until(session, () => session.list.state === 'ready');
    const begin = performance.now();
    session.list.ask(query);
    await until(session, () => session.list.state === 'ready');
    least = Math.min(least, performance.now() - begin);
  }
  return least;
}

/** As the session's own, but without waiting for the frame at which the screens are told. */
/** As that of the sessions, but it looks before the frame at which screens are told: the list's own time. */
function until(session: Session, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const stop = session.subscribe(look);
    setImmediate(look);
  });
}

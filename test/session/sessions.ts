/** Sessions over captures built in the test. They run the built program in their worker, as the screens' do. */
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { parseCommandLine } from '../../source/options/command-line.ts';
import type { CaptureRequest } from '../../source/report/request.ts';
import { openFileSession } from '../../source/session/open.ts';
import type { Session } from '../../source/session/session.ts';
import { until } from '../../source/session/until.ts';
import { PROGRAM } from '../support/program.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';

/** What the command line with these arguments asks a screen to show. */
export function requestOf(...args: string[]): CaptureRequest {
  const request = parseCommandLine(args, {
    home: null,
    tcptraceOptions: null,
    stdin: 'terminal',
    stdoutIsTTY: true,
    readFile: () => '',
  });
  if (request.kind !== 'screen') throw new Error(`${args.join(' ')} asks for a ${request.kind}`);
  return request.capture;
}

/** Opens the arguments' capture; closed with the test. */
export async function openSession(...args: string[]): Promise<Session> {
  const session = await openFileSession(requestOf(...args), pathToFileURL(PROGRAM));
  onTestFinished(() => session.close());
  return session;
}

/** A session over the scenario, read to its end. */
export async function sessionOf(text: string, ...options: string[]): Promise<Session> {
  const session = await openSession(...options, writeTemporary(scenario(text)));
  await until(session, () => session.progress.state === 'done');
  return session;
}

/** The numbers (from 1) of the connections listed, in order. */
export const listed = ({ list }: Session): number[] => Array.from({ length: list.count }, (_, row) => list.at(row) + 1);

/** Asks the list and waits for its answer. */
export async function ask(session: Session, filter: string, column: string | null = null, descending = false) {
  session.list.ask({ filter, sort: column === null ? null : { column, descending } });
  await until(session, () => session.list.state === 'ready');
  return listed(session);
}

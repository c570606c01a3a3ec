/** A thread that dies of an error of its own: the screen is told, and all else goes on. */
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { parseProxyArguments } from '../../source/proxy/arguments.ts';
import { openProxySession } from '../../source/proxy-view/open.ts';
import { openFileSession } from '../../source/session/open.ts';
import { until } from '../../source/session/until.ts';
import { PROGRAM } from '../support/program.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';
import { requestOf } from './sessions.ts';

const TRAFFIC = `
a 10.0.0.1:1000
b 10.0.0.2:80
0      a > b S
0.020  b > a S. ack 1
0.021  a > b . ack 1
0.022  a > b P. "GET / HTTP/1.1\\r\\n\\r\\n" ack 1
`;

/** The program, but threads of this role die at once, or when they want to say something of that kind. */
const dyingAs = (role: string, kind: string | null): URL =>
  pathToFileURL(
    writeTemporary(
      `
        import { parentPort, workerData } from 'node:worker_threads';
        const kind = ${JSON.stringify(kind)};
        if (workerData.role === ${JSON.stringify(role)}) {
          if (kind === null) throw new Error('out of luck');
          const say = parentPort.postMessage.bind(parentPort);
          parentPort.postMessage = (message, handOver) => {
            if (message.kind === kind) throw new Error('out of luck');
            say(message, handOver);
          };
        }
        await import('${pathToFileURL(PROGRAM)}');
      `,
      'program.mjs',
    ),
  );

const open = async (program: URL) => {
  const session = await openFileSession(requestOf(writeTemporary(scenario(TRAFFIC))), program);
  onTestFinished(() => session.close());
  return session;
};

test('one that looks for problems', async () => {
  const session = await open(dyingAs('diagnosis', null));
  await until(session, () => session.diagnosed?.state === 'failed');
  expect(session.summary.problems).toEqual([
    'the search for problems ended by an error of its own: out of luck; all else goes on',
  ]);
  await until(session, () => session.conversation(asRow(0)).complete);
  expect(session.conversation(asRow(0)).messages).toHaveLength(1);
});

test('one that reads: what is loaded stays, and what would have been read back is missing', async () => {
  const session = await open(dyingAs('analysis', 'records'));
  await until(session, () => session.progress.state === 'done');
  session.conversation(asRow(0));
  await until(session, () => session.summary.problems.length > 0);
  expect(session.summary.problems).toEqual([
    'the thread that reads the capture ended by an error of its own: out of luck; what is loaded stays',
  ]);
  expect(session.progress.state).toBe('done');
  expect(session.list.count).toBe(1);
  await until(session, () => session.conversation(asRow(0)).complete);
});

test('a relay, before it listens', async () => {
  const request = parseProxyArguments(['127.0.0.1:0', '127.0.0.1:9']);
  if (request.kind !== 'proxy') throw new Error('no proxy');
  await expect(openProxySession(request, dyingAs('relay', null))).rejects.toThrow(
    'the relay ended by an error of its own: out of luck; nothing is forwarded any more, what was recorded stays',
  );
});

/** A relayed connection may be silent for as long as it likes and stays one connection. */

import { expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { ConnectionRecord } from '../../source/proxy/connection-record.ts';
import { RelayCounters } from '../../source/proxy/counters.ts';
import { DiskQueue } from '../../source/proxy/disk-queue.ts';
import { Recorder } from '../../source/proxy/recorder.ts';
import { RecordingFiles } from '../../source/proxy/recording-files.ts';
import { until } from '../../source/session/until.ts';
import { openSession } from '../session/sessions.ts';
import { run } from '../support/program.ts';
import { temporaryFolder } from './harness.ts';

const FIVE_MINUTES = 300e6;

/** A question and its answer, five minutes apart, as the proxy would have recorded them. */
async function recordSilence(): Promise<string> {
  const path = `${temporaryFolder()}/silence.pcapng`;
  const files = new RecordingFiles({ kind: 'file', path, force: false });
  const nobody = { written() {}, failed() {}, opened() {}, behind() {}, caughtUp() {} };
  const recorder = new Recorder(new DiskQueue(files, nobody), files.segmentLimit, null, new RelayCounters());
  const connection = new ConnectionRecord(recorder, recorder.addInterface('127.0.0.1:8080', ''), () => {});
  const asked = 1.8e15;
  const answered = asked + FIVE_MINUTES;
  connection.attempt({ address: '10.0.0.1', port: 1000 }, { address: '10.0.0.2', port: 80 }, asked, null);
  connection.established(asked);
  connection.data(0, Buffer.from('how long'), asked, null, null);
  connection.taken(0, 8, asked);
  connection.data(1, Buffer.from('so long'), answered, null, null);
  connection.taken(1, 7, answered);
  for (const side of [0, 1] as const) {
    connection.finished(side, answered);
    connection.finishTaken(side, answered);
  }
  connection.close();
  await recorder.close();
  return path;
}

test('on the screen, where only a SYN starts a connection of a recording', async () => {
  const session = await openSession(await recordSilence());
  await until(session, () => session.progress.state === 'done');
  expect(session.store.count).toBe(1);
  const conversation = session.conversation(asRow(0));
  await until(session, () => conversation.messages.length === 2);
  expect(conversation.messages.map(({ words }) => words)).toEqual(['how long', 'so long']);
  expect(conversation.messages[1].micros - conversation.messages[0].micros).toBe(FIVE_MINUTES);
});

test('in reports as tcptrace would: two, unless its interval is made longer', async () => {
  const recording = await recordSilence();
  const traced = async (...options: string[]) => {
    const { stdout } = await run(['--plain', '-n', ...options, recording]);
    return stdout.split('\n').filter((line) => line.includes('10.0.0.1:1000')).length;
  };
  expect(await traced()).toBe(2);
  expect(await traced('--endpoint_reuse_interval=600')).toBe(1);
});

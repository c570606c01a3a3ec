import { writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RelayCounters } from '../../source/proxy/counters.ts';
import { DiskQueue } from '../../source/proxy/disk-queue.ts';
import { FrameHeaders } from '../../source/proxy/frames.ts';
import { Recorder } from '../../source/proxy/recorder.ts';
import { RecordingFiles } from '../../source/proxy/recording-files.ts';
import { readWhole } from '../capture/build.ts';
import { temporaryFolder } from './harness.ts';

const MIB = 2 ** 20;

const end = (last: number) => ({ address: Uint8Array.of(127, 0, 0, last), port: 1 });
const headers = new FrameHeaders(0, end(1), end(2));

/** A recorder on a disk that takes nothing before it is told to go on; `written` are the bytes it has taken. */
function stalledRecorder(files: RecordingFiles) {
  const waiting: (() => void)[] = [];
  let isStalled = true;
  const written: Buffer[] = [];
  const queue = new DiskQueue(
    files,
    { written: () => {}, failed: () => {}, behind: () => {}, caughtUp: () => {}, opened: () => {} },
    {
      buffers: 20,
      write: (_descriptor, buffers, _position, done) => {
        const bytes = Buffer.concat(buffers);
        const go = () => {
          written.push(bytes);
          done(null, bytes.length);
        };
        if (isStalled) waiting.push(go);
        else setImmediate(go);
      },
    },
  );
  const recorder = new Recorder(queue, files.segmentLimit, null, new RelayCounters());
  const goOn = () => {
    isStalled = false;
    for (const go of waiting.splice(0)) go();
  };
  return { recorder, written, goOn };
}

const record = (recorder: Recorder, listener: number): void =>
  recorder.packet(listener, headers, 0, 0, 16, null, 0, 0, 1e15, null);

test('a ring on a disk that has stalled takes no more memory than any recording', async () => {
  const files = new RecordingFiles({ kind: 'ring', path: `${temporaryFolder()}/ring.pcapng`, limit: 1e6 });
  const { recorder, written, goOn } = stalledRecorder(files);
  recorder.addInterface('one', 'listener');
  for (let packet = 0; packet < 400_000; packet++) record(recorder, 0);
  goOn();
  await recorder.close();
  const bytes = Buffer.concat(written).length;
  expect(bytes).toBeGreaterThan(MIB);
  expect(bytes).toBeLessThanOrEqual(20 * MIB);
});

test('a listener added while nothing more fits is described before its first packet', async () => {
  const { recorder, written, goOn } = stalledRecorder(
    new RecordingFiles({ kind: 'file', path: `${temporaryFolder()}/file.pcapng`, force: false }),
  );
  recorder.addInterface('one', 'listener');
  for (let packet = 0; packet < 400_000; packet++) record(recorder, 0);
  const late = recorder.addInterface('two', 'listener');
  record(recorder, late);
  goOn();
  await turn();
  for (let packet = 0; packet < 3; packet++) record(recorder, late);
  await recorder.close();
  const path = `${temporaryFolder()}/written.pcapng`;
  writeFileSync(path, Buffer.concat(written));
  const { packets, capture } = await readWhole([{ kind: 'file', path }]);
  expect(capture.damage).toEqual([]);
  expect(capture.interfaces.map(({ name, dropped }) => [name, dropped])).toMatchObject([
    ['one', expect.any(Number)],
    ['two', 1],
  ]);
  expect(packets.filter(({ interface: listener }) => listener === late)).toHaveLength(3);
});

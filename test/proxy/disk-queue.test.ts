import { expect, test } from 'vitest';
import { RelayCounters } from '../../source/proxy/counters.ts';
import { DiskQueue } from '../../source/proxy/disk-queue.ts';
import { FrameHeaders } from '../../source/proxy/frames.ts';
import { Recorder } from '../../source/proxy/recorder.ts';
import { RecordingFiles } from '../../source/proxy/recording-files.ts';
import { temporaryFolder } from './harness.ts';

const MIB = 2 ** 20;

test('a ring on a disk that has stalled takes no more memory than any recording', async () => {
  const files = new RecordingFiles({ kind: 'ring', path: `${temporaryFolder()}/ring.pcapng`, limit: 1e6 });
  const counters = new RelayCounters();
  const waiting: (() => void)[] = [];
  let isStalled = true;
  let written = 0;
  const queue = new DiskQueue(
    files,
    { written: () => {}, failed: () => {}, behind: () => {}, caughtUp: () => {}, opened: () => {} },
    {
      buffers: 20,
      write: (_descriptor, buffers, _position, done) => {
        const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
        const go = () => {
          written += bytes;
          done(null, bytes);
        };
        if (isStalled) waiting.push(go);
        else setImmediate(go);
      },
    },
  );
  const recorder = new Recorder(queue, files.segmentLimit, null, counters);
  recorder.addInterface('one', 'listener');
  const end = (last: number) => ({ address: Uint8Array.of(127, 0, 0, last), port: 1 });
  const headers = new FrameHeaders(0, end(1), end(2));
  for (let packet = 0; packet < 400_000; packet++) recorder.packet(0, headers, 0, 0, 16, null, 0, 0, 1e15, null);
  isStalled = false;
  for (const go of waiting) go();
  await recorder.close();
  expect(written).toBeGreaterThan(MIB);
  expect(written).toBeLessThanOrEqual(20 * MIB);
});

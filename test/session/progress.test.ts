import { expect, test } from 'vitest';
import type { CaptureFacts } from '../../source/analysis/protocol.ts';
import { ProgressMeter } from '../../source/session/progress.ts';

const facts = (bytesRead: number, bytesTotal: number | null): CaptureFacts => ({
  state: 'reading',
  files: [
    {
      name: 'a',
      format: 'pcap',
      bytesRead,
      bytesTotal,
      comments: [],
      names: [],
      hardware: null,
      system: null,
      application: null,
    },
  ],
  interfaces: [],
  damage: [],
  notOpened: [],
  forgotten: false,
});

test('the rate is that of the last second, the rest counts files not opened yet', () => {
  const meter = new ProgressMeter();
  meter.progress(facts(0, 1000), 500, 0);
  meter.progress(facts(900, 1000), 500, 100);
  meter.progress(facts(910, 1000), 500, 1000);
  expect(meter.progress(facts(960, 1000), 500, 1500)).toEqual({
    state: 'reading',
    bytesRead: 960,
    bytesTotal: 1500,
    bytesPerSecond: 60_000 / 1400,
    secondsLeft: 540 / (60_000 / 1400),
  });
});

test('without a known end there is no time left to tell', () => {
  const meter = new ProgressMeter();
  meter.progress(facts(0, null), 0, 0);
  expect(meter.progress(facts(500, null), 0, 500)).toMatchObject({
    bytesTotal: null,
    secondsLeft: null,
    bytesPerSecond: 1000,
  });
  expect(meter.progress(facts(500, 1000), null, 600)).toMatchObject({ bytesTotal: null });
});

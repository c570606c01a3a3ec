import { expect, test } from 'vitest';
import { HoldDesk, HoldGate } from '../../source/proxy/hold.ts';
import { type HoldPattern, parseHoldPattern } from '../../source/proxy/hold-pattern.ts';
import { type Reading, readingNamed } from '../../source/stream/choice.ts';
import { UnitCutter } from '../../source/stream/unit-cutter.ts';

test('says that its backlog has shrunk when a message is dropped, which no sink will say', () => {
  const passed: string[] = [];
  const next = { push: ({ bytes }: { bytes: Buffer }) => passed.push(String(bytes)), end: () => {} };
  const backlogs: number[] = [];
  const units = new UnitCutter(readingNamed('line') as Reading, (_side, bytes) => gate.unit(bytes));
  const gate: HoldGate = new HoldGate(next, new HoldDesk(() => {}), 1, 'to-server', units, 'mended', () =>
    backlogs.push(gate.backlog),
  );
  gate.watchFor([parseHoldPattern('first') as HoldPattern]);
  gate.push({ bytes: Buffer.from('first\nsecond\n'), received: 0, change: null });
  expect(gate.backlog).toBe(13);
  gate.decide(1, { kind: 'drop' });
  expect(passed).toEqual(['', 'second\n']);
  expect(backlogs.at(-1)).toBe(0);
});

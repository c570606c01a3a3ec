import { expect, it } from 'vitest';
import type { Capture } from '../../source/capture/capture.ts';
import { PacketBatch } from '../../source/capture/packets.ts';
import { Ticks } from '../../source/report/ticks.ts';

it('-t says how far it is at packets 10, 20 … 100, 200 …', () => {
  const said: string[] = [];
  const files = [{ bytesRead: 300, bytesTotal: 400 }];
  const ticks = new Ticks({ files } as unknown as Capture, (text) => said.push(text));
  const packets = new PacketBatch();
  for (let number = 0; number < 320; number++) {
    packets.micros[0] = 1e15 + number * 1000;
    ticks.packet(packets, null, 0);
  }
  expect(said).toHaveLength(12);
  expect(said[0]).toBe('10 75% (0:00:00.009000)\r');
  expect(said[9]).toBe('100 75% (0:00:00.099000)\r');
  expect(said[11]).toBe('300 75% (0:00:00.299000)\r');
});

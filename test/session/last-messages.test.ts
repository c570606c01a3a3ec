/** What somebody sees who watches a connection pass by: its last messages, however many there are. */
import { expect, it } from 'vitest';
import { PacketIndex } from '../../source/analysis/packet-index.ts';
import { NewestPackets } from '../../source/session/newest-packets.ts';
import { Turns } from '../../source/stream/messages.ts';
import type { StreamSegment } from '../../source/stream/reassembly.ts';
import { TcpFlag } from '../../source/wire/segments.ts';
import { sessionOf, until } from './sessions.ts';

/** A handshake, then as many questions of 2 bytes, each with an answer of 3, and a last question of 4. */
function exchanges(count: number): string {
  const lines = [
    'a 10.0.0.1:1000',
    'b 10.0.0.2:80',
    '0 a > b S 0:0(0) win 100',
    '0.1 b > a S. 0:0(0) ack 1 win 100',
    '0.2 a > b . ack 1 win 100',
  ];
  for (let n = 0; n < count; n++) {
    const [asked, answered] = [1 + 2 * n, 1 + 3 * n];
    lines.push(`${n + 1} a > b P. ${asked}:${asked + 2}(2) ack ${answered} win 100`);
    lines.push(`${n + 1}.5 b > a P. ${answered}:${answered + 3}(3) ack ${asked + 2} win 100`);
  }
  lines.push(`${count + 1} a > b P. ${2 * count + 1}:${2 * count + 5}(4) ack ${3 * count + 1} win 100`);
  return lines.join('\n');
}

const facts = ({ side, size, wait }: { side: number; size: number; wait: number | null }) => [side, size, wait];

it('shows the last messages of a short connection, the first with them', async () => {
  const session = await sessionOf(exchanges(2));
  await until(session, () => session.lastMessages(0).length === 5);
  expect(session.lastMessages(0).map(facts)).toEqual([
    [0, 2, null],
    [1, 3, 500_000],
    [0, 2, 500_000],
    [1, 3, 500_000],
    [0, 4, 500_000],
  ]);
});

it('leaves out the middle of a long one', async () => {
  const session = await sessionOf(exchanges(1000));
  await until(session, () => session.lastMessages(0).at(-1)?.lastPacket === 2004);
  const messages = session.lastMessages(0);
  expect(messages.slice(-3).map(facts)).toEqual([
    [0, 2, 500_000],
    [1, 3, 500_000],
    [0, 4, 500_000],
  ]);
  expect(messages.length).toBeLessThan(270);
});

it('cuts them as all conversations are cut', async () => {
  const session = await sessionOf(exchanges(2));
  // The last question is "fghi".
  session.frame('delimiter:67');
  await until(session, () => session.lastMessages(0).length === 6);
  expect(session.lastMessages(0).map(({ size }) => size)).toEqual([2, 3, 2, 3, 2, 2]);
});

it('reads the first eight packets, however they come, and of the others the last 256', () => {
  const index = new PacketIndex();
  for (let number = 1; number <= 1000; number++) index.add(number, number * 10);
  for (let number = 1; number < 1000; number++) index.link(number, number + 1);
  const [numbers, positions] = [new Float64Array(4096), new Float64Array(4096)];
  const newest = new NewestPackets(index);
  expect(newest.collect(998, numbers, positions)).toBe(3);
  expect(newest.collect(1, numbers, positions)).toBe(5);
  expect(newest.after(numbers[4])).toBe(6);
  expect(newest.collect(6, numbers, positions)).toBe(256);
  expect([numbers[0], numbers[255], positions[255]]).toEqual([745, 1000, 10_000]);
  expect(newest.collect(900, numbers, positions)).toBe(101);
  expect(numbers[0]).toBe(900);
});

it('forgets old messages, and does not mind their bytes coming again', () => {
  const turns = new Turns();
  const say = (side: 0 | 1, sequence: number, length: number, acknowledgement: number): void =>
    turns.add(segmentOf(side, sequence, length, acknowledgement));
  for (let n = 0; n < 10; n++) {
    say(0, 2 * n, 2, 3 * n);
    say(1, 3 * n, 3, 2 * n + 2);
  }
  turns.keepLast(3);
  say(0, 0, 2, 30);
  say(0, 20, 5, 30);
  expect(
    turns.messages.map(({ number, side, offset, size, missing }) => [number, side, offset, size, missing]),
  ).toEqual([
    [0, 1, 24, 3, 0],
    [1, 0, 18, 2, 0],
    [2, 1, 27, 3, 0],
    [3, 0, 20, 5, 0],
  ]);
});

function segmentOf(side: 0 | 1, sequence: number, length: number, acknowledgement: number): StreamSegment {
  const bytes = new Uint8Array(length).fill(0x61);
  const place = { packet: 1, position: 0, micros: 0, payload: 0, start: 0 };
  return { ...place, side, flags: TcpFlag.ack, sequence, acknowledgement, length, captured: length, bytes };
}

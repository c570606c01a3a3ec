/** What somebody sees who watches a connection pass by: its last messages, however many there are. */

import { expect, it } from 'vitest';
import { PacketIndex } from '../../source/analysis/packet-index.ts';
import { asRow } from '../../source/connection/numbering.ts';
import { NewestPackets } from '../../source/session/last-messages.ts';
import { until } from '../../source/session/until.ts';
import { sessionOf } from './sessions.ts';

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
  await until(session, () => session.lastMessages(asRow(0)).length === 5);
  expect(session.lastMessages(asRow(0)).map(facts)).toEqual([
    [0, 2, null],
    [1, 3, 500_000],
    [0, 2, 500_000],
    [1, 3, 500_000],
    [0, 4, 500_000],
  ]);
});

it('leaves out the middle of a long one', async () => {
  const session = await sessionOf(exchanges(1000));
  await until(session, () => session.lastMessages(asRow(0)).at(-1)?.lastPacket === 2004);
  const messages = session.lastMessages(asRow(0));
  // The first of the 256 packets read is an answer, of which nothing is known to have come before it.
  expect(messages.map(facts)).toEqual([
    [0, 2, 500_000],
    ...Array.from({ length: 126 }, () => [
      [1, 3, 500_000],
      [0, 2, 500_000],
    ]).flat(),
    [1, 3, 500_000],
    [0, 4, 500_000],
  ]);
});

it('counts all bytes of one that goes on and on', async () => {
  const lines = ['a 10.0.0.1:1000', 'b 10.0.0.2:80', '0 a > b S 0:0(0) win 100'];
  lines.push('0.1 b > a S. 0:0(0) ack 1 win 100', '0.2 a > b P. 1:3(2) ack 1 win 100');
  for (let n = 0; n < 1000; n++) lines.push(`${n + 1} b > a . ${1 + 10 * n}:${11 + 10 * n}(10) ack 3 win 100`);
  const session = await sessionOf(lines.join('\n'));
  await until(session, () => session.lastMessages(asRow(0)).at(-1)?.lastPacket === 1003);
  expect(session.lastMessages(asRow(0)).map(facts)).toEqual([
    [0, 2, null],
    [1, 10_000, 800_000],
  ]);
});

it('reads again what another connection was watched in between', async () => {
  const second = exchanges(1).replaceAll('a ', 'c ').replaceAll('> a', '> c').replace('10.0.0.1', '10.0.0.3');
  const session = await sessionOf(`${exchanges(2)}\n${second.replace(/^b .*\n/m, '')}`);
  const sizes = (connection: number) => session.lastMessages(asRow(connection)).map(({ size }) => size);
  for (const [connection, expected] of [
    [0, [2, 3, 2, 3, 4]],
    [1, [2, 3, 4]],
    [0, [2, 3, 2, 3, 4]],
  ] as const) {
    await until(session, () => sizes(connection).length === expected.length);
    expect(sizes(connection)).toEqual(expected);
  }
});

it('cuts them as the user chose', async () => {
  const session = await sessionOf(exchanges(2));
  // Both ends say the alphabet from b on.
  session.decode(asRow(0), 'delimiter:67');
  await until(session, () => session.lastMessages(asRow(0)).length === 3);
  // Both sides have said "bcdefg" in three and in two turns by then, and the client "hi".
  expect(session.lastMessages(asRow(0)).map(({ side, size }) => [side, size])).toEqual([
    [1, 6],
    [0, 6],
    [0, 2],
  ]);
});

it('reads the first eight packets, however they come, and of the others the last 256', () => {
  const index = new PacketIndex();
  for (let number = 1; number <= 1000; number++) index.add(number, number * 10);
  for (let number = 1; number < 1000; number++) index.link(number, number + 1);
  const [numbers, positions] = [new Float64Array(4096), new Float64Array(4096)];
  const passedOver: number[] = [];
  const newest = new NewestPackets(index, (packets) => passedOver.push(packets));
  expect(newest.collect(998, numbers, positions)).toBe(3);
  expect(newest.collect(1, numbers, positions)).toBe(5);
  expect(newest.after(numbers[4])).toBe(6);
  expect(newest.collect(6, numbers, positions)).toBe(256);
  expect([numbers[0], numbers[255], positions[255]]).toEqual([745, 1000, 10_000]);
  expect(newest.collect(900, numbers, positions)).toBe(101);
  expect(numbers[0]).toBe(900);
  // Packets 6 to 744.
  expect(passedOver).toEqual([739]);
});

/** Captures in which IP packets are in fragments: connections, packets, messages and what is saved are whole. */
import { expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { until } from '../../source/session/until.ts';
import { putU16 } from '../../source/wire/bytes.ts';
import { type CapturedPacket, pcap, temporaryFolder } from '../support/captures.ts';
import { scenarioPackets, writeTemporary } from '../support/scenario.ts';
import { concat } from '../wire/frames.ts';
import { openSession } from './sessions.ts';

const ETHERNET = 14;
const HEADERS = ETHERNET + 20;

/** Packets whose IP packet is longer than `room` become two, the second of which comes first in every second of them. */
function inFragments(packets: readonly CapturedPacket[], room: number): CapturedPacket[] {
  return packets.flatMap((packet, i) => {
    const { bytes, micros } = packet;
    if (bytes.length <= ETHERNET + room) return [packet];
    const piece = (from: number, to: number, field: number): CapturedPacket => {
      const cut = concat(bytes.subarray(0, HEADERS), bytes.subarray(HEADERS + from, HEADERS + to));
      putU16(cut, ETHERNET + 2, cut.length - ETHERNET);
      putU16(cut, ETHERNET + 4, i);
      putU16(cut, ETHERNET + 6, field);
      return { micros, bytes: cut, length: cut.length };
    };
    const pieces = [piece(0, 512, 0x2000), piece(512, bytes.length, 512 / 8)];
    return i % 2 === 0 ? pieces : pieces.reverse();
  });
}

const TEXT = `
a 10.0.0.1:1000 isn 1000
b 10.0.0.2:80
0      a > b S
0.010  b > a S. ack 1
0.020  a > b . ack 1
0.020  a > b P. "GET / HTTP/1.0\\r\\n\\r\\n" ack 1
0.030  b > a . 1:1001(1000) ack 19
0.031  b > a P. 1001:2001(1000) ack 19
0.040  a > b . ack 2001
`;

test('segments in fragments are whole wherever they are looked at', async () => {
  const packets = scenarioPackets(TEXT);
  const session = await openSession(writeTemporary(pcap(inFragments(packets, 600))));
  await until(session, () => session.progress.state === 'done');
  const { store } = session;
  expect(store.found).toBe(1);
  expect([store.core.packets(0), store.core.packets(1)]).toEqual([4, 3]);

  const conversation = session.conversation(asRow(0));
  await until(session, () => conversation.complete);
  expect(conversation.messages.map(({ side, size }) => [side, size])).toEqual([
    [0, 18],
    [1, 2000],
  ]);
  const pieces = await conversation.pieces(1, 0, 2000);
  const bytes = pieces.map((piece) => (piece.kind === 'bytes' ? Buffer.from(piece.bytes).toString() : '?')).join('');
  const sent = packets.slice(4, 6).map((packet) => Buffer.from(packet.bytes.subarray(54)).toString());
  expect(bytes).toBe(sent.join(''));

  const list = session.packets(asRow(0));
  await until(session, () => list.complete);
  expect([list.count, list.at(4).length, list.at(5).length]).toEqual([7, 1000, 1000]);

  const path = `${temporaryFolder()}/saved.pcapng`;
  const request = { connections: [asRow(0)], direction: 'both', what: 'pcapng', path } as const;
  expect(await session.save(request, new AbortController().signal)).toBe(`9 packets to ${path}`);
});

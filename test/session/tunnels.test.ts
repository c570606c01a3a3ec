/** Captures of connections in tunnels: whose they are, and what is said of what is not opened. */
import { expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { until } from '../../source/session/until.ts';
import { type CapturedPacket, pcap } from '../support/captures.ts';
import { run } from '../support/program.ts';
import { scenarioPackets, writeTemporary } from '../support/scenario.ts';
import { concat, ethernet, HERE, ip4, THERE, udp } from '../wire/frames.ts';
import { ask, listed, openSession } from './sessions.ts';

const TEXT = `
a 10.0.0.1:1000 isn 1000
b 10.0.0.2:80
0      a > b S
0.010  b > a S. ack 1
0.020  a > b . ack 1
0.020  a > b P. "GET / HTTP/1.0\\r\\n\\r\\n" ack 1
0.030  b > a P. 1:101(100) ack 19
`;

/** In VXLAN between two hosts, whichever way the packet goes. */
function inVxlan(packets: readonly CapturedPacket[], vni: string): CapturedPacket[] {
  return packets.map(({ micros, bytes }) => {
    const isBack = bytes[29] === 2;
    const datagram = udp(4789, concat(`08000000 ${vni}00`, bytes));
    const frame = ethernet(0x0800, ip4(17, datagram, isBack ? [THERE, HERE] : [HERE, THERE]));
    return { micros, bytes: frame, length: frame.length };
  });
}

const packets = scenarioPackets(TEXT);
const twoTenants = packets.flatMap((packet) => [
  packet,
  ...inVxlan([packet], '00002a'),
  ...inVxlan([packet], '00002b'),
]);

test('tenants with equal addresses are different connections, each with what carried it', async () => {
  const session = await openSession(writeTemporary(pcap(twoTenants)));
  await until(session, () => session.progress.state === 'done');
  const { store } = session;
  expect(store.found).toBe(3);
  for (const row of [0, 1, 2]) expect([store.core.packets(2 * row), store.core.packets(2 * row + 1)]).toEqual([3, 2]);
  const carried = session.columns.find(({ id }) => id === 'carrier')!;
  expect(carried.shownAtFirst).toBe(true);
  expect([0, 1, 2].map((row) => carried.text(asRow(row)))).toEqual(['', 'VXLAN 42', 'VXLAN 43']);
  expect(carried.whole?.(asRow(1))).toBe('VXLAN 42 from 172.16.0.1 to 172.16.0.2');
  expect(await ask(session, 'vni:43')).toEqual([3]);
  expect(await ask(session, 'tunnel:vxlan')).toEqual([2, 3]);
  await ask(session, '');
  expect(listed(session)).toEqual([1, 2, 3]);

  const conversation = session.conversation(asRow(2));
  await until(session, () => conversation.complete);
  expect(conversation.messages.map(({ size }) => size)).toEqual([18, 100]);
});

test('JSON and columns say it; tcptrace sees none of it', async () => {
  const path = writeTemporary(pcap(twoTenants));
  const json = await run(['--json', path]);
  const lines = json.stdout.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line)).map(({ tunnel, vni, carrier }) => [tunnel, vni, carrier])).toEqual([
    [null, null, null],
    ['vxlan', 42, 'VXLAN 42 from 172.16.0.1 to 172.16.0.2'],
    ['vxlan', 43, 'VXLAN 43 from 172.16.0.1 to 172.16.0.2'],
  ]);
  const plain = await run(['--plain', path]);
  expect(plain.stdout).toContain('15 packets seen, 5 TCP packets traced');
});

test('what is not opened is named where there are no connections', async () => {
  const frames = packets.map(({ micros, bytes }) => {
    const frame = ethernet(0x0800, ip4(47, concat('000088b5', bytes)));
    return { micros, bytes: frame, length: frame.length };
  });
  const path = writeTemporary(pcap(frames));
  const sentence = '5 packets are GRE with protocol 0x88b5, which is not opened';
  const findings = await run(['--findings', path]);
  expect(findings.stderr).toBe(`tcptrace-tui: there are no TCP connections; ${sentence}\n`);
  const session = await openSession(path);
  await until(session, () => session.progress.state === 'done');
  expect(session.summary.notOpened).toEqual([sentence]);
});

test('findings tell the tenants apart', async () => {
  const findings = await run(['--findings', writeTemporary(pcap(twoTenants))]);
  expect(findings.stdout).toContain('on 3 connections');
});

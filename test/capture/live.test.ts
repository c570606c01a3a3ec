import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { countersIn, openLive, reasonIn } from '../../source/capture/live.ts';
import { pcapHeader, pcapRecords, testFolder } from './build.ts';

const folder = testFolder();
const forever = new AbortController().signal;

/** A program that says and writes what a capturing program would. */
function recorder(script: string) {
  const path = folder.file('recorder', Buffer.from(`#!/bin/sh\n${script}\n`));
  chmodSync(path, 0o700);
  return {
    name: path,
    arguments: (networkInterface: string, filter: string) => [networkInterface, filter],
    asked: { by: 'SIGUSR1', ready: 'listening on' } as const,
  };
}

test('what the capturing program writes arrives, and so do its counters', async () => {
  const recorded = Buffer.concat([pcapHeader(), ...pcapRecords(2)]);
  const file = folder.file('recorded', recorded);
  const program = recorder(`cat ${file}; echo "Packets received/dropped on interface '$1': 12/3 (pcap:3)" >&2`);
  const spool = await openLive('eth0', 'tcp', 1 << 20, [
    { name: '/nonexistent/dumpcap', arguments: () => [], asked: null },
    program,
  ]);
  while (!spool.complete) await spool.more(forever);
  const into = Buffer.alloc(1000);
  expect(spool.read(into, 0, 1000, 0)).toBe(recorded.length);
  expect(into.subarray(0, recorded.length)).toEqual(recorded);
  expect(spool.ending).toBeNull();
  expect(spool.counters).toEqual({ received: 12, dropped: 3 });
  spool.close();
});

test('why capturing is impossible is said in words', async () => {
  const program = recorder('echo "recorder: There is no device named \\"$1\\"." >&2; exit 1');
  const spool = await openLive('eth7', '', 1 << 20, [program]);
  while (!spool.complete) await spool.more(forever);
  expect(spool.ending).toBe('there is no interface eth7');
  spool.close();
});

test('closing stops the capturing program', async () => {
  const spool = await openLive('eth0', '', 1 << 20, [recorder('echo started; exec sleep 1000')]);
  await spool.more(forever);
  spool.close();
  while (!spool.complete) await spool.more(forever);
});

test('stopping ends the capturing program, and what it says of its counters arrives', async () => {
  const said = '14 packets received by filter\\n6 packets dropped by kernel';
  const program = recorder(
    `trap 'echo "${said}" >&2; exit' TERM\ncat ${folder.file('one', pcapHeader())}; while :; do sleep 0.1; done`,
  );
  const spool = await openLive('eth0', '', 1 << 20, [program]);
  await spool.more(forever);
  await spool.stop();
  expect(spool.counters).toEqual({ received: 14, dropped: 6 });
  expect(spool.read(Buffer.alloc(24), 0, 24, 0)).toBe(24);
  spool.close();
});

test('a program that can be asked says its counters while it runs', async () => {
  const said = '3 packets received by filter\\n1 packet dropped by kernel';
  const script = `trap 'echo "${said}" >&2; echo more' USR1\necho "listening on $1" >&2; while :; do sleep 0.1; done`;
  const spool = await openLive('eth0', '', 1 << 20, [recorder(script)]);
  await spool.more(forever);
  while (spool.counters.dropped === null) await new Promise(setImmediate);
  expect(spool.counters).toEqual({ received: 3, dropped: 1 });
  expect(spool.complete).toBe(false);
  spool.close();
});

test('without any program to capture with', async () => {
  const none = [{ name: '/nonexistent/dumpcap', arguments: () => [], asked: null }];
  await expect(openLive('eth0', '', 1 << 20, none)).rejects.toThrow('neither is installed');
});

test.each([
  ["Packets received/dropped on interface 'lo': 14/2 (pcap:2/dumpcap:0)", { received: 14, dropped: 2 }],
  ['14 packets captured\n20 packets received by filter\n6 packets dropped by kernel', { received: 20, dropped: 6 }],
  [
    '1 packet received by filter\n0 packets dropped by kernel\n9 packets received by filter\n3 packets dropped by kernel',
    { received: 9, dropped: 3 },
  ],
  ["Capturing on 'lo'\n", {}],
])('counters in %j', (said, counters) => {
  expect(countersIn(said)).toEqual(counters);
});

test.each([
  [
    "tcpdump: lo: You don't have permission to perform this capture on that device",
    /^no right to capture on lo: run as root/,
  ],
  ['tcpdump: lo: No such device exists', /^there is no interface lo$/],
  [
    "Capturing on 'lo'\ndumpcap: Invalid capture filter \"tcp prot\" for interface 'lo'.\n",
    /^dumpcap: Invalid capture filter "tcp prot"/,
  ],
  ['', /^the capturing program ended with an error$/],
])('the reason in %j', (said, reason) => {
  expect(reasonIn(said, 'lo')).toMatch(reason);
});

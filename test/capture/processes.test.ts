/** Which process packets are of, as capturing programs tell it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCapture } from '../../source/capture/open.ts';
import { PacketBatch } from '../../source/capture/packets.ts';
import { Processes, processIn } from '../../source/capture/processes.ts';
import { block, interfaceBlock, option, packetBlock, sectionBlock, testFolder } from './build.ts';

const folder = testFolder();

test.each<[string, string, object | null]>([
  ['rustnet', 'pid=4242 process=curl direction=out', { pid: 4242, name: 'curl', container: null, pod: null }],
  ['etl2pcapng', 'PID=4242', { pid: 4242, name: null, container: null, pod: null }],
  [
    'etl2pcapng, with threads',
    'PID=4 ProcessName=System TID=12',
    { pid: 4, name: 'System', container: null, pod: null },
  ],
  [
    'ptcpdump',
    'PID: 77\nCmd: /usr/bin/wget\nArgs: wget kernel.org\nParentPID: 1\nParentCmd: /bin/sh\nContainerName: demo\n' +
      'ContainerId: d9028334568bf75a\nPodName: web-1\nPodNamespace: default',
    { pid: 77, name: 'wget', container: 'demo', pod: 'default/web-1' },
  ],
  [
    'a container by its number',
    'PID: 77\nContainerId: d9028334568bf75a',
    { pid: 77, name: null, container: 'd9028334568b', pod: null },
  ],
  ['a parent alone', 'ParentPID: 1\nParentCmd: /bin/sh', null],
  ['a remark', 'look here: the process is slow', null],
  ['no number', 'pid=abc process=curl', null],
])('%s', (_, comment, process) => {
  expect(processIn(comment)).toEqual(process);
});

test('any comment gives something printable or nothing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.string({ maxLength: 40 }), (text, name) => {
      const processes = new Processes();
      processes.ofComment(text);
      processes.ofComment(`pid=1 process=${name}`);
      for (const known of processes.known) expect(known.name ?? '').not.toMatch(/\p{C}/u);
    }),
  );
});

describe('in pcapng', () => {
  const PACKET = new Uint8Array(60);
  const text = (value: string): Buffer => Buffer.from(value);
  const word = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };

  /** An enhanced packet block with options behind the packet. */
  function packet(interfaceNumber: number, ...options: Buffer[]): Buffer {
    const head = Buffer.alloc(20);
    head.writeUInt32LE(interfaceNumber, 0);
    head.writeUInt32LE(PACKET.length, 12);
    head.writeUInt32LE(PACKET.length, 16);
    return block(6, Buffer.concat([head, PACKET, ...options]));
  }

  async function processesOf(...blocks: Buffer[]) {
    const path = folder.file('processes.pcapng', Buffer.concat([sectionBlock(), ...blocks]));
    const capture = await openCapture([{ kind: 'file', path }], 'everything');
    const batch = new PacketBatch();
    capture.fill(batch);
    capture.close();
    return Array.from({ length: batch.count }, (_, i) => capture.processes.known[batch.process[i] - 1]?.name ?? null);
  }

  test('comments of packets and of interfaces', async () => {
    const commented = interfaceBlock(1, 0, [option(1, text('pid=9 process=sshd'))]);
    expect(
      await processesOf(
        interfaceBlock(1),
        commented,
        packet(0, option(1, text('pid=1 process=init'))),
        packet(0, option(1, text('hello'))),
        packetBlock(1, 1n, PACKET),
        packet(1),
        packet(1, option(1, text('pid=1 process=init'))),
      ),
    ).toEqual(['init', null, 'sshd', 'sshd', 'init']);
  });

  test("Darwin's process blocks", async () => {
    const process = (pid: number, name: string): Buffer =>
      block(0x8000_0001, Buffer.concat([word(pid), option(2, text(name)), option(0, text(''))]));
    expect(
      await processesOf(
        interfaceBlock(1),
        process(501, 'Safari'),
        process(88, 'mDNSResponder'),
        packet(0, option(0x8001, word(0))),
        packet(0, option(0x8001, word(1)), option(0x8003, word(0))),
        packet(0, option(0x8001, word(1))),
        packet(0, option(0x8001, word(7))),
      ),
    ).toEqual(['Safari', 'Safari', 'mDNSResponder', null]);
  });
});

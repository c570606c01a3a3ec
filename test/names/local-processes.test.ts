/** Whose the sockets of this host are, from /proc: ours, which we know, and a made-up one. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { localProcesses } from '../../source/names/local-processes.ts';
import { temporaryFolder } from '../support/captures.ts';

test.runIf(process.platform === 'linux')('our own sockets are ours', async () => {
  const server = createServer((socket) => socket.resume());
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  onTestFinished(() => void client.destroy());
  await new Promise((resolve) => client.once('connect', resolve));
  const found = await localProcesses();
  expect(found.get(`7f000001:${client.localPort}`)?.pid).toBe(process.pid);
});

test('addresses, names and containers as /proc has them', async () => {
  const root = temporaryFolder();
  const file = (name: string, text: string): void => {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  };
  const line = (end: string, inode: number): string =>
    `   0: ${end} 0200000A:0050 01 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 x\n`;
  file('net/tcp', `  sl\n${line('0100000A:9C40', 11)}${line('0100000A:9C41', 0)}garbage\n`);
  file(
    'net/tcp6',
    `  sl\n${line('B80D0120000000000000000001000000:01BB', 12)}${line('0000000000000000FFFF00000300000A:0016', 13)}`,
  );
  file('77/comm', 'curl\n');
  file('77/cgroup', `0::/system.slice/docker-${'0123456789ab'.padEnd(64, 'c')}.scope\n`);
  file('self/comm', 'no number\n');
  mkdirSync(path.join(root, '77/fd'));
  for (const [fd, target] of [
    ['3', 'socket:[11]'],
    ['4', 'socket:[12]'],
    ['5', 'socket:[13]'],
    ['6', '/dev/null'],
  ])
    symlinkSync(target, path.join(root, '77/fd', fd));
  const curl = { pid: 77, name: 'curl', container: '0123456789ab' };
  expect(Object.fromEntries(await localProcesses(root))).toEqual({
    '0a000001:40000': curl,
    '20010db8000000000000000000000001:443': curl,
    '0a000003:22': curl,
  });
  expect(await localProcesses(path.join(root, 'nowhere'))).toEqual(new Map());
});

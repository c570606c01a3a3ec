/** Resetting a connection, whatever it is just doing. */
import { once } from 'node:events';
import net from 'node:net';
import { expect, it } from 'vitest';
import { reset } from '../../source/proxy/peer.ts';
import { startServer } from './harness.ts';

it.each([
  ['that says nothing', () => {}],
  ['whose last words have just been written', (socket: net.Socket) => socket.end('bye')],
  ['that has just been ended', (socket: net.Socket) => socket.end()],
])('closes a connection %s', async (_, before) => {
  const port = await startServer((socket) => socket.resume());
  const transport = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(transport, 'connect');
  const problems: string[] = [];
  transport.on('error', ({ message }) => problems.push(message));
  before(transport);
  reset({ stream: transport, transport, kind: 'tcp', reads: null });
  await once(transport, 'close');
  expect(problems).toEqual([]);
});

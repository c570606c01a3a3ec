import { once } from 'node:events';
import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ReusedReads, takeOver } from '../../source/proxy/reused-reads.ts';

/** A connection that the server's side has taken over, and its client. */
async function connection() {
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [net.Socket];
  const { socket, reads } = takeOver(accepted) ?? {};
  if (socket === undefined || reads === undefined) throw new Error('not taken over');
  onTestFinished(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });
  return { server, client, socket, reads };
}

/** Takes what comes: the bytes as they are handed over, and a copy. */
function taken(reads: ReusedReads) {
  const pieces: { bytes: Buffer; text: string }[] = [];
  let heard = (): void => {};
  reads.to((bytes) => {
    pieces.push({ bytes, text: bytes.toString() });
    heard();
  });
  const piece = async (number: number) => {
    while (pieces.length <= number) await new Promise<void>((resolve) => (heard = resolve));
    return pieces[number];
  };
  return { piece };
}

function deferred() {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

test('an accepted connection is read into the same memory every time', async () => {
  const { client, reads } = await connection();
  const { piece } = taken(reads);
  client.write('first');
  const first = await piece(0);
  client.write('other');
  const second = await piece(1);
  expect([first.text, second.text]).toEqual(['first', 'other']);
  expect(first.bytes.toString()).toBe('other');
});

test('bytes that are lent stay as they are until they are given back', async () => {
  const { client, reads } = await connection();
  const lent: { bytes: Buffer; giveBack: () => void }[] = [];
  const { promise, resolve } = deferred();
  let second = '';
  reads.to((bytes) => {
    if (lent.length === 0) {
      lent.push({ bytes, giveBack: reads.lend() });
      client.write('other');
    } else {
      second = bytes.toString();
      resolve();
    }
  });
  client.write('first');
  await promise;
  expect([lent[0].bytes.toString(), second]).toEqual(['first', 'other']);
  lent[0].giveBack();
  const next = new ReusedReads().onread.buffer as () => Uint8Array;
  expect(next().buffer).toBe(lent[0].bytes.buffer);
});

test('what comes before anybody takes it is kept', async () => {
  const { client, socket, reads } = await connection();
  client.end('early');
  await once(socket.resume(), 'end');
  const { piece } = taken(reads);
  expect((await piece(0)).text).toBe('early');
});

test('the connection ends, half and whole, as any other', async () => {
  const { server, client, socket } = await connection();
  client.end();
  await once(socket.resume(), 'end');
  socket.end('reply after the end');
  const [reply] = await once(client, 'data');
  expect(reply.toString()).toBe('reply after the end');
  await once(client, 'close');
  // Nothing of it is left with the server.
  await new Promise((closed) => server.close(closed));
});

test('a socket without a connection of that kind is left as it is', () => {
  expect(takeOver(new net.Socket())).toBeNull();
});

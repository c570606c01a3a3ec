/** The proxy on the screen: a real client and a real server through the built program in a real terminal. */
import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type ProgramInTerminal, start } from '../support/terminal.ts';

const running: ProgramInTerminal[] = [];
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.close()));
  for (const server of servers.splice(0)) server.close();
});

async function openProxy(): Promise<{ program: ProgramInTerminal; port: number }> {
  const server = createServer((request, response) => response.end(`you asked for ${request.url}\n`)).listen(0);
  servers.push(server);
  await once(server, 'listening');
  const program = start({ args: ['proxy', '0', `127.0.0.1:${(server.address() as AddressInfo).port}`] });
  running.push(program);
  const screen = await program.waitFor(/waiting for a connection to 127\.0\.0\.1:\d+/);
  return { program, port: Number(/>127\.0\.0\.1:(\d+) ->/.exec(screen[1])![1]) };
}

/** The answer's body. */
async function ask(port: number, path: string): Promise<string> {
  const request = get({ port, path, host: '127.0.0.1', agent: false });
  const [response] = await once(request, 'response');
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return body;
}

test('each request is a row, its messages lie under it and one key away', async () => {
  const { program, port } = await openProxy();
  expect(await ask(port, '/one')).toBe('you asked for /one\n');
  await program.waitFor(/^> +1 127\.0\.0\.1:\d+ +done .*GET \/one/m);
  await program.waitFor(/<- .*HTTP\/1\.1 200 OK/);
  program.press('enter');
  await program.waitFor(/#1 messages .*2 messages/);
  await program.waitFor('GET /one HTTP/1.1');
});

test('a held request waits for Enter, and can be sent again', async () => {
  const { program, port } = await openProxy();
  program.type('iGET /held\r');
  await program.waitFor('holding messages that match GET /held');
  let answer: string | null = null;
  const asked = ask(port, '/held').then((body) => {
    answer = body;
  });
  await program.waitFor(/\*\* held .* -> .*GET \/held/);
  expect(answer).toBeNull();
  program.press('enter');
  await asked;
  expect(answer).toBe('you asked for /held\n');
  program.type('I');
  await program.waitFor('holding nothing');
  program.type('r');
  await program.waitFor(/#1 resent: \d+ bytes, \d+ came back/);
});

test('leaving asks while a listener is live, and ends with 0', async () => {
  const { program } = await openProxy();
  program.press('q');
  await program.waitFor('Stop the listener and leave?');
  program.press('escape');
  await program.waitFor((screen) => !screen.join('').includes('and leave?'));
  program.press('q', 'y');
  expect(await program.exited).toEqual({ code: 0, signal: 0 });
  expect(program.inAlternateScreen).toBe(false);
});

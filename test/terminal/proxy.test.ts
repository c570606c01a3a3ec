/** The proxy on the screen: a real client and a real server through the built program in a real terminal. */
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { PROGRAM } from '../support/program.ts';
import { type ProgramInTerminal, start } from '../support/terminal.ts';

const running: ProgramInTerminal[] = [];
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.close()));
  for (const server of servers.splice(0)) server.close();
});

interface Options {
  args?: readonly string[];
  env?: Record<string, string>;
  /** ms that the server takes to answer /slow. */
  slowness?: number;
}

async function openProxy({ args = [], env, slowness = 0 }: Options = {}): Promise<{
  program: ProgramInTerminal;
  port: number;
}> {
  const server = createServer((request, response) => {
    const answer = () => response.end(`you asked for ${request.url}\n`);
    if (request.url === '/slow') setTimeout(answer, slowness);
    else answer();
  }).listen(0);
  servers.push(server);
  await once(server, 'listening');
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const program = start({ args: ['proxy', '0', target, ...args], env });
  running.push(program);
  const screen = await program.waitFor(/waiting for a connection to 127\.0\.0\.1:\d+/);
  return { program, port: Number(/>127\.0\.0\.1:(\d+) ->/.exec(screen[1])![1]) };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'proxy-screen-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
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
  await program.waitFor(/<- .*200 OK/);
  program.press('enter');
  await program.waitFor(/#1 {2}2 messages/);
  await program.waitFor('GET /one HTTP/1.1');
});

test.each([
  ['the screen', '', 'waiting for a connection to 127.0.0.1'],
  ['what has none', '--headless', '"event":"recording"'],
])('a terminal that goes away ends %s without a word, and its temporary recording goes, too', async (_, how, up) => {
  const folder = temporaryFolder();
  const words = path.join(folder, 'words');
  const recordings = path.join(folder, 'recordings');
  mkdirSync(recordings);
  const program = start({
    command: ['sh', '-c', `exec ${process.execPath} ${PROGRAM} proxy ${how} 0 127.0.0.1:9 2>${words}`],
    env: { TMPDIR: recordings },
  });
  running.push(program);
  await program.waitFor(up);
  expect(readdirSync(recordings)).toHaveLength(1);
  program.hangUp();
  expect(await program.exited).toEqual({ code: 0, signal: 1 });
  // Ink shows the cursor again, which is not a word.
  expect(readFileSync(words, 'utf8')).not.toMatch(/[a-z]{2}/i);
  expect(readdirSync(recordings)).toEqual([]);
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

test('what is held is edited in the editor, and the connection marked', async () => {
  const editor = path.join(temporaryFolder(), 'editor');
  writeFileSync(editor, '#!/bin/sh\nsed -i s/held/edited/ "$1"\n');
  chmodSync(editor, 0o755);
  const { program, port } = await openProxy({ args: ['--hold', 'to-server:GET /held'], env: { EDITOR: editor } });
  const answer = ask(port, '/held');
  await program.waitFor(/^>\*\* held .* -> .*GET \/held/m);
  program.type('e');
  expect(await answer).toBe('you asked for /edited\n');
  await program.waitFor(/\* what was held is edited/);
  await program.waitFor(/^> +\*1 .* done /m);
});

test('the list is filtered and sorted while connections come', async () => {
  const { program, port } = await openProxy();
  await ask(port, '/one');
  await ask(port, '/two');
  program.type('/two');
  await program.waitFor(/filter: two +1 of 2/);
  program.press('enter');
  await ask(port, '/two/more');
  await program.waitFor(/filter: two +2 of 2/);
  program.press('escape');
  await program.waitFor(/3 of 3/);
  program.type(':sort number\r');
  await program.waitFor((screen) => screen.findIndex((line) => / 3 127/.test(line)) === 4);
});

test('p holds the display still while traffic goes on; F follows the newest again', async () => {
  const { program, port } = await openProxy();
  await ask(port, '/first');
  await program.waitFor(/^> +1 .*GET \/first/m);
  program.press('p');
  await program.waitFor('PAUSED');
  expect(await ask(port, '/second')).toBe('you asked for /second\n');
  const still = await program.waitFor(/2 conn \(0 open\)/);
  expect(still.join('\n')).not.toContain('/second');
  program.press('p');
  await program.waitFor(/^> +2 .*GET \/second/m);
  program.press('k');
  await program.waitFor(/^> +1 .*GET \/first/m);
  program.press('F');
  await program.waitFor(/^> +2 .*GET \/second/m);
});

test('shaping is switched live from the command line, without being taken for the server', async () => {
  const { program, port } = await openProxy();
  program.type(':shape 200ms\r');
  await program.waitFor(/latency 200 ms/);
  await ask(port, '/shaped');
  const screen = await program.waitFor(/ \*1 .* done .*GET \/shaped/);
  const [, wait] = / 1 +1 +([\d.]+ms) GET/.exec(screen.join('\n')) ?? [];
  expect(Number.parseFloat(wait)).toBeLessThan(150);
  program.type(':shape\r');
  await program.waitFor(/1 conn 0 open {2}untouched/);
});

test('problems are found while traffic flows; the recording opened later shows the same, without the process', async () => {
  const file = path.join(temporaryFolder(), 'kept.pcapng');
  const { program, port } = await openProxy({ args: ['--save', file], slowness: 1200 });
  expect(await ask(port, '/slow')).toBe('you asked for /slow\n');
  await program.waitFor(/done .*GET \/slow/);
  program.type('2');
  await program.waitFor(/ ! {2}1\.\d\d s the server took 1\.\d s to answer \(once slow\) +#1/);
  program.press('3');
  const live = await program.waitFor('where the time went');
  program.press('Q');
  expect(await program.exited).toMatchObject({ code: 0 });

  const later = start({ args: [file] });
  running.push(later);
  await later.waitFor(/ ! {2}1\.\d\d s the server took 1\.\d s to answer \(once slow\) +#1/);
  later.press('3');
  const opened = await later.waitFor('where the time went');
  // Only while it lives can the system say whose process it is.
  const shown = live.slice(1, -1).filter((line) => !line.startsWith(' of node ('));
  expect(opened.slice(1, shown.length + 1)).toEqual(shown);
  expect(opened.join('\n')).not.toMatch(/RTT|window|SACK|MSS|rexmt|dup acks/);
});

test('messages are cut by a framer that the user names, also while they come', async () => {
  const { program, port } = await openProxy();
  await ask(port, '/lines');
  await program.waitFor(/done .*GET \/lines/);
  program.press('enter', 'u');
  program.type('line\r');
  await program.waitFor(/#1 {2}\d+ messages of lin/);
  await program.waitFor(/^ +2 +-> .* Host: 127/m);
});

test('a client side is edited and sent again, also of a connection that nobody has looked into', async () => {
  const editor = path.join(temporaryFolder(), 'editor');
  writeFileSync(editor, '#!/bin/sh\nsed -i s/first/FIRST/ "$1"\n');
  chmodSync(editor, 0o755);
  const { program, port } = await openProxy({ env: { EDITOR: editor } });
  await ask(port, '/first');
  await ask(port, '/second');
  await program.waitFor(/^> +2 .*done .*GET \/second/m);
  program.type(':resend 1\r');
  await program.waitFor(/#1 resent: [1-9]\d+ bytes, [1-9]\d+ came back/);
  program.press('g', 'E');
  await program.waitFor(/ 4 .*GET \/FIRST/);
});

test('the view that was chosen goes along to the next connection', async () => {
  const { program, port } = await openProxy();
  await ask(port, '/one');
  await ask(port, '/two');
  await program.waitFor(/^> +2 .*done .*GET \/two/m);
  program.press('g');
  await program.waitFor(/<- .*200 OK/);
  program.press('enter', 'v', 'v');
  await program.waitFor(/#1 {2}\d+ messages?[\s\S]* 1 a->b .* hex .*\s+00000000 {2}47 45 54 20 2f 6f 6e 65/);
  program.press(']');
  await program.waitFor(/#2 {2}\d+ messages?[\s\S]* 1 a->b .* hex .*\s+00000000 {2}47 45 54 20 2f 74 77 6f/);
});

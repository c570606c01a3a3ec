/** The front door of the built program: what goes where, and with which exit code. */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageFacts from '../../package.json' with { type: 'json' };
import { fixture, PROGRAM, plainEnvironment, run } from '../support/program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tcptrace-tui-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what only says something', () => {
  test('--version and --help on standard output', async () => {
    expect(await run(['--version'])).toMatchObject({
      stdout: `tcptrace-tui ${packageFacts.version}\n`,
      stderr: '',
      code: 0,
    });
    const help = await run(['--help']);
    expect(help).toMatchObject({ stderr: '', code: 0 });
    expect(help.stdout).toContain(packageFacts.description);
    expect(help.stdout).toMatch(/^ {2}Usage$/m);
  });

  test('-v and -hTOPIC on standard error', async () => {
    expect(await run(['-v'])).toMatchObject({ stdout: '', stderr: `tcptrace-tui ${packageFacts.version}\n`, code: 0 });
    expect(await run(['-hxargs'])).toMatchObject({ stdout: '', stderr: expect.stringMatching(/^Modules\n/), code: 0 });
  });

  test('wrong words: one line on standard error, exit 2', async () => {
    expect(await run(['-B', 'x.pcap'])).toEqual({
      stdout: '',
      stderr: 'tcptrace-tui: -B: the number must follow directly, as in -B100\n',
      code: 2,
      signal: null,
    });
  });

  test('no words, and nothing on standard input: three examples, exit 2', async () => {
    const { stdout, stderr, code } = await run([]);
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr.split('\n').filter((line) => line.startsWith('  tcptrace-tui '))).toHaveLength(3);
  });
});

describe('a report', () => {
  const SUMMARY = /^1 arg remaining, starting with '.*'\n.*tcptrace.*\n\n\d+ packets seen, \d+ TCP packets traced\n/;

  test('of a file, when standard output is no terminal', async () => {
    const { stdout, stderr, code } = await run(['-n', fixture('refused-port.pcap')]);
    expect(stdout).toMatch(SUMMARY);
    expect([stderr, code]).toEqual(['', 0]);
  });

  test('of standard input, named or not', async () => {
    const stdin = readFileSync(fixture('refused-port.pcap'));
    for (const words of [['-n'], ['-n', '-'], ['-n', 'stdin']]) {
      const { stdout, code } = await run(words, { stdin });
      expect(stdout).toMatch(SUMMARY);
      expect(code).toBe(0);
    }
  });

  test('settings shape it', async () => {
    writeFileSync(path.join(folder, '.tcptracerc'), '-n # numbers\n-l\n');
    const { stdout } = await run([fixture('refused-port.pcap')], { env: { HOME: folder, TCPTRACEOPTS: '-r' } });
    expect(stdout).toContain('RTT samples:');
    const { stderr, code } = await run([fixture('refused-port.pcap')], { env: { HOME: folder, TCPTRACEOPTS: '-Q' } });
    expect([stderr, code]).toEqual(['tcptrace-tui: in TCPTRACEOPTS: -Q is not an option; --help lists them all\n', 2]);
  });

  test('of what cannot be read: one line, exit 1', async () => {
    const empty = path.join(folder, 'empty.pcap');
    writeFileSync(empty, '');
    for (const name of ['nosuch.pcap', folder, empty, PROGRAM]) {
      const { stderr, code } = await run(['-n', name], { cwd: folder });
      expect(stderr).toMatch(/^tcptrace-tui: [^\n]+\n$/);
      expect(stderr).toContain(name);
      expect(code).toBe(1);
    }
  });

  test('follows a growing file until it is interrupted, and then prints what it has', async () => {
    const whole = readFileSync(fixture('lossy-transfer.pcapng'));
    const growing = path.join(folder, 'growing.pcapng');
    writeFileSync(growing, whole.subarray(0, 20_000));
    const child = spawn(process.execPath, [PROGRAM, '-n', '-t', '--plain', '--follow', growing], {
      env: plainEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      texts.stdout += text;
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    const counted = (packets: number) =>
      new Promise<void>((resolve) => {
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          texts.stderr += text;
          if (new RegExp(`(^|\\r)${packets} `).test(texts.stderr)) resolve();
        });
      });
    await counted(10);
    appendFileSync(growing, whole.subarray(20_000));
    await counted(400);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(texts.stdout).toMatch(/^4\d\d packets seen, 4\d\d TCP packets traced$/m);
  });

  test('ends quietly when its reader has seen enough', async () => {
    const child = spawn(process.execPath, [PROGRAM, '-n', '-l', '-r', '-W', fixture('lossy-transfer.pcapng')], {
      env: plainEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});

test('proxy --help and wrong words of the proxy', async () => {
  expect(await run(['proxy', '--help'])).toMatchObject({ stdout: expect.stringContaining('LISTEN TARGET'), code: 0 });
  expect(await run(['proxy'])).toMatchObject({
    stdout: '',
    stderr: expect.stringMatching(/^tcptrace-tui: [^\n]+\n$/),
    code: 2,
  });
});

describe('resend', () => {
  test('sends what the client sent, to another server', async () => {
    const server = http.createServer((request, response) => response.end(request.url));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const urls: string[] = [];
    server.on('request', ({ url }) => urls.push(url ?? ''));
    const { stdout, stderr, code } = await run(['resend', fixture('http-clean.pcapng'), 'a2b', `127.0.0.1:${port}`]);
    server.close();
    expect(urls).toEqual(['/', '/jobs', '/download?20000']);
    expect(stdout).toMatch(/^285 bytes sent, \d+ came back \(20988 in the capture\)\n$/);
    expect([stderr, code]).toEqual(['', 0]);
  });

  test('says what is wrong', async () => {
    const wrong = async (...words: string[]) => {
      const { stdout, stderr, code } = await run(['resend', ...words]);
      expect(stdout).toBe('');
      return [stderr, code];
    };
    expect(await wrong(fixture('http-clean.pcapng'), '9', 'localhost:1')).toEqual([
      "tcptrace-tui: there is no connection '9': the capture has 1, numbered from 1\n",
      1,
    ]);
    expect(await wrong(fixture('http-clean.pcapng'), '1', 'localhost')).toEqual([
      "tcptrace-tui: 'localhost' is no target; write host:port, [v6]:port, unix:/path or tls://host:port\n",
      1,
    ]);
    const nobody = await run(['resend', fixture('http-clean.pcapng'), '1', 'localhost:1']);
    expect([nobody.stdout, nobody.code]).toEqual([expect.stringMatching(/^nothing sent: .*ECONNREFUSED/), 1]);
    expect((await wrong(fixture('http-clean.pcapng'), '1'))[1]).toBe(2);
  });
});

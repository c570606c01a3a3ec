/** The built program in a real terminal, driven by keys as its user would. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { temporaryFolder, writeTemporary } from '../support/captures.ts';
import { fixture, run } from '../support/program.ts';
import { type ProgramInTerminal, type StartOptions, start } from '../support/terminal.ts';

const SAMPLE = fixture('lossy-transfer.pcapng');
const running: ProgramInTerminal[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.close()));
});

async function open(options: StartOptions = {}): Promise<ProgramInTerminal> {
  const program = start({ args: [SAMPLE], ...options });
  running.push(program);
  await program.waitFor(/198\.51\.100\.80:80 .*help/s);
  return program;
}

/** The connection numbers listed, from top to bottom. */
const numbers = (screen: readonly string[]): number[] =>
  screen.flatMap((line) => /^[> ] +(\d+) [a-z]2[a-z] /.exec(line)?.slice(1).map(Number) ?? []);

describe('the connection list', () => {
  test('shows every connection of the sample', async () => {
    const screen = (await open()).screen();
    expect(screen[0]).toContain('lossy-transfer.pcapng  484 pkts  5 conn');
    expect(numbers(screen)).toEqual([1, 2, 3, 4, 5]);
    expect(screen.find((line) => line.includes('c2d'))).toMatch(/209 +227 +104 +300k +15/);
  });

  test('moves with arrows and letters, to the bottom and back', async () => {
    const program = await open();
    program.press('down', 'j');
    await program.waitFor(/^> +3 e2f/m);
    program.press('G');
    await program.waitFor(/^> +5 i2j/m);
    program.press('g');
    await program.waitFor(/^> +1 a2b/m);
  });

  test('sorts, and reverses', async () => {
    const program = await open();
    program.press('>');
    await program.waitFor((screen) => screen.some((line) => line.includes('sort:') && !line.includes('as captured')));
    const forwards = numbers(program.screen());
    program.press('O');
    await program.waitFor((screen) => numbers(screen).join() !== forwards.join());
    expect(numbers(program.screen()).toSorted()).toEqual([1, 2, 3, 4, 5]);
  });

  test('filters while one types, and Escape takes the filter back', async () => {
    const program = await open();
    program.press('/');
    program.type('port:8080');
    await program.waitFor((screen) => numbers(screen).join() === '3,5');
    program.press('enter', 'escape');
    await program.waitFor((screen) => numbers(screen).length === 5);
  });
});

describe('the opening screen', () => {
  test('says what is wrong before anything is asked, and why with one key', async () => {
    const program = await open();
    const screen = await program.waitFor(/FINDINGS {2}3 problems, 1 note/);
    expect(screen[2]).toMatch(/^ !! 2\.38 s the server waited 1\.8 s for its retransmission timer \(3 times, 3 /);
    expect(screen[3]).toMatch(/^ ! {2}1\.21 s the server took 1\.2 s to answer/);
    program.press('down');
    await program.waitFor(/15 of 224 segments sent again/);
  });
});

describe('a connection', () => {
  test('in detail has the figures of tcptrace', async () => {
    const program = await open();
    program.press('down', 'enter');
    const screen = await program.waitFor(/resent pkts.*RTT min.*help/s);
    expect(screen.find((line) => line.includes('resent pkts'))).toMatch(/0 \/ 0 +15 \/ 21,720/);
    expect(screen.find((line) => line.includes('RTT min'))).toContain('30.4 / 35.2 / 51.4 ms');
  });

  test('reads as messages, in text and in hex', async () => {
    const program = await open();
    program.press('down', '4');
    await program.waitFor(/GET \/download\?300000 HTTP\/1\.1/);
    await program.waitFor(/User-Agent: fixture\/1/);
    program.press('v', 'v');
    await program.waitFor(/00000000 {2}47 45 54 20 2f 64 6f 77/);
  });

  test('has its packets with their marks', async () => {
    const program = await open();
    program.press('down', '5');
    await program.waitFor(/436 packets/);
    program.press('}');
    await program.waitFor(/^> +62 .*duplicate ACK 1/m);
  });

  test('goes back to the list with q, and q there ends the program with 0', async () => {
    const program = await open();
    program.press('enter');
    await program.waitFor(/SYN \/ FIN \/ RST/);
    program.press('q');
    await program.waitFor(/^> +1 a2b/m);
    program.press('q');
    expect(await program.exited).toEqual({ code: 0, signal: 0 });
  });
});

describe('saving', () => {
  test('writes the packets of a connection as a capture of its own', async () => {
    const folder = temporaryFolder();
    const program = await open({ cwd: folder });
    program.press('down', 'w');
    await program.waitFor(/packets \(pcapng\).*connection-2\.pcapng/s);
    program.press('enter');
    await program.waitFor(/to connection-2\.pcapng/);
    const { stdout } = await run(['--plain', '-n', path.join(folder, 'connection-2.pcapng')]);
    expect(stdout).toContain('1: 192.0.2.10:48228 - 198.51.100.80:80 (a2b)  209>  227<  (complete)');
  });
});

describe('the terminal', () => {
  test('is left as it was found', async () => {
    const program = await open();
    expect(program.inAlternateScreen).toBe(true);
    program.press('Q');
    await program.exited;
    expect(program.inAlternateScreen).toBe(false);
    expect(program.written).toMatch(/\x1b\[\?25h/);
  });

  test('is asked to say what is pasted, which is text and no command, in one piece or in two', async () => {
    const program = await open();
    await program.waitFor(() => program.terminal.modes.bracketedPasteMode);
    program.type('\x1b[200~Q\rQ\x1b[201~/');
    await program.waitFor(/filter:/);
    program.type('\x1b[200~port:80\r');
    // More than an escape sequence may take, and less than a paste.
    await delay(200);
    program.type('Q\x1b[201~');
    await program.waitFor(/filter: port:80 Q/);
    program.press('ctrl-c');
    await program.exited;
    expect(program.terminal.modes.bracketedPasteMode).toBe(false);
  });

  test.each([
    ['SIGTERM', { code: 143, signal: 0 }],
    ['SIGHUP', { code: 0, signal: 1 }],
  ])('is left as it was found on %s', async (signal, exit) => {
    const program = await open();
    program.kill(signal);
    expect(await program.exited).toEqual(exit);
    expect(program.inAlternateScreen).toBe(false);
  });

  test('may change its size at any moment', async () => {
    const program = await open();
    program.resize(60, 20);
    await program.waitFor(
      (screen) => screen.length === 20 && screen.every((line) => line.length <= 60) && numbers(screen).length === 5,
    );
    program.resize(200, 60);
    await program.waitFor((screen) => screen[0].length > 80 && numbers(screen).length === 5);
  });

  test('may have no colours', async () => {
    const program = await open({ env: { NO_COLOR: '1' } });
    expect(program.written).not.toMatch(/\x1b\[(3|4)8;/);
    expect(numbers(program.screen())).toHaveLength(5);
  });
});

describe('input', () => {
  test('that is damaged opens as far as it is whole, and says where it stops', async () => {
    const file = writeTemporary(readFileSync(SAMPLE).subarray(0, 200_000), 'cut.pcapng');
    const program = await open({ cwd: path.dirname(file), args: ['cut.pcapng'], cols: 120 });
    const screen = await program.waitFor((lines) => !lines[1].includes('Loading'));
    expect(screen[0]).toContain('cut.pcapng  261 pkts  5 conn');
    expect(screen[1]).toContain('! cut.pcapng, byte 198,608, after packet 261: the file ends inside a bl');
  });

  test('that is no capture is one line and exit code 1', async () => {
    const program = start({ args: [writeTemporary('just some text\n', 'notes.txt')] });
    running.push(program);
    expect((await program.exited).code).toBe(1);
    expect(program.screen().join('\n')).toMatch(/notes\.txt/);
    expect(program.screen().join('\n')).not.toMatch(/ at .*:\d+:\d+/);
  });

  test('from a pipe opens at once and grows, with the keys from the terminal', async () => {
    const pipe = path.join(temporaryFolder(), 'pipe');
    await once(spawn('mkfifo', [pipe]), 'close');
    const program = start({ command: ['sh', '-c', `exec ${process.execPath} dist/cli.js - < ${pipe}`] });
    running.push(program);
    const bytes = readFileSync(SAMPLE);
    const writer = spawn('sh', ['-c', `exec cat > ${pipe}`], { stdio: ['pipe', 'ignore', 'ignore'] });
    writer.stdin.write(bytes.subarray(0, 20_000));
    await program.waitFor(/^> +1 a2b/m);
    writer.stdin.end(bytes.subarray(20_000));
    await program.waitFor((screen) => numbers(screen).length === 5);
    program.press('q');
    expect((await program.exited).code).toBe(0);
  });

  test('from a pipe that holds none is one line, and exit code 1', async () => {
    const program = start({ command: ['sh', '-c', `seq 1000 | ${process.execPath} dist/cli.js -`] });
    running.push(program);
    expect((await program.exited).code).toBe(1);
    expect(program.screen().join('\n')).toMatch(/standard input: not a capture in a format that can be read/);
  });

  test('that another program still writes is followed', async () => {
    const bytes = readFileSync(SAMPLE);
    const file = writeTemporary(bytes.subarray(0, 20_000), 'growing.pcapng');
    const program = await open({ args: ['--follow', file] });
    const writer = spawn('sh', ['-c', `exec cat >> ${file}`], { stdio: ['pipe', 'ignore', 'ignore'] });
    writer.stdin.end(bytes.subarray(20_000));
    await program.waitFor((screen) => numbers(screen).length === 5);
    expect(existsSync(file) && statSync(file).size).toBe(bytes.length);
  });
});

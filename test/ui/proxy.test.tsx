import { cleanup } from 'ink-testing-library';
import { afterEach, describe, expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { FakeProxy } from './support/fake-proxy.ts';
import { FakeSession } from './support/fake-session.ts';
import { type Shown, show } from './support/screen.tsx';

afterEach(cleanup);

function open(proxy = new FakeProxy()): { proxy: FakeProxy; screen: Shown } {
  const session = Object.assign(new FakeSession(), { proxy });
  proxy.changed = () => session.changed();
  return { proxy, screen: show(session) };
}

describe('the proxy screen', () => {
  test('listeners on top, connections below, newest followed, its messages under them', async () => {
    const { screen } = open();
    const frame = await screen.see('HTTP/1.1 200 OK');
    expect(frame[0]).toMatch(/^ PROXY {2}2 listeners {2}up \d+:\d\d:\d\d {2}14 conn \(3 open\)/);
    expect(frame.slice(1, 8)).toEqual([
      '>127.0.0.1:8080 -> api.internal:443 (TLS up)  9 conn 2 open  untouched',
      ' 0.0.0.0:9100 -> printer:9100                 ALL HOSTS! 5 conn 1 open  latency~',
      '─'.repeat(80),
      '     # client             via    state    age >byt <byt <msg wait first words',
      '    10 127.0.0.1:51010    :8080  refused 4.1s    0    0    0    - ECONNREFUSED',
      '    12 127.0.0.1:51012    :8080  done    4.1s  410 2.1k    1 44ms GET /v1/jobs ~',
      expect.stringMatching(/^> {3}14 127\.0\.0\.1:51014 {4}:8080 {2}open /),
    ]);
    expect(frame.at(-2)).toBe(' rec: session-1031.pcapng  39.0 MB of 1.0 GB');
  });

  test('Enter on a listener shows its connections alone, and all again', async () => {
    const { proxy, screen } = open();
    proxy.connections.push({ ...proxy.connections[2], number: 15, listener: 1, client: '127.0.0.1:51015' });
    screen.press('\t', 'j', 'enter');
    await screen.see('filter: listener:0.0.0.0');
    expect([proxy.list.count, proxy.list.at(0)]).toEqual([1, 15]);
    screen.press('enter');
    await screen.see((frame) => proxy.list.count === 4 && frame.length > 0);
  });

  test('] in the messages goes on in the list of the proxy, whose cursor comes along', async () => {
    const { proxy, screen } = open();
    Object.assign(proxy.connections[1], { recorded: asRow(0) });
    Object.assign(proxy.connections[2], { recorded: asRow(2) });
    screen.press('k', '4');
    await screen.see('#1 ');
    screen.press(']');
    await screen.see('#3 ');
    screen.press('[', 'q');
    await screen.see(/^> +12 /m);
  });

  test('a listener is added; what is wrong with the words is said', async () => {
    const { proxy, screen } = open();
    screen.press('a', '9000\r');
    await screen.see('9000: wanted LISTEN TARGET');
    screen.press('a', '9000 db:5432\r');
    await screen.see('adding 9000 db:5432');
    expect(proxy.asked).toEqual([
      ['add', '9000'],
      ['add', '9000 db:5432'],
    ]);
  });

  test('stopping a listener and killing a connection are asked first', async () => {
    const { proxy, screen } = open();
    screen.press('X');
    await screen.see('Reset connection 14?');
    screen.press('enter');
    await screen.see('rec: session');
    expect(proxy.asked).toEqual([]);
    screen.press('X', 'y', 'S', 'y');
    await screen.see((frame) => proxy.asked.length === 2 && frame.length > 0);
    expect(proxy.asked).toEqual([
      ['kill', 14],
      ['stop', 0],
    ]);
  });

  test('a connection that is over is not killed, and that is said', async () => {
    const { proxy, screen } = open();
    screen.press('g', 'X');
    await screen.see('#10 is over already');
    expect(proxy.asked).toEqual([]);
  });

  test('shaping, holding and resending go to what is chosen', async () => {
    const { proxy, screen } = open();
    screen.press('\t', 'j', 's', '--rate 1mbit\r', 'i', '/login/\r', 'r');
    await screen.see('#14 resent: 1,200 bytes, answered');
    expect(proxy.asked).toEqual([
      ['impair', 1, '--rate 1mbit'],
      ['hold', 1, '/login/'],
      ['resend', 14, null, 'answers'],
    ]);
  });

  test('a held message is shown and accepted with Enter, dropped with D', async () => {
    const proxy = new FakeProxy();
    const bytes = new TextEncoder().encode('POST /login HTTP/1.1\r\n');
    proxy.held = [1, 2].map((held) => ({
      held,
      connection: 14,
      direction: 'to-server' as const,
      bytes,
      sinceMicros: Date.now() * 1000,
      windowMs: 5,
    }));
    const { screen } = open(proxy);
    await screen.see('#14 -> 22 B, gathered 5 ms  POST /login HTTP/1.1..');
    await screen.see(' Enter accept  A accept all  e edit  D drop');
    screen.press('enter', 'j', 'D');
    await screen.see(() => proxy.asked.length === 2);
    expect(proxy.asked).toEqual([
      ['release', 1, { kind: 'accept' }],
      ['release', 2, { kind: 'drop' }],
    ]);
  });

  test('p pauses the display, never the traffic', async () => {
    const { proxy, screen } = open();
    screen.press('p');
    await screen.see('PAUSED');
    proxy.connections.push({ ...proxy.connections[2], number: 15 });
    screen.press('j');
    expect((await screen.see('PAUSED')).join('\n')).not.toContain('    15 ');
    screen.press('p', 'F');
    await screen.see('   15 127');
  });

  test('/ filters as you type, o sorts, Esc clears: as in the list of a capture', async () => {
    const { screen } = open();
    screen.press('/', 'state:', 'refused');
    const filtered = await screen.see(
      (frame) => /1 of 1\n/.test(frame.join('\n')) && frame.join('\n').includes('1 of 3'),
    );
    expect(filtered.join('\n')).toContain('10 127.0.0.1:51010');
    expect(filtered.join('\n')).not.toContain('12 127.0.0.1:51012');
    screen.press('enter');
    await screen.see('filter: state:refused  1 of 1');
    screen.press('escape');
    await screen.see('following  3 of 3');
    screen.press('o', '/', 'bytes_to_cl', 'enter');
    const sorted = await screen.see('sort: <byt ▾');
    expect(sorted.slice(5, 8).map((line) => line.slice(1, 7).trim())).toEqual(['14', '12', '10']);
    screen.press('O');
    await screen.see('sort: <byt ▴');
  });

  test('w writes the connection under the cursor, and says where nothing of it is recorded', async () => {
    const { proxy, screen } = open();
    proxy.connections.push({ ...proxy.connections[2], number: 15, recorded: asRow(2) });
    screen.press('w');
    await screen.see('Write connection 3');
    screen.press('escape', 'g', 'w');
    await screen.see('nothing of it is recorded');
  });

  test('a connection whose traffic was changed is marked, and says what was done', async () => {
    const { proxy, screen } = open();
    proxy.connections.push({ ...proxy.connections[2], number: 15, changes: ['to-client: latency 100 ms'] });
    const frame = await screen.see(' * to-client: latency 100 ms');
    expect(frame.join('\n')).toContain('>  *15 127.0.0.1:51014');
  });

  test('a recording says how much of its ring is filled, and then how much is kept', async () => {
    const proxy = new FakeProxy();
    const { screen } = open(proxy);
    await screen.see('rec: session-1031.pcapng  39.0 MB of 1.0 GB');
    proxy.recording.bytes = 2.5e9;
    proxy.changed();
    screen.press('j');
    await screen.see('rec: session-1031.pcapng  2.5 GB, the last 1.0 GB kept');
  });

  test('a recording that stopped is said in so many words', async () => {
    const proxy = new FakeProxy();
    proxy.recording.stopped = 'no space left on device';
    const { screen } = open(proxy);
    const frame = await screen.see('RECORDING STOPPED: no space left on device; forwarding goes on');
    expect(frame[0]).toContain('NOT RECORDING');
  });

  test('Enter looks into the connection; leaving asks while a listener is live', async () => {
    const { screen } = open();
    screen.press('enter');
    await screen.see(/#1 {2}\d+ messages/);
    screen.press('q');
    await screen.see('PROXY');
    screen.press('q');
    await screen.see('Stop 2 listeners and leave?');
    screen.press('escape');
    await screen.see('rec: session');
  });
});

describe('the command line', () => {
  test(':help is about the view below it', async () => {
    const { screen } = open();
    screen.press(':', 'help\r');
    await screen.see('HELP  proxy');
  });

  test('what does not fit one line is said on two', async () => {
    const { screen } = open();
    screen.press(':', 'resend the last one\r');
    const frame = await screen.see('which connection?');
    expect(frame.slice(-2).map((line) => line.trim())).toEqual([
      'which connection? write :resend NUMBER, and original behind it for its own',
      'timing',
    ]);
  });

  test(':listen adds a listener, and says so where there is no proxy', async () => {
    const { proxy, screen } = open();
    screen.press(':listen 9000 db:5432\r');
    await screen.see('adding 9000 db:5432');
    expect(proxy.asked).toEqual([['add', '9000 db:5432']]);
    const capture = show(new FakeSession());
    capture.press(':listen 9000 db:5432\r');
    await capture.see('this is no proxy: tcptrace-tui proxy starts one');
  });

  test(':shape, :hold, :resend, :stop and :kill speak to what is chosen', async () => {
    const { proxy, screen } = open();
    screen.press(':shape 120ms 1mbit\r');
    await screen.see('127.0.0.1:8080: 120ms 1mbit');
    screen.press(':hold /login/\r');
    await screen.see('holding messages that match /login/');
    screen.press(':resend\r');
    await screen.see('#14 resent');
    screen.press(':resend 12 original\r');
    await screen.see('#12 resent');
    screen.press(':resend soon\r');
    await screen.see('which connection?');
    screen.press(':stop\r');
    await screen.see('Stop listening on 127.0.0.1:8080?');
    screen.press('y');
    await screen.see(() => proxy.asked.length === 5);
    screen.press(':kill\r');
    await screen.see('Reset connection 14?');
    screen.press('y');
    await screen.see(() => proxy.asked.length === 6);
    expect(proxy.asked).toEqual([
      ['impair', 0, '120ms 1mbit'],
      ['hold', 0, '/login/'],
      ['resend', 14, null, 'answers'],
      ['resend', 12, null, 'original'],
      ['stop', 0],
      ['kill', 14],
    ]);
  });

  test(':filter and :sort are about the list in view', async () => {
    const { screen } = open();
    screen.press(':filter refused\r');
    await screen.see('filter: refused  1 of 1');
    screen.press(':filter\r', ':sort age\r');
    await screen.see('sort: age ▾');
  });

  test(':open leaves no proxy behind; what comes live is not read once more', async () => {
    const { screen } = open();
    screen.press(':open other.pcap\r');
    await screen.see('the proxy is live: leave it with q, then open what was recorded');
    screen.press(':reload\r');
    await screen.see('what comes in live cannot be read once more');
  });
});

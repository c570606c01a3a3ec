import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { type SaveRequest, SessionError } from '../../source/session/session.ts';
import { until } from '../../source/session/until.ts';
import { temporaryFolder } from '../support/captures.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';
import { ask, listed, openSession, sessionOf } from './sessions.ts';

const signal = new AbortController().signal;

/** Four connections of one client: a web request, a refusal, a silence, one that is cut off in the middle. */
const TRAFFIC = `
a 172.16.16.154:64868 isn 1000
b 72.246.56.35:80
r 72.246.56.36:81
s 72.246.56.37:82
v [2001:db8::1]:1000
w [2001:db8::2]:443
0      a > b S win 64240 <mss 1460,sackOK>
0.030  b > a S. ack 1 <mss 1460,sackOK>
0.031  a > b . ack 1
0.032  a > b P. "GET / HTTP/1.1\\r\\n\\r\\n" ack 1
0.062  b > a . 1:1449(1448) ack 19
0.063  b > a P. 2897:3001(104) ack 19
0.064  a > b . ack 1449 <sack 2897:3001>
0.264  b > a . 1449:2897(1448) ack 19
0.294  a > b . ack 3001
0.300  a > b F. ack 3001
0.330  b > a F. ack 20
0.331  a > b . ack 3002
1      a > r S
1.030  r > a R. ack 1
2      a > s S 0:0(0) retries 2
3      v > w S
3.010  w > v S. ack 1
3.011  v > w . ack 1
3.012  v > w P. "hello" ack 1
`;

const cells = (session: Awaited<ReturnType<typeof sessionOf>>, connection: number): Record<string, string> =>
  Object.fromEntries(
    session.columns.filter(({ shownAtFirst }) => shownAtFirst).map(({ id, text }) => [id, text(asRow(connection))]),
  );

describe('the list', () => {
  test('shows each connection in its cells', async () => {
    const session = await sessionOf(TRAFFIC);
    expect(listed(session)).toEqual([1, 2, 3, 4]);
    expect(cells(session, 0)).toEqual({
      number: '1',
      label: 'a2b',
      a: '.154:64868',
      b: '72.246.56.35:80',
      packets_a2b: '7',
      packets_b2a: '5',
      unique_bytes_a2b: '18',
      unique_bytes_b2a: '3.0k',
      rtx: '1',
      rtt: '30ms',
      end: 'ok',
      lost: '',
    });
    expect([1, 2, 3].map((connection) => session.ending(asRow(connection)))).toEqual(['ref<', 'syn!', 'open']);
    expect([session.endpoint(asRow(3), 0), session.endpoint(asRow(3), 1)]).toEqual([
      '[2001:db8::1]:1000',
      '[2001:db8::2]:443',
    ]);
    expect(session.label(asRow(3), 1)).toBe('h2g');
  });

  test('is sorted by any column, and back', async () => {
    const session = await sessionOf(TRAFFIC);
    expect(await ask(session, '', 'packets_a2b', true)).toEqual([1, 3, 4, 2]);
    expect(await ask(session, '', 'b')).toEqual([1, 2, 3, 4]);
    expect(await ask(session, '', 'b', true)).toEqual([4, 3, 2, 1]);
    expect(await ask(session, '', 'end')).toEqual([3, 2, 4, 1]);
    expect(session.list.placeOf(asRow(3))).toBe(2);
    expect(await ask(session, '')).toEqual([1, 2, 3, 4]);
  });

  test('is filtered by words; a filter that makes no sense says so and keeps what was', async () => {
    const session = await sessionOf(TRAFFIC);
    expect(await ask(session, 'state:refused')).toEqual([2]);
    expect(session.list.placeOf(asRow(0))).toBe(-1);
    expect(await ask(session, 'port:80-82 not:state:ok')).toEqual([2, 3]);
    expect(await ask(session, 'port:80-82 not:stat:ok')).toEqual([2, 3]);
    expect(session.list.problem).toBe(
      "there is no field 'stat'; did you mean state:ok? docs/filters.md and Tab list them",
    );
  });

  test('holds only what the command line selects', async () => {
    expect(listed(await sessionOf(TRAFFIC, '-o2-3'))).toEqual([2, 3]);
    const complete = await sessionOf(TRAFFIC, '-c');
    await until(complete, () => complete.list.count > 0);
    expect(listed(complete)).toEqual([1]);
  });

  test('every column has text and keys for every connection', async () => {
    const session = await sessionOf(TRAFFIC);
    for (const column of session.columns) {
      for (let connection = 0; connection < 4; connection++)
        expect(column.text(asRow(connection))).toBeTypeOf('string');
      expect((await ask(session, '', column.id, true)).toSorted()).toEqual([1, 2, 3, 4]);
    }
  });
});

describe('a connection read back', () => {
  test('packets with relative numbers and marks', async () => {
    const session = await sessionOf(TRAFFIC);
    const packets = session.packets(asRow(0));
    await until(session, () => packets.complete);
    expect(packets.count).toBe(12);
    expect(packets.at(0)).toMatchObject({ number: 1, side: 0, flags: 2, sequence: 0, acknowledgement: null });
    expect(packets.at(3)).toMatchObject({ sequence: 1, acknowledgement: 1, length: 18, side: 0 });
    expect(packets.at(5)).toMatchObject({ sequence: 2897, marks: ['previous segment not captured'] });
    expect(packets.at(6).marks).toContain('SACK 1');
    expect(packets.at(7).marks[0]).toMatch(/retransmission/);
    const record = await packets.record(3);
    expect(record).toMatchObject({ linkType: 1, wireLength: record!.bytes.length });
    expect(Buffer.from(record!.bytes.subarray(-18)).toString()).toBe('GET / HTTP/1.1\r\n\r\n');
  });

  test('its messages', async () => {
    const session = await sessionOf(TRAFFIC);
    const conversation = session.conversation(asRow(0));
    await until(session, () => conversation.complete);
    expect(conversation.messages.map(({ side, size, words }) => [side, size, words.slice(0, 14)])).toEqual([
      [0, 18, 'GET /'],
      [1, 3000, 'bcdefghijklmno'],
    ]);
    const [piece] = await conversation.pieces(0, 0, 3);
    expect(piece).toEqual({ kind: 'bytes', offset: 0, packet: 4, bytes: Uint8Array.from(Buffer.from('GET')) });
  });

  test('is the same object while it is among the last looked into', async () => {
    const session = await sessionOf(TRAFFIC);
    expect(session.packets(asRow(1))).toBe(session.packets(asRow(1)));
    expect(session.conversation(asRow(1))).toBe(session.conversation(asRow(1)));
  });
});

describe('saving', () => {
  const saved = async (what: SaveRequest['what'], direction = 'both') => {
    const session = await sessionOf(TRAFFIC);
    const file = path.join(temporaryFolder(), 'saved');
    const words = await session.save(
      { connections: [asRow(0)], direction: direction as 'both', what, path: file },
      signal,
    );
    return { words: words.replace(file, 'FILE'), content: readFileSync(file), file };
  };

  test('raw bytes of one direction', async () => {
    const { words, content } = await saved('raw', 'a2b');
    expect([words, content.toString()]).toEqual(['18 bytes to FILE', 'GET / HTTP/1.1\r\n\r\n']);
  });

  test('the conversation as text and as hex', async () => {
    const { content } = await saved('text');
    expect(content.toString().split('\n').slice(0, 4)).toEqual([
      '# 172.16.16.154:64868 <-> 72.246.56.35:80',
      '',
      '--- 1 a2b 18 bytes at 0.032000 s, packet 4 ---',
      'GET / HTTP/1.1',
    ]);
    expect((await saved('hex', 'a2b')).content.toString()).toContain(
      '00000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  GET / HTTP/1.1..',
    );
  });

  test('packets that open as a capture again', async () => {
    const { words, file } = await saved('pcapng');
    expect(words).toBe('12 packets to FILE');
    const again = await openSession(file);
    await until(again, () => again.progress.state === 'done');
    expect(cells(again, 0)).toMatchObject({ packets_a2b: '7', packets_b2a: '5', end: 'ok', rtt: '30ms' });
  });

  test('figures as CSV, as JSON, and in the words of tcptrace', async () => {
    const [names, values] = (await saved('columns')).content.toString().split('\n');
    expect(names.split(',').length).toBe(values.split(',').length);
    expect(values.startsWith('1,a2b,b2a,172.16.16.154,72.246.56.35,64868,80')).toBe(true);
    expect(JSON.parse((await saved('json')).content.toString())).toMatchObject({ number: 1, a2b: { packets: 7 } });
    expect((await saved('tcptrace')).content.toString()).toMatch(
      /^TCP connection 1:\n\thost a: +172\.16\.16\.154:64868\n/,
    );
  });

  test('a report in Markdown, once problems have been looked for', async () => {
    const session = await sessionOf(TRAFFIC);
    const request = { connections: [asRow(1)], direction: 'both', what: 'markdown' } as const;
    const early = path.join(temporaryFolder(), 'early.md');
    if (session.diagnosed?.state !== 'done') {
      await expect(session.save({ ...request, path: early }, signal)).rejects.toThrow('still being looked for');
    }
    await until(session, () => session.diagnosed?.state === 'done');
    const file = path.join(temporaryFolder(), 'report.md');
    expect(await session.save({ ...request, path: file }, signal)).toBe(`1 connection to ${file}`);
    const text = readFileSync(file).toString();
    expect(text.split('\n').filter((line) => line.startsWith('##'))).toEqual([
      '## Findings',
      '## Connections',
      '### Connection 2',
    ]);
    expect(text).toContain('| 2 | c2d | 172.16.16.154:');
  });

  test('several conversations, a file each', async () => {
    const session = await sessionOf(TRAFFIC);
    const file = path.join(temporaryFolder(), 'both.txt');
    await session.save({ connections: [asRow(0), asRow(3)], direction: 'both', what: 'raw', path: file }, signal);
    expect(readFileSync(file.replace('both', 'both-g2h')).toString()).toBe('hello');
    expect(existsSync(file.replace('both', 'both-a2b'))).toBe(true);
  });

  test('never over another file, and says what is wrong', async () => {
    const session = await sessionOf(TRAFFIC);
    const file = writeTemporary('precious');
    const request = { connections: [asRow(0)], direction: 'both', what: 'raw', path: file } as const;
    await expect(session.save(request, signal)).rejects.toThrow(`${file}: is there already; choose another name`);
    expect(readFileSync(file).toString()).toBe('precious');
    const nowhere = { ...request, path: '/nowhere/at/all' };
    await expect(session.save(nowhere, signal)).rejects.toThrow('/nowhere/at/all: there is no such folder');
  });

  test('leaves nothing behind when it is broken off', async () => {
    const session = await sessionOf(TRAFFIC);
    const file = path.join(temporaryFolder(), 'partly');
    const abort = AbortSignal.abort(new Error('stopped'));
    await expect(
      session.save({ connections: [asRow(0)], direction: 'both', what: 'pcapng', path: file }, abort),
    ).rejects.toThrow('stopped');
    expect(existsSync(file)).toBe(false);
  });
});

describe('the capture', () => {
  test('summary', async () => {
    const { summary } = await sessionOf(TRAFFIC);
    expect(summary).toMatchObject({
      title: 'capture.pcap',
      packets: 21,
      connections: 4,
      packetsByProtocol: [{ name: 'TCP', packets: 21 }],
      interfaces: [{ name: 'interface 1', linkType: 'Ethernet', snaplen: 262_144 }],
      snapped: 0,
      problems: [],
    });
    expect(summary.lastMicros! - summary.firstMicros!).toBe(5_000_000);
  });

  test('damage costs nothing before it, and is told with its place', async () => {
    const whole = scenario(TRAFFIC);
    const session = await openSession(writeTemporary(whole.subarray(0, whole.length - 7), 'cut.pcap'));
    await until(session, () => session.progress.state === 'done');
    expect(session.summary.packets).toBe(20);
    expect(session.summary.problems).toHaveLength(1);
    expect(session.summary.problems[0]).toMatch(/cut\.pcap, byte [\d,]+, after packet 20: .*; the file ends there\./);
  });

  test('that is not there, or is none, is refused in one line', async () => {
    await expect(openSession('/nowhere/a.pcap')).rejects.toThrow(SessionError);
    await expect(openSession('/nowhere/a.pcap')).rejects.toThrow('/nowhere/a.pcap');
    const text = writeTemporary('this is no capture at all, it is a text', 'notes.txt');
    await expect(openSession(text)).rejects.toThrow('notes.txt');
    await expect(openSession('--follow', text)).rejects.toThrow('notes.txt');
  });

  test('that turns out to be none while it grows is told', async () => {
    const file = writeTemporary('no', 'growing.txt');
    const session = await openSession('--follow', file);
    expect(session.unreadable).toBeNull();
    appendFileSync(file, ' capture at all, but a text that is long enough to tell');
    await until(session, () => session.unreadable !== null);
    expect(session.unreadable).toMatch(/growing\.txt: not a capture in a format that can be read/);
  });

  test('that grows is followed: rows, list and an open connection', async () => {
    const bytes = scenario(TRAFFIC);
    const half = bytes.length - 300;
    const file = writeTemporary(bytes.subarray(0, half), 'growing.pcap');
    const session = await openSession('--follow', file);
    await until(session, () => session.progress.state === 'waiting' && session.store.count > 0);
    await ask(session, '', 'number', true);
    const last = session.store.count - 1;
    const packets = session.packets(asRow(last));
    await until(session, () => packets.complete);
    const before = packets.count;
    appendFileSync(file, bytes.subarray(half));
    await until(session, () => session.list.count === 4 && session.summary.packets === 21);
    expect(listed(session)).toEqual([4, 3, 2, 1]);
    expect(before).toBeGreaterThan(0);
    await until(session, () => session.packets(asRow(3)).count === 4);
  });

  test('stops when told to and keeps what is loaded', async () => {
    const file = writeTemporary(scenario(TRAFFIC), 'growing.pcap');
    const session = await openSession('--follow', file);
    await until(session, () => session.progress.state === 'waiting');
    session.stop();
    await until(session, () => session.progress.state === 'stopped');
    expect(session.store.count).toBe(4);
  });
});

test('a conversation without messages has no pieces of any', async () => {
  const session = await sessionOf('a 10.0.0.1:1\n b 10.0.0.2:2\n 0 a > b S\n 0.010 b > a R. ack 1');
  expect(await session.conversation(asRow(0)).pieces(0, 0, 4)).toEqual([]);
});

import { cleanup } from 'ink-testing-library';
import { afterEach, describe, expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import type { Finding } from '../../source/findings/finding.ts';
import { FakeSession } from './support/fake-session.ts';
import { show } from './support/screen.tsx';

afterEach(cleanup);

const FINDINGS: Finding[] = [
  {
    id: 'O1',
    severity: '!!',
    connections: [asRow(3), asRow(7)],
    packets: [5],
    lostSeconds: 67,
    what: 'SYN unanswered by 192.168.1.3:443: 5 tries in 15 s',
    why: 'Host down.',
  },
  {
    id: 'T8',
    severity: '.',
    connections: [asRow(1)],
    packets: [9],
    lostSeconds: 0,
    what: 'Keep-alives, answered',
    why: '',
  },
];

describe('the connection list', () => {
  test('80x24, first screen', async () => {
    const screen = show(new FakeSession({ connections: 30, findings: FINDINGS }));
    expect(await screen.see('1 of 30')).toEqual([
      ' tcptrace-tui  made-up.pcap  300 pkts  30 conn  95.0 s              1Find 2Conn',
      ' FINDINGS  1 problem, 1 note',
      ' !! 67.0 s SYN unanswered by 192.168.1.3:443: 5 tries in 15 s             2 conn',
      ' .         Keep-alives, answered                                              #2',
      '─'.repeat(80),
      '    # ends  A (client) B (server)       pkt> pkt< byt> byt<  rtx  rtt end   lost',
      '>   1 a2b   .1:40000   192.168.1.0:80      3    3    0    0         - ok',
      '    2 c2d   .1:40001   192.168.1.1:443    10   10  131  131    1    - open',
      '    3 e2f   .1:40002   192.168.1.2:80     17   17  262  262    2    - rst<',
      '    4 g2h   .1:40003   192.168.1.3:443    24    0  393  393    3    - syn!',
      '    5 i2j   .1:40004   192.168.1.4:80     31   31  524  524    4    - ok',
      '    6 k2l   .1:40005   192.168.1.5:443    38   38  655  655    5    - open',
      '    7 m2n   .1:40006   192.168.1.6:80     45   45  786  786    6    - rst<',
      '    8 o2p   .1:40007   192.168.1.7:443    52    0  917  917    7    - syn!',
      '    9 q2r   .1:40008   192.168.1.8:80     59   59 1.0k 1.0k    8    - ok',
      '   10 s2t   .1:40009   192.168.1.9:443    66   66 1.2k 1.2k    9    - open',
      '   11 u2v   .1:40010   192.168.1.10:80    73   73 1.3k 1.3k   10    - rst<',
      '   12 w2x   .1:40011   192.168.1.11:443   80    0 1.4k 1.4k   11    - syn!',
      ' sort: as captured   filter: none                                       1 of 30',
      '─'.repeat(80),
      ' .  #1 Nothing wrong in TCP: no loss, RTT 36 ms; the time is idle.',
      '',
      '',
      ' Enter open  / filter  o sort  w write  x more  4 messages  ? help  q back',
    ]);
  });

  test('keys typed fast each do their part', async () => {
    const screen = show(new FakeSession({ connections: 30 }));
    screen.press('jjjj');
    expect(await screen.see('5 of 30')).toContain(
      '>   5 i2j   .1:40004   192.168.1.4:80     31   31  524  524    4    - ok',
    );
    screen.press('/rst<\r', 'G');
    await screen.see('7 of 7');
  });

  test.each(['/bogus:1\r', ':filter bogus:1\r'])('a filter that is none says so when it is kept: %j', async (typed) => {
    const screen = show(new FakeSession({ connections: 30 }));
    screen.press(typed);
    await screen.see((lines) => lines.at(-1)?.includes("there is no field 'bogus'") ?? false);
  });

  test('the filter narrows at every key, Esc clears it', async () => {
    const session = new FakeSession({ connections: 30 });
    const screen = show(session);
    screen.press('/syn');
    await screen.see('filter: syn');
    await screen.see('7 of 30');
    screen.press('escape');
    await screen.see('filter: none');
    expect(session.list.query.filter).toBe('');
  });

  test('a filter with a mistake says what to write instead, and the list stays', async () => {
    const screen = show(new FakeSession({ connections: 30 }));
    screen.press('/', '\u001b[200~bogus:1\u001b[201~');
    const frame = await screen.see("there is no field 'bogus'; docs/filters.md and Tab list them");
    expect(frame).toContain('>   1 a2b   .1:40000   192.168.1.0:80      3    3    0    0         - ok');
  });

  test('Tab completes the filter, Up brings back the one before', async () => {
    const screen = show(new FakeSession({ connections: 30 }));
    screen.press('/ho\t');
    await screen.see(/filter: host: /);
    screen.press('10\r', '/');
    await screen.see(/filter: host:10 .*of 30/);
    screen.press('\u0015');
    await screen.see('filter:   ');
    screen.press('up');
    await screen.see('filter: host:10');
  });

  test('the cursor stays on its connection when the order changes', async () => {
    const screen = show(new FakeSession({ connections: 30 }));
    screen.press('jj', 'O', '>');
    await screen.see('sort: # ▾');
    await screen.see('28 of 30');
    screen.press('O');
    await screen.see('sort: # ▴');
    expect(await screen.see('3 of 30')).toContain(
      '>   3 e2f   .1:40002   192.168.1.2:80     17   17  262  262    2    - rst<',
    );
  });

  test('sorting by a chosen column', async () => {
    const screen = show(new FakeSession({ connections: 30 }));
    screen.press('o');
    await screen.see('Sort by');
    screen.press('jjjjjjj', 'enter');
    expect((await screen.see('sort: byt> ▾')).find((line) => line.includes('3.8k'))).toMatch(/^> +30 bg2bh/);
  });

  test('tags are kept and counted', async () => {
    const screen = show(new FakeSession({ connections: 30 }));
    screen.press('space', 'space', 'w');
    await screen.see('Write 2 tagged connections');
    screen.press('escape');
    const frame = await screen.see('2 tagged');
    expect(frame.filter((line) => line.startsWith(' *'))).toHaveLength(2);
  });

  test(':37 goes to connection 37, a wrong number says which there are', async () => {
    const screen = show(new FakeSession({ connections: 50 }));
    screen.press(':37\r');
    await screen.see('37 of 50');
    screen.press(':99\r');
    await screen.see('there is no connection 99; they go from 1 to 50');
  });

  test('the next problem is found, and the absence of one is said', async () => {
    const screen = show(new FakeSession({ connections: 6 }));
    screen.press('}');
    await screen.see('4 of 6');
    screen.press('}');
    await screen.see('no further problem in this list');
  });

  test('Enter on a finding goes to its first packet', async () => {
    const screen = show(new FakeSession({ connections: 30, findings: FINDINGS }));
    screen.press('1', 'enter');
    await screen.see('#4 packets');
    await screen.see(/^> +5 /m);
  });

  test('what is opened is the row under the cursor, also where a filter or following has put it there', async () => {
    const screen = show(new FakeSession({ connections: 30 }));
    screen.press('jj', '/syn\r');
    const [row] = (await screen.see(/1 of 7|2 of 7|3 of 7/)).filter((line) => line.startsWith('>'));
    screen.press('enter');
    await screen.see(`#${row.slice(1, 12).trim()} `);
    screen.press('q', 'escape', 'F');
    await screen.see('following');
    screen.press('5');
    await screen.see('#30 packets');
  });

  test('marks: m and a letter, back with a quote', async () => {
    const screen = show(new FakeSession({ connections: 30 }));
    screen.press('jj', 'ma');
    await screen.see("'a comes back here");
    screen.press('G');
    await screen.see('30 of 30');
    screen.press("'a");
    await screen.see(/\b3 of 30/);
    screen.press("''");
    await screen.see('30 of 30');
  });

  test('names come at #, numbers again', async () => {
    const screen = show(new FakeSession());
    screen.press('#');
    await screen.see('cli~:40000');
    screen.press('#');
    await screen.see(' .1:40000');
  });

  test('columns are hidden and shown', async () => {
    const screen = show(new FakeSession());
    screen.press('c', 'j', 'space', 'enter');
    const frame = await screen.see((lines) => lines.some((line) => line.startsWith('    # A (client)')));
    expect(frame.join('\n')).not.toContain('a2b');
  });

  test('while reading: progress; Ctrl-C stops and keeps', async () => {
    const progress = { state: 'reading' as const, bytesRead: 460_000, bytesPerSecond: 2.1e8, secondsLeft: 2.5 };
    const session = new FakeSession({ progress });
    const screen = show(session);
    await screen.see('46 %  460.0 kB of 1.0 MB  210.0 MB/s  3 s left');
    screen.press('ctrl-c');
    await screen.see('stopped reading; what is loaded stays');
    expect(session.stopped).toBe(true);
  });

  test('while reading: Q stops nothing, it leaves', async () => {
    const progress = { state: 'reading' as const, bytesRead: 460_000, bytesPerSecond: 2.1e8, secondsLeft: 2.5 };
    const session = new FakeSession({ progress });
    const screen = show(session);
    await screen.see('46 %');
    screen.press('Q');
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(session.stopped).toBe(false);
  });

  test('a damaged capture is a line, not a wall', async () => {
    const problem = 'Stopped at byte 1,998: the next record claims 70 TB.';
    const screen = show(new FakeSession({ problems: [problem] }));
    expect((await screen.see('Stopped at'))[1]).toBe(` ! ${problem}  (:info)`);
  });

  test('nothing in the capture', async () => {
    const screen = show(new FakeSession({ connections: 0 }));
    await screen.see('no TCP connection in this capture; :info says what is in it');
  });

  test('300,000 connections scroll without building more than the visible rows', async () => {
    const session = new FakeSession({ connections: 300_000 });
    const read: number[] = [];
    const column = session.columns[3];
    const text = (connection: number) => {
      read.push(connection);
      return column.text(asRow(connection));
    };
    session.columns[3] = { ...column, text };
    const screen = show(session);
    await screen.see('1 of 300000');
    read.length = 0;
    screen.press('G');
    await screen.see('300000 of 300000');
    expect(new Set(read).size).toBeLessThan(60);
  });
});

describe('sizes', () => {
  test('60x20 says so and still shows the list', async () => {
    const screen = show(new FakeSession({ connections: 30 }), { columns: 60, rows: 20 });
    const frame = await screen.see('60x20, made for 80x24');
    expect(frame.filter((line) => / [a-z]+2[a-z]+ /.test(line)).length).toBeGreaterThan(8);
  });

  test('120 columns show the selected connection beside the list, 160 its messages too', async () => {
    const screen = show(new FakeSession({ connections: 30 }), { columns: 120, rows: 35 });
    await screen.see('packets / with data');
    screen.resize(200, 60);
    await screen.see('first words');
  });

  test('resizing keeps the selection', async () => {
    const screen = show(new FakeSession({ connections: 30 }));
    screen.press('G');
    await screen.see('30 of 30');
    screen.resize(100, 30);
    await screen.see((lines) => lines.length === 30 && lines.some((line) => line.startsWith('>  30')));
  });
});

describe('long menus', () => {
  test('are narrowed with a slash, and Enter takes what is left', async () => {
    const session = new FakeSession({ connections: 30 });
    const screen = show(session);
    screen.press('o', '/dur');
    await screen.see('/dur_');
    screen.press('enter');
    await screen.see('sort: time');
    expect(session.list.query.sort).toEqual({ column: 'duration', descending: true });
  });

  test('columns are put in another order', async () => {
    const screen = show(new FakeSession());
    screen.press('c', 'G', 'space', 'enter');
    await screen.see('sort:');
    screen.press('c', 'j', '>', '>', 'enter');
    await screen.see(/# A \(client\) +B \(server\) +ends/);
  });
});

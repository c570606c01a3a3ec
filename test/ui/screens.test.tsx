import { cleanup } from 'ink-testing-library';
import { afterEach, describe, expect, test } from 'vitest';
import { asNumber, asRow } from '../../source/connection/numbering.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import type { PacketList } from '../../source/session/session.ts';
import { ethernet, segment4 } from '../wire/frames.ts';
import { FakeSession } from './support/fake-session.ts';
import { show } from './support/screen.tsx';

afterEach(cleanup);

describe('detail', () => {
  test('both directions side by side, verdict first', async () => {
    const screen = show(new FakeSession());
    screen.press('3');
    const frame = await screen.see('v all');
    expect(frame.slice(0, 6)).toEqual([
      ' #1 a2b  10.0.0.1:40000 <-> 192.168.1.0:80  ok                          1/3 [ ]',
      ' .  Nothing wrong in TCP: no loss, RTT 36 ms; the time is idle.',
      ' 2024-01-02 03:04:05.000000 to 2024-01-02 03:04:07.500000 UTC  2.50 s',
      '                                               a->b a2b                b->a b2a',
      ' packets / with data                              3 / 0                   3 / 0',
      ' bytes unique / total                             0 / 0                   0 / 0',
    ]);
  });

  test('v shows every statistic under the name tcptrace gives it', async () => {
    const screen = show(new FakeSession());
    screen.press('3v');
    await screen.see('ack pkts sent');
    screen.press('G');
    await screen.see('the whole connection');
    expect((await screen.see('all 120 statistics')).join('\n')).toContain('unidirectional');
  });

  test('brackets go to the neighbours in the list', async () => {
    const screen = show(new FakeSession());
    screen.press('3', ']');
    await screen.see('#2 c2d');
    screen.press('[', '[');
    await screen.see('no further connection in the list');
  });
});

describe('messages', () => {
  test('list above, content below', async () => {
    const screen = show(new FakeSession());
    screen.press('4v');
    const frame = await screen.see('~ end of message 1');
    expect(frame.slice(0, 11)).toEqual([
      ' #1  3 messages of HTTP/1  191 B  10.0.0.1:40000 <-> 192.168.1.0:80     1/3 [ ]',
      '     n dir       time    wait  size first words',
      '>    1  ->   0.000000       -   60  GET /index.html HTTP/1.1',
      '     2  <-   0.036000 35.5 ms   79~ HTTP/1.1 200 OK',
      '     3  ->   0.072000 35.5 ms   52  ...binary .[31mred.[0m bytes and gr..e, ....',
      '─'.repeat(80),
      ' 1 a->b  60 B  text  took 0.5 ms                                           100%',
      ' GET /index.html HTTP/1.1',
      ' Host: example.org',
      ' Accept: */*',
      '',
    ]);
  });

  test('opens decoded, or as hex where nothing can be said; v goes on to text, hex and mixed', async () => {
    const screen = show(new FakeSession());
    screen.press('4');
    await screen.see('1 a->b  60 B  HTTP request');
    screen.press('j');
    await screen.see('2 b->a  79 B  hex');
    screen.press('k', 'v', 'v');
    await screen.see(' 00000000  47 45 54 20 2f 69 6e 64  65 78 2e 68 74 6d 6c 20  GET /index.html');
    screen.press('v');
    await screen.see('mixed');
  });

  test('decoded lines are wrapped, scrolled through to their end, and narrowed', async () => {
    const session = new FakeSession();
    const lines = [`Cookie: ${'a'.repeat(120)}end of it`, ...Array.from({ length: 40 }, (_, at) => `X-Line: ${at}`)];
    session.conversation().decode = async () => ({ title: 'HTTP request', lines });
    const screen = show(session);
    screen.press('4');
    await screen.see(/^ a+end of it$/m);
    screen.press('space', 'tab', 'G');
    await screen.see((frame) => frame.includes(' X-Line: 39') && (frame[6]?.endsWith('100%') ?? false));
    screen.press('/Cookie\r', '&');
    await screen.see((frame) => frame.join('\n').includes('only "Cookie"') && !frame.join('\n').includes('X-Line'));
  });

  test('what is scrolled through begins at its beginning for another message and another connection', async () => {
    const text = Array.from({ length: 40 }, (_, at) => `line ${at}\n`).join('');
    const screen = show(new FakeSession({ messages: [{ side: 0, text }] }));
    screen.press('4', 'v', 'tab', 'G');
    await screen.see('line 39');
    screen.press(']');
    await screen.see((frame) => (frame[0]?.startsWith(' #2 ') ?? false) && frame.includes(' line 0'));
    screen.press('[');
    await screen.see((frame) => (frame[0]?.startsWith(' #1 ') ?? false) && frame.includes(' line 39'));
  });

  test('a gap is drawn as a gap', async () => {
    const screen = show(new FakeSession());
    screen.press('4j');
    await screen.see('~~~ 8 bytes not captured ~~~');
  });

  test('no byte of the capture reaches the terminal as a command', async () => {
    const screen = show(new FakeSession());
    screen.press('4vjj');
    await screen.see('\\x1b[31mred\\x1b[0m bytes and grüße, 日本語');
  });

  test('search in text and in bytes, on to the next message and round', async () => {
    const screen = show(new FakeSession());
    screen.press('4', '/HTTP\r');
    await screen.see(/^> +1 /m);
    screen.press('n', 'n');
    await screen.see('going on from the other end: "HTTP"');
    screen.press('/hex:160301\r');
    await screen.see(/^> +3 /m);
    screen.press('/hex:16030\r');
    await screen.see('hex: wants pairs of hexadecimal digits');
    screen.press('/nowhere\r');
    await screen.see('not found: "nowhere"');
  });

  test('& keeps only the lines that match, Esc brings the others back', async () => {
    const screen = show(new FakeSession());
    screen.press('4', '/Host\r', 'tab', '&');
    const frame = await screen.see('only "Host"');
    expect(frame.join('\n')).not.toContain('Accept');
    screen.press('escape');
    await screen.see('Accept: */*');
  });

  test('d shows one direction', async () => {
    const screen = show(new FakeSession());
    screen.press('4', 'dd');
    const frame = await screen.see((lines) => lines[0]?.endsWith('b2a') ?? false);
    expect(frame.filter((line) => /^[> ] +\d+ +(->|<-)/.test(line))).toHaveLength(1);
  });

  test('5 goes to the packets of the message, 4 back to it', async () => {
    const screen = show(new FakeSession());
    screen.press('4', 'jj', '5');
    await screen.see(/^> +24 /m);
    screen.press('4');
    await screen.see(/^> +3 /m);
  });
});

/** Its packets are 100 bytes from port 1000 to port 80, 66 bytes captured of each frame. */
function sessionOfSegments(): FakeSession {
  const session = new FakeSession();
  const usual = session.packets();
  const frame = ethernet(0x0800, segment4(new Uint8Array(100).fill(0x61)));
  const bytes = frame.subarray(0, 66);
  const packets: PacketList = {
    ...usual,
    record: async (row) => ({ ...(await usual.record(row))!, bytes, wireLength: frame.length }),
  };
  session.packets = () => packets;
  return session;
}

describe('packets', () => {
  test('one line a packet, with its marks', async () => {
    const screen = show(new FakeSession());
    screen.press('5');
    const frame = await screen.see('40 packets');
    expect(frame.slice(1, 4)).toEqual([
      '  packet       time    flag        sequence     ack   len  win marks',
      '>      1   0.000000 -> S                  0       -     0  64k',
      '       2   0.001500 <- S                  0      50     0  64k',
    ]);
    expect(frame[7]).toBe('       6   0.007500 <- P.           500:600     250   100  64k retransmission');
  });

  test('numbers of a large capture are not cut', async () => {
    const session = new FakeSession();
    const usual = session.packets();
    const at = (row: number) => ({ ...usual.at(row), number: 1_234_567 + row, acknowledgement: 1_500_000_058 });
    session.packets = () => ({ ...usual, at });
    const screen = show(session);
    screen.press('5');
    const frame = await screen.see('40 packets');
    expect(frame[2]).toBe('> 1234567   0.000000 -> S                  0 1500000058     0  64k');
  });

  test('} goes to the next marked packet, Enter shows its headers, v its bytes', async () => {
    const session = sessionOfSegments();
    const screen = show(session);
    screen.press('5', '}', 'enter');
    const frame = await screen.see('headers 100%');
    expect(frame.slice(12, 23)).toEqual([
      ' packet 6  66 of 154 bytes  2024-01-02 03:04:05.007500 UTC  eth0   headers 100%',
      ' Ethernet   02:00:00:00:00:01 > 02:00:00:00:00:02  type 0x0800',
      ' IPv4       10.0.0.1 > 10.0.0.2  length 140  ttl 64  id 0x0007  DF  DSCP 0',
      '            ECN 0 not ECT  checksum 0x2663 right',
      ' TCP        1000 > 80  header 20 bytes  checksum 0x7cb0 (not checked: cut)',
      '   sequence 500 (raw 4294967280)  next 600',
      '   ack      250 (raw 5000)',
      '   flags    0x018 PSH ACK',
      '   window   512',
      ' Payload    100 bytes  12 of them captured',
      '',
    ]);
    screen.press('v');
    await screen.see('hex 100%');
    await screen.see('00000030  02 00 7c b0 00 00 61 61  61 61 61 61 61 61 61 61  ..|...aaaaaaaaaa');
    screen.press('v');
    await screen.see('window   512');
    screen.press('escape');
    await screen.see((lines) => !lines.some((line) => line.includes('headers')));
  });

  test('the view stays chosen; Enter once more reads in it, and once more leaves it', async () => {
    const screen = show(sessionOfSegments());
    screen.press('5', 'enter', 'v', 'escape', 'j', 'enter');
    await screen.see('hex 100%');
    await screen.see(/^ packet 2 /m);
    screen.press('enter', 'v', 'j', 'enter', 'j');
    await screen.see(/^> +3 /m);
  });

  test('at 60 columns no fact is cut, and the same ones stay in sight from packet to packet', async () => {
    const screen = show(sessionOfSegments(), { columns: 60, rows: 20 });
    screen.press('5', 'enter', 'enter');
    await screen.see('headers 67%');
    screen.press('G');
    await screen.see('headers 100%');
    screen.press('tab', 'j');
    const frame = await screen.see(/^ packet 2 .* headers 100%$/m);
    expect(frame.slice(11, 19)).toEqual([
      '            checksum 0x2663 right',
      ' TCP        1000 > 80  header 20 bytes',
      '            checksum 0x7cb0 (not checked: cut)',
      '   sequence 0 (raw 4294967280)  next 100',
      '   ack      50 (raw 5000)',
      '   flags    0x018 PSH ACK',
      '   window   512',
      ' Payload    100 bytes  12 of them captured',
    ]);
  });

  test('y in the pane copies all of it', async () => {
    const screen = show(sessionOfSegments());
    screen.press('5', 'enter', 'enter');
    await screen.see('headers 100%');
    screen.press('y');
    await screen.see('copied headers of packet 1');
    const start = Buffer.from('Ethernet   02:00:00:00:00:01 > 02:00:00:00:00:02  type 0x0800').toString('base64');
    expect(screen.frames.some((frame) => frame.includes(`\u001b]52;c;${start.slice(0, -4)}`))).toBe(true);
  });

  test('what is no longer kept is said', async () => {
    const session = new FakeSession();
    const packets: PacketList = { ...session.packets(), record: async () => null };
    session.packets = () => packets;
    const screen = show(session);
    screen.press('5', 'enter');
    await screen.see('its bytes are no longer kept');
  });

  test('d leaves the packets of one direction', async () => {
    const screen = show(new FakeSession());
    screen.press('5', 'd', 'd');
    const frame = await screen.see('direction: b2a');
    expect(frame.slice(2, 4).map((line) => line.slice(0, 22))).toEqual([
      '>      2   0.001500 <-',
      '       4   0.004500 <-',
    ]);
    expect(frame.filter((line) => / -> /.test(line.slice(19, 24)))).toEqual([]);
  });

  test('t changes the time', async () => {
    const screen = show(new FakeSession());
    screen.press('5', 't');
    await screen.see('time since the line before');
    await screen.see(/^ +4 +0\.001500/m);
    screen.press('t');
    await screen.see(/^ +4 +03:04:05\.0/m);
  });
});

describe('help', () => {
  test('is made from the key table and narrows as one types', async () => {
    const screen = show(new FakeSession());
    screen.press('?');
    await screen.see('HELP  connection list');
    screen.press('reverse');
    const frame = await screen.see('filter: reverse_');
    expect(frame.some((line) => /^ O +reverse the order/.test(line))).toBe(true);
    expect(frame.some((line) => line.includes('half a page'))).toBe(false);
    screen.press('escape', 'escape');
    await screen.see('FINDINGS');
  });
});

describe('writing', () => {
  test('asks what, which direction and where', async () => {
    const session = new FakeSession();
    const screen = show(session);
    screen.press('4', 'w');
    await screen.see('data as it was sent');
    screen.press('tab', '\u001b[C', 'tab');
    await screen.see('a2b.raw');
    screen.press('\u0015', '/tmp/one.raw', 'enter');
    await screen.see('1,234 bytes to /tmp/one.raw');
    expect(session.saved).toEqual([{ connections: [0], direction: 'a2b', what: 'raw', path: '/tmp/one.raw' }]);
  });

  test('a report of all connections listed', async () => {
    const session = new FakeSession({ connections: 3 });
    const screen = show(session);
    screen.press('w');
    await screen.see('Write connection 1');
    for (const _kind of ['csv', 'json', 'tcptrace -lr', 'of this one', 'of all']) screen.press('\u001b[C');
    await screen.see('Write 3 listed connections');
    screen.press('enter');
    await screen.see(/to connections\.md/);
    expect(session.saved).toEqual([
      { connections: [0, 1, 2], direction: 'both', what: 'markdown', path: 'connections.md' },
    ]);
  });

  test('names the connection by its number where rows are used again', async () => {
    const session = new FakeSession({ connections: 1 });
    const store = ConnectionStore.keeping(4, 4);
    store.assign(asRow(0), asNumber(6000));
    const screen = show(Object.assign(session, { store }));
    screen.press('w');
    await screen.see('Write connection 6000');
  });

  test('takes the kind of file from the name that :write is given', async () => {
    const screen = show(new FakeSession());
    screen.press(':write /tmp/one.csv\r');
    await screen.see('statistics (CSV)');
  });

  test('says why it could not', async () => {
    const screen = show(new FakeSession());
    screen.press('w', 'tab', 'tab', '\u0015', '/root/x', 'enter');
    await screen.see('/root/x: permission denied');
  });
});

describe('everywhere', () => {
  test('Esc never quits, and goes back one screen at a time', async () => {
    const screen = show(new FakeSession());
    screen.press('3', '4');
    await screen.see('#1  3 messages');
    screen.press('escape');
    await screen.see('packets / with data');
    screen.press('escape');
    await screen.see('FINDINGS');
    screen.press('escape', 'escape', 'j');
    await screen.see('2 of 3');
  });

  test('y copies the line by OSC 52', async () => {
    const screen = show(new FakeSession());
    screen.press('y');
    await screen.see('copied connection 1');
    const copied = Buffer.from('1\ta2b\t10.0.0.1:40000\t192.168.1.0:80\t3\t3\t0\t0\t\t-\tok\t').toString('base64');
    expect(screen.frames.some((frame) => frame.includes(`\u001b]52;c;${copied}`))).toBe(true);
  });

  test(':info tells what the capture is', async () => {
    const screen = show(new FakeSession());
    screen.press(':info\r');
    const frame = await screen.see('interfaces');
    expect(frame).toContain(' │ interface │ link type │ snaplen │ received │ dropped │');
    expect(frame).toContain(' │ eth0      │ Ethernet  │ 262,144 │    5,000 │       2 │');
  });

  test(':stop keeps what is loaded', async () => {
    const session = new FakeSession();
    const screen = show(session);
    screen.press(':', 'stop', 'enter');
    await screen.see('stopped reading; what is loaded stays');
    expect(session.stopped).toBe(true);
  });

  test('a command that is not there', async () => {
    const screen = show(new FakeSession());
    screen.press(':frobnicate\r');
    await screen.see('no command "frobnicate"; :help lists them');
    screen.press(':q\r');
  });

  test('x offers what can be done here', async () => {
    const screen = show(new FakeSession());
    screen.press('5', 'x');
    const frame = await screen.see('What can be done here');
    expect(frame.join('\n')).toContain('next problem');
    screen.press('}');
    await screen.see(/^> +6 /m);
  });
});

describe('searching packets', () => {
  test('by mark, by flags, by number', async () => {
    const screen = show(new FakeSession());
    screen.press('5', '/retrans\r');
    await screen.see(/^> +6 /m);
    screen.press('/S\r');
    await screen.see(/^> +1 /m);
    screen.press('n');
    await screen.see(/^> +2 /m);
    screen.press('/33\r');
    await screen.see(/^> +33 /m);
    screen.press('/zero window\r');
    await screen.see('not found: "zero window"');
  });

  test('n and N go on from the other end, and say so', async () => {
    const screen = show(new FakeSession());
    screen.press('5', '/S\r', 'n');
    await screen.see('going on from the other end: "S"');
    await screen.see(/^> +1 /m);
    screen.press('N');
    await screen.see(/^> +2 /m);
    await screen.see('going on from the other end: "S"');
    screen.press('/retrans\r', 'n');
    await screen.see('only here: "retrans"');
  });

  test('among the packets of the chosen direction only', async () => {
    const screen = show(new FakeSession());
    screen.press('5', 'd', '/S\r');
    await screen.see('only here: "S"');
    screen.press('N');
    await screen.see(/^> +1 /m);
    screen.press('/retrans\r');
    await screen.see('not found: "retrans"');
  });
});

describe('bytes in hex', () => {
  test('the cursor says what stands under it, over a gap too', async () => {
    const screen = show(new FakeSession());
    screen.press('4', 'v', 'v', 'enter');
    await screen.see('offset 0x0 (0)  byte 0x47  u16be 18245  u32be 1195725856  packet 1');
    screen.press('ll', 'l');
    await screen.see('offset 0x3 (3)  byte 0x20  u16be 8239');
    screen.press('tab', 'j', 'tab', 'l'.repeat(18));
    await screen.see('offset 0x15 (21)  not captured');
  });
});

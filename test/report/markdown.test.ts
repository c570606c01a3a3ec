import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ConnectionStore } from '../../source/connection/store.ts';
import { markdownText } from '../../source/report/markdown.ts';
import { temporaryFolder } from '../support/captures.ts';
import { scenario } from '../support/scenario.ts';
import { print } from './print.ts';

const REFUSED = `
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000
b 10.0.0.2:80
0      a > b S 0:0(0) win 512 <mss 1460>
0.010  b > a R. ack 1 win 0
`;

const NOTHING: Parameters<typeof markdownText>[0] = {
  store: new ConnectionStore(undefined, 1),
  names: ['empty.pcap'],
  problems: [],
  findings: { state: 'done', findings: [] },
  timeSpent: () => null,
};

const WAITING = `
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000
b 10.0.0.2:80
0      a > b S 0:0(0) win 512 <mss 1460>
0.010  b > a S. 0:0(0) ack 1 win 512 <mss 1460>
0.020  a > b . ack 1 win 512
0.020  a > b P. 1:101(100) ack 1 win 512
0.820  b > a P. 1:101(100) ack 101 win 512
0.830  a > b F. 101:101(0) ack 101 win 512
0.840  b > a F. 101:101(0) ack 102 win 512
0.850  a > b . ack 102 win 512
`;

test('of a few connections it says where their time went', async () => {
  const file = path.join(temporaryFolder(), 'ticket.md');
  await print(`--report ${file}`, WAITING);
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)).toBe(
    'Where the time went: handshake 20 ms (2.4 %), round trips 10 ms (1.2 %), server wait 790 ms (93 %), reply 10 ms (1.2 %), close 20 ms (2.4 %).',
  );
});

test('it says what of the capture is missing, after what is there', async () => {
  const file = path.join(temporaryFolder(), 'ticket.md');
  const { exitCode } = await print(`--report ${file}`, scenario(WAITING).subarray(0, -10));
  expect(exitCode).toBe(1);
  expect(readFileSync(file, 'utf8').split('\n').slice(2, 8)).toEqual([
    '7 packets, 7 of them TCP, 1 connection; from 2026-01-01T00:00:00.000000Z for 840 ms.',
    '',
    '## Damage',
    '',
    expect.stringMatching(
      /^- \S+capture\.pcap: the file ends inside a record of 54 bytes at byte 722, after packet 7: the file ends there$/,
    ),
    '',
  ]);
});

test('damage is named in so many lines, as text, and the rest counted', () => {
  const problems = Array.from({ length: 22 }, (_, at) => `a|b.pcap: <b>${at}</b>\nnext`);
  const lines = markdownText({ ...NOTHING, problems }, []).split('\n');
  expect(lines.slice(4, 8)).toEqual(['## Damage', '', '- a\\|b.pcap: \\<b\\>0\\</b\\>\\\\nnext', expect.any(String)]);
  expect(lines.slice(25, 27)).toEqual(['- a\\|b.pcap: \\<b\\>19\\</b\\>\\\\nnext', '- and 2 more']);
});

test('--report FILE.md tells what is wrong and lists the connections, to paste in a ticket', async () => {
  const file = path.join(temporaryFolder(), 'ticket.md');
  const { stdout, exitCode } = await print(`--report ${file}`, REFUSED);
  expect(exitCode).toBe(0);
  expect(stdout).toEqual([`${file}: 1 finding, 1 connection`, '']);
  const [title, ...lines] = readFileSync(file, 'utf8').split('\n');
  expect(title).toMatch(/^# TCP in `.*capture\.pcap`$/);
  expect(lines.slice(0, 14)).toEqual([
    '',
    '2 packets, 2 of them TCP, 1 connection; from 2026-01-01T00:00:00.000000Z for 10 ms.',
    '',
    '## Findings',
    '',
    expect.stringMatching(/^- \*\*!! connection refused\*\* \(O2\): .* \*\(connection 1; packet 1, 2\)\*$/),
    '',
    '## Connections',
    '',
    '| # | | A | B | seconds | packets | A sent | B sent | rexmits | RTT | ended |',
    '|--:|---|---|---|--:|--:|--:|--:|--:|--:|---|',
    '| 1 | a2b | 10.0.0.1:1000 | 10.0.0.2:80 | 0.010 | 2 | 0 bytes | 0 bytes | 0 | 10 ms | reset |',
    '',
    '### Connection 1',
  ]);
  expect(lines).toContain('| packets | 1 | 1 |');
  expect(lines).toContain('| MSS announced | 1460 | 0 |');
  expect(lines).toContain('| RTT, mean | 10 ms | unknown |');
});

test('nothing that comes from the capture is markup', () => {
  const finding = {
    id: 'S1',
    severity: '!',
    connections: [],
    packets: [],
    lostSeconds: 1.5,
    what: 'a|b `c` <script>alert(1)</script>\n# heading @team #12 www.x.org',
    why: '[link](http://x) **bold** _it_ &lt; ~~gone~~ $x$ \x1b[31m \u202e',
  } as const;
  const text = markdownText(
    { ...NOTHING, names: ['a`b|\n.pcap'], findings: { state: 'done', findings: [finding] } },
    [],
  );
  expect(text.split('\n').slice(0, 1)).toEqual(["# TCP in `a'b|\\n.pcap`"]);
  expect(text.split('\n').at(-2)).toBe(
    '- **! TLS alert** (S1): a\\|b \\`c\\` \\<script\\>alert(1)\\</script\\>\\\\n# heading @<!-- -->team #<!-- -->12 www<!-- -->.x.org (1.5 s lost). ' +
      '\\[link\\](http<!-- -->://x) \\*\\*bold\\*\\* \\_it\\_ \\&lt; \\~\\~gone\\~\\~ \\$x\\$ \\\\x1b\\[31m \\\\u{202e}',
  );
});

test('a capture without connections says so and has no table', () => {
  const text = markdownText(NOTHING, []);
  expect(text).toBe(
    '# TCP in `empty.pcap`\n\n0 packets, 0 of them TCP, 0 connections.\n\n## Findings\n\nThere are no TCP connections in this capture.\n',
  );
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ConnectionStore } from '../../source/connection/store.ts';
import { markdownText } from '../../source/report/markdown.ts';
import { temporaryFolder } from '../support/captures.ts';
import { print } from './print.ts';

const REFUSED = `
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000
b 10.0.0.2:80
0      a > b S 0:0(0) win 512 <mss 1460>
0.010  b > a R. ack 1 win 0
`;

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
    what: 'a|b `c` <script>alert(1)</script>\n# heading',
    why: '[link](http://x) **bold** _it_ &lt; ~~gone~~ $x$ \x1b[31m \u202e',
  } as const;
  const text = markdownText(new ConnectionStore(undefined, 1), ['a`b|\n.pcap'], [], [finding]);
  expect(text.split('\n').slice(0, 1)).toEqual(["# TCP in `a'b|\\n.pcap`"]);
  expect(text.split('\n').at(-2)).toBe(
    '- **! TLS alert** (S1): a\\|b \\`c\\` \\<script\\>alert(1)\\</script\\>\\\\n# heading (1.5 s lost). ' +
      '\\[link\\](http://x) \\*\\*bold\\*\\* \\_it\\_ \\&lt; \\~\\~gone\\~\\~ \\$x\\$ \\\\x1b\\[31m \\\\u{202e}',
  );
});

test('a capture without connections says so and has no table', () => {
  const text = markdownText(new ConnectionStore(undefined, 1), ['empty.pcap'], [], []);
  expect(text).toBe(
    '# TCP in `empty.pcap`\n\n0 packets, 0 of them TCP, 0 connections.\n\n## Findings\n\nThere are no TCP connections in this capture.\n',
  );
});

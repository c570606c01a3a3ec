import { expect, it } from 'vitest';
import { run } from '../support/program.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';

/** Forty connections, each with a retransmission and a hole, their segments interleaved. */
const MANY = [
  ...Array.from({ length: 40 }, (_, n) => `c${n} 10.0.0.1:${1000 + n}\ns${n} 10.0.1.${n + 1}:80`),
  ...[
    'S 0:0(0) win 64240',
    '. 1:1001(1000) ack 1 win 64240',
    '. 2001:3001(1000) ack 1 win 64240',
    '. 1:1001(1000) ack 1 win 64240',
  ].flatMap((segment, at) =>
    Array.from({ length: 40 }, (_, n) => `${(at + n / 100).toFixed(2)} c${n} > s${n} ${segment}`),
  ),
  ...Array.from({ length: 40 }, (_, n) => `${(5 + n / 100).toFixed(2)} s${n} > c${n} . ack 1001 win 64240`),
].join('\n');

it('prints the same with any number of threads', async () => {
  const file = writeTemporary(scenario(MANY));
  const printed = await Promise.all(
    ['1', '2', '3', '5'].map((jobs) => run(['--plain', '--jobs', jobs, '-nlrW', file])),
  );
  const texts = printed.map(({ stdout }) => stdout.replace(/^elapsed wallclock.*$/m, ''));
  expect(texts[0]).toContain('40 TCP connections traced:');
  expect(new Set(texts).size).toBe(1);
});

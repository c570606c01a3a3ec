/** docs/exit-codes.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/captures.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';
import { print, printFiles } from './print.ts';

const REFUSED = `
a 10.0.0.1:1000
b 10.0.0.2:80
0      a > b S 0:0(0) win 512
0.010  b > a R. ack 1 win 0
`;

test('0 where all was read, 1 where the file ends there; what is printed stays', async () => {
  const whole = await print('--plain -n', REFUSED);
  const cut = await print('--plain -n', scenario(`${REFUSED}0.020 a > b S 9:9(0) win 512\n`).subarray(0, -10));
  expect([whole.exitCode, cut.exitCode]).toEqual([0, 1]);
  expect(cut.stdout).toEqual(whole.stdout);
  expect(cut.stderr).toEqual([expect.stringContaining('the file ends there')]);
});

test.each([
  ['--findings --fail-on !!', 3],
  ['--findings --fail-on !', 3],
  ['--findings', 0],
])('%s: %i', async (options, code) => {
  expect((await print(options, REFUSED)).exitCode).toBe(code);
});

test('an input that is not whole outweighs a finding', async () => {
  const cut = scenario(`${REFUSED}0.020 a > b S 9:9(0) win 512\n`).subarray(0, -10);
  expect((await print('--findings --fail-on !!', cut)).exitCode).toBe(1);
});

test('--report and --pf replace no file, and never the capture', async () => {
  const capture = writeTemporary(scenario(REFUSED));
  const bytes = readFileSync(capture);
  const ticket = path.join(temporaryFolder(), 'ticket.md');
  writeFileSync(ticket, 'mine');
  for (const options of [
    ['--report', ticket],
    ['--pf', ticket],
    ['--report', capture, '--force'],
  ]) {
    const { exitCode, stderr } = await printFiles(options, [capture]);
    expect([exitCode, stderr]).toEqual([
      1,
      [expect.stringMatching(/^cannot write .*: it is (there already|being read)/)],
    ]);
  }
  expect([readFileSync(ticket, 'utf8'), readFileSync(capture)]).toEqual(['mine', bytes]);
  expect((await printFiles(['--pf', ticket, '--force'], [capture])).exitCode).toBe(0);
  expect(readFileSync(ticket, 'utf8')).toBe('1\n');
});

test('-O, -e and their like keep their names, but for the capture itself', async () => {
  const capture = writeTemporary(scenario(REFUSED));
  const bytes = readFileSync(capture);
  const { exitCode, stderr } = await printFiles(
    [`--output_dir=${path.dirname(capture)}`, `-O${path.basename(capture)}`],
    [capture],
  );
  expect([exitCode, stderr]).toEqual([1, [`cannot write ${capture}: it is being read; choose another name`]]);
  expect(readFileSync(capture)).toEqual(bytes);
});

/** Graphs in a real terminal, over the sample. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from '../support/captures.ts';
import { fixture } from '../support/program.ts';
import { type ProgramInTerminal, type StartOptions, start } from '../support/terminal.ts';

const running: ProgramInTerminal[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.close()));
});

async function openGraphs(options: StartOptions = {}): Promise<ProgramInTerminal> {
  const program = start({ args: [fixture('lossy-transfer.pcapng')], ...options });
  running.push(program);
  await program.waitFor(/1 a2b .*help/s);
  program.press('j', '6');
  await program.waitFor(/#2 time-sequence {2}b->a {2}0\.000-2\.785 s/);
  return program;
}

test('the loss is seen in the time-sequence graph, and the cursor reads it', async () => {
  const program = await openGraphs();
  const screen = await program.waitFor(/RRR/);
  expect(screen[1]).toMatch(/^ +300k\|/);
  program.press('}', '}');
  await program.waitFor(/ 0\.1\d+ s {2}packet \d+ -> {2}seq [\d,]+ {2}in flight [\d,]+ {2}window [\d,]+/);
  program.press('+', '+');
  await program.waitFor(/zoom 4\.0x/);
  program.press('0');
  await program.waitFor((lines) => !lines[0].includes('zoom'));
  program.press('enter');
  await program.waitFor(/#2 packets/);
});

test('v steps through the graphs, the others stay as lines below', async () => {
  const program = await openGraphs();
  for (const kind of ['throughput', 'RTT', 'outstanding data', 'segment size', 'ladder', 'time-sequence']) {
    program.press('v');
    await program.waitFor(new RegExp(`#2 ${kind} `));
  }
  expect(program.screen().filter((line) => /▁|▂|▃|▄|▅|▆|▇|█/.test(line))).toHaveLength(4);
});

test('without UTF-8 everything is drawn in ASCII', async () => {
  const program = await openGraphs({ env: { LANG: 'C', LC_ALL: 'C' } });
  const screen = await program.waitFor(/RRR/);
  expect(screen.join('')).toMatch(/^[\x20-\x7e]*$/);
});

test('the view is written as a picture', async () => {
  const folder = temporaryFolder();
  const program = await openGraphs({ cwd: folder });
  await program.waitFor(/RRR/);
  program.press('w');
  await program.waitFor('this view as a picture (SVG)');
  program.press('enter');
  await program.waitFor('connection-2-time-sequence.svg');
  program.press('enter');
  await program.waitFor(/bytes to connection-2-time-sequence\.svg/);
  expect(readFileSync(path.join(folder, 'connection-2-time-sequence.svg'), 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
});

test('the view is written for xplot', async () => {
  const folder = temporaryFolder();
  const program = await openGraphs({ cwd: folder });
  await program.waitFor(/RRR/);
  program.press('w');
  await program.waitFor('this view for xplot (xpl)');
  program.press('j', 'j', 'enter');
  await program.waitFor('connection-2-time-sequence.xpl');
  program.press('enter');
  await program.waitFor(/bytes to connection-2-time-sequence\.xpl/);
  expect(readFileSync(path.join(folder, 'connection-2-time-sequence.xpl'), 'utf8')).toMatch(
    /^dtime double\n[\s\S]*\nred\ndarrow [\s\S]*\ngo\n$/,
  );
});

test('a ladder is written for xplot too', async () => {
  const folder = temporaryFolder();
  const program = await openGraphs({ cwd: folder });
  program.press('v', 'v', 'v', 'v', 'v');
  await program.waitFor(/#2 ladder/);
  program.press('w');
  await program.waitFor('this view for xplot (xpl)');
  program.press('j', 'j', 'enter');
  await program.waitFor('connection-2-ladder.xpl');
  program.press('enter');
  await program.waitFor(/bytes to connection-2-ladder\.xpl/);
  expect(readFileSync(path.join(folder, 'connection-2-ladder.xpl'), 'utf8')).toMatch(
    /^unsigned dtime\n[\s\S]*\nrarrow 60 -0\.000000\nltext 40 -0\.000000\nSYN 0\n[\s\S]*\ngo\n$/,
  );
});

test('the whole trace over time: a measure at a time, the others in a line each, and what the cursor reads', async () => {
  const program = await openGraphs();
  program.press('8');
  await program.waitFor(/^ whole trace {2}packets in 32\.0 ms each {2}0\.000-2\.895 s/);
  await program.waitFor(/^ 0\.000 s {2}2 packets {2}0 B {2}0 retransmissions {2}1 new connections$/m);
  await program.waitFor(/^ bytes .*▁.*^ retransmissions .*^ new connections /ms);
  program.press('}');
  await program.waitFor(/^ 0\.\d+ s {2}\d+ packets {2}[\d.]+ kB {2}[1-9] retransmissions/m);
  for (const measure of ['bytes', 'retransmissions', 'new connections', 'packets']) {
    program.press('v');
    await program.waitFor(new RegExp(`whole trace  ${measure} `));
  }
  program.press('+');
  await program.waitFor(/packets in 16\.0 ms each .*zoom 2\.0x/);
  program.press('q');
  await program.waitFor(/#2 time-sequence/);
});

test('the whole trace leads to the connections of a moment, and to the sides of the selected one', async () => {
  const program = await openGraphs();
  for (const [key, shown] of [
    ['4', /^ #2 {2}\d+ messages/],
    ['3', /^ #2 c2d/],
    ['6', /^ #2 time-sequence/],
  ] as const) {
    program.press('8');
    await program.waitFor(/^ whole trace/);
    program.press(key);
    await program.waitFor(shown);
  }
  program.type(':info\r');
  await program.waitFor(/packets by protocol/);
  program.press('5');
  await program.waitFor(/^ #2 packets/);
  program.press('8', '}', 'enter');
  const screen = await program.waitFor(/filter: first_time:<2026-11-22T12:33:4/);
  const listed = screen.flatMap((line) => /^[> ] +(\d) [a-z]2[a-z] /.exec(line)?.[1] ?? []);
  expect(listed).toEqual(['2']);
});

test('the whole trace is written as a table, a picture and for xplot', async () => {
  const folder = temporaryFolder();
  const program = await openGraphs({ cwd: folder });
  program.press('8');
  await program.waitFor(/whole trace/);
  const endings = [
    ['csv', /^seconds,packets,bytes,retransmissions,new_connections\n0\.000000,2,0,0,1\n/],
    ['svg', /^<svg .*<\/svg>\n$/s],
    ['xpl', /^dtime double\n[\s\S]*\nwhite\nline 0\.000000 2 [\s\S]*\ngo\n$/],
  ] as const;
  for (const [ending, content] of endings) {
    program.press('w');
    await program.waitFor('this view as a picture (SVG)');
    program.press(...{ svg: '', csv: 'j', xpl: 'jj' }[ending], 'enter');
    await program.waitFor(`trace-packets.${ending}`);
    program.press('enter');
    await program.waitFor(`bytes to trace-packets.${ending}`);
    expect(readFileSync(path.join(folder, `trace-packets.${ending}`), 'utf8')).toMatch(content);
  }
});

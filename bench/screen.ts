/**
 * Measures the screen as its user feels it, with the built program in a pty of 80x24 and a terminal emulator that reads it:
 * a time ends when what was asked for stands on the emulated screen.
 * usage: npm run bench:screen -- [--quick] [--captures FOLDER] [--only B,M] [--json FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ProgramInTerminal, start } from '../test/support/terminal.ts';
import { CAPTURES, type CaptureName } from './cases.ts';
import { captureFile } from './files.ts';
import { measure, median } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    captures: { type: 'string', default: 'bench/captures' },
    only: { type: 'string', default: 'B,M' },
    json: { type: 'string' },
  },
});
const PATIENCE = 120_000;
const KEYS = 300;
const LINUX_TICK_SECONDS = 0.01;

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** "12 of 34" at the end of the status line. */
function position(screen: readonly string[]): { row: number; rows: number } | null {
  const found = /(\d[\d,]*) of (\d[\d,]*) *$/m.exec(screen.join('\n'));
  return found && { row: number(found[1]), rows: number(found[2]) };
}

const number = (text: string): number => Number(text.replaceAll(',', ''));
const percentile = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];

/** Presses a key so often, each time until the selection has moved, and returns how long each took. */
async function keyTimes(program: ProgramInTerminal, count: number, until: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (times.length < count && !until()) {
    const before = position(program.screen())?.row ?? 0;
    times.push(
      await milliseconds(async () => {
        program.press('j');
        await program.waitFor((screen) => position(screen)?.row === before + 1, PATIENCE);
      }),
    );
  }
  return times;
}

/** User and system time of the process and its threads so far, from proc(5); NaN elsewhere. */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * LINUX_TICK_SECONDS;
  } catch {
    return Number.NaN;
  }
}

async function measureScreen(name: CaptureName): Promise<Record<string, number>> {
  const file = captureFile(name, CAPTURES[name].traffic, options);
  const plain = measure([process.execPath, 'dist/cli.js', '--plain', '-n', file]);
  const program = start({ args: [file], cols: 80, rows: 24 });
  const begin = performance.now();
  await program.waitFor((screen) => position(screen) !== null, PATIENCE);
  const firstRows = performance.now() - begin;
  let loaded = 0;
  const done = program
    .waitFor((screen) => !screen.join('\n').includes('Loading'), PATIENCE)
    .then(() => {
      loaded = performance.now() - begin;
    });
  const keysLoading = await keyTimes(program, KEYS, () => loaded > 0);
  await done;
  const cpuLoaded = cpuSeconds(program.pid);
  const keys = await keyTimes(program, KEYS, () => false);
  program.press('g');
  const first = program.screen().join('\n');
  const sort = await milliseconds(async () => {
    program.press('>');
    await program.waitFor(
      (screen) => screen.join('\n') !== first && /sort: (?!as captured)/.test(screen.join('\n')),
      PATIENCE,
    );
  });
  program.press('/');
  await program.waitFor(/filter:/, PATIENCE);
  const all = position(program.screen())?.rows ?? 0;
  const filter = await milliseconds(async () => {
    program.type('port:443');
    await program.waitFor((screen) => (position(screen)?.rows ?? all) < all, PATIENCE);
  });
  program.press('enter');
  const inspector = await milliseconds(async () => {
    program.press('4');
    await program.waitFor(/GET \/index\.html/, PATIENCE);
  });
  await program.close();
  return {
    'first rows, ms': firstRows,
    'loaded, ms': loaded,
    'loading, CPU of --plain': cpuLoaded / plain.cpuSeconds,
    'key while loading p50, ms': keysLoading.length > 0 ? median(keysLoading) : Number.NaN,
    'key while loading p99, ms': keysLoading.length > 0 ? percentile(keysLoading, 0.99) : Number.NaN,
    'key p50, ms': median(keys),
    'key p99, ms': percentile(keys, 0.99),
    'sort, ms': sort,
    'filter, ms': filter,
    'messages of a connection, ms': inspector,
  };
}

const results: Record<string, Record<string, number>> = {};
for (const name of options.only.split(',') as CaptureName[]) results[name] = await measureScreen(name);
const names = Object.keys(results);
const rows = Object.keys(results[names[0]]).map(
  (measured) => `| ${[measured, ...names.map((name) => results[name][measured].toFixed(2))].join(' | ')} |`,
);
console.log([`| screen, 80x24 | ${names.join(' | ')} |`, `|---|${'--:|'.repeat(names.length)}`, ...rows].join('\n'));
if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);

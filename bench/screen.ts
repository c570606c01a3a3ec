/**
 * Measures the screens as their user feels them: the built program in a pty of 80x24, read by a terminal emulator; a time ends
 * when what was asked for stands on the emulated screen. Sorting and filtering are measured in a session of this process too,
 * by every column there is (bench/lists.ts). docs/performance.md, "Screens", says what each figure means.
 * usage: npm run bench:screen -- [--quick] [--captures FOLDER] [--only B,M] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type ProgramInTerminal, start } from '../test/support/terminal.ts';
import { CAPTURES, type CaptureName } from './cases.ts';
import { captureFile } from './files.ts';
import { measureLists } from './lists.ts';
import { measure, median, percentile } from './measure.ts';
import { cpuSeconds, peakMegabytes } from './process.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    captures: { type: 'string', default: 'bench/captures' },
    only: { type: 'string', default: 'B,M' },
    json: { type: 'string' },
  },
});
const PATIENCE = 120_000;
const KEYS = options.quick ? 100 : 500;
const STARTS = 5;
/** Connections looked into, spread over the list. */
const LOOKS = options.quick ? 5 : 20;
const PLAIN = [process.execPath, 'dist/cli.js', '--plain', '-n'];

type Figures = Record<string, number>;

const text = (screen: readonly string[]): string => screen.join('\n');
const number = (digits: string): number => Number(digits.replaceAll(',', ''));

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** "12 of 34" at the end of the status line. */
function position(screen: readonly string[]): { row: number; rows: number } | null {
  const found = /(\d[\d,]*) of (\d[\d,]*) *$/m.exec(text(screen));
  return found && { row: number(found[1]), rows: number(found[2]) };
}

const isLoading = (screen: readonly string[]): boolean => text(screen).includes('Loading');
/** The list says so as long as its old order stands. */
const isSorting = (screen: readonly string[]): boolean => text(screen).includes('working');

/** From the start of the process to the first rows of the list. */
async function timeToFirstRows(file: string): Promise<number> {
  let program: ProgramInTerminal | null = null;
  const time = await milliseconds(async () => {
    program = start({ args: [file], cols: 80, rows: 24 });
    await program.waitFor((screen) => position(screen) !== null, PATIENCE);
  });
  await program!.close();
  return time;
}

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

/** Loads with the screen open and no key pressed: what that costs beside the same work without a screen. */
async function loading(file: string): Promise<Figures> {
  const brief = measure([...PLAIN, file]);
  const long = measure([...PLAIN, '-l', '-r', '-W', file]);
  const program = start({ args: [file], cols: 80, rows: 24 });
  const wall = await milliseconds(() =>
    program.waitFor((screen) => position(screen) !== null && !isLoading(screen), PATIENCE),
  );
  const cpu = cpuSeconds(program.pid);
  const peak = peakMegabytes(program.pid);
  await program.close();
  return {
    'loaded, s': wall / 1000,
    'loaded, CPU s': cpu,
    '--plain -n, s': brief.wallSeconds,
    '--plain -n, CPU s': brief.cpuSeconds,
    '--plain -n -l -r -W, s': long.wallSeconds,
    '--plain -n -l -r -W, CPU s': long.cpuSeconds,
    'peak memory while loading, MB': peak,
  };
}

async function keys(program: ProgramInTerminal): Promise<Figures> {
  let loaded = false;
  const done = program
    .waitFor((screen) => !isLoading(screen), PATIENCE)
    .then(() => {
      loaded = true;
    });
  const during = await keyTimes(program, KEYS, () => loaded);
  await done;
  const after = await keyTimes(program, KEYS, () => false);
  return {
    'key while loading p50, ms': percentile(during, 0.5),
    'key while loading p99, ms': percentile(during, 0.99),
    'keys while loading': during.length,
    'key after p50, ms': percentile(after, 0.5),
    'key after p99, ms': percentile(after, 0.99),
  };
}

/** Opens connections all over the list, each in four ways. */
async function looks(program: ProgramInTerminal): Promise<Figures> {
  const opened: Record<string, number[]> = { inspector: [], messages: [], packets: [], graphs: [] };
  for (let look = 0; look < LOOKS; look++) {
    const before = position(program.screen())!.row;
    program.press('page-down', 'page-down');
    await program.waitFor((screen) => (position(screen)?.row ?? before) !== before, PATIENCE);
    const open = async (name: string, key: string, shown: RegExp): Promise<void> => {
      opened[name].push(
        await milliseconds(async () => {
          program.press(key);
          await program.waitFor(shown, PATIENCE);
        }),
      );
      program.press('q');
      await program.waitFor((screen) => position(screen) !== null, PATIENCE);
    };
    await open('inspector', 'enter', /packets \/ with data +\d/);
    await open('messages', '4', /#\d+ +\d+ messages? [\s\S]*\n> +\d/);
    await open('packets', '5', /#\d+ packets [\s\S]*\n[> ] +\d+ +\d/);
    await open('graphs', '6', /#\d+ time-sequence [\s\S]*packet \d/);
  }
  return Object.fromEntries(
    Object.entries(opened).flatMap(([name, times]) => [
      [`${name} p50, ms`, percentile(times, 0.5)],
      [`${name} worst, ms`, Math.max(...times)],
    ]),
  );
}

async function sortAndFilter(program: ProgramInTerminal): Promise<Figures> {
  program.press('g');
  await program.waitFor((screen) => position(screen)?.row === 1, PATIENCE);
  const sort = await milliseconds(async () => {
    program.press('>');
    await program.waitFor((screen) => /sort: (?!as captured)/.test(text(screen)) && !isSorting(screen), PATIENCE);
  });
  program.press('/');
  await program.waitFor(/words match any column/, PATIENCE);
  const letters: number[] = [];
  for (const letter of '443') {
    // The prompt says how many are left, "1234 of 53275".
    const before = position(program.screen())?.row;
    letters.push(
      await milliseconds(async () => {
        program.type(letter);
        await program.waitFor((screen) => (position(screen)?.row ?? before) !== before, PATIENCE);
      }),
    );
  }
  return { 'sort by the next column, ms': sort, 'letter of a filter, worst, ms': Math.max(...letters) };
}

async function measureScreen(name: CaptureName): Promise<Figures> {
  const file = captureFile(name, CAPTURES[name].traffic, options);
  const starts: number[] = [];
  for (let i = 0; i < STARTS; i++) starts.push(await timeToFirstRows(file));
  const loads = await loading(file);
  const program = start({ args: [file], cols: 80, rows: 24 });
  await program.waitFor((screen) => position(screen) !== null, PATIENCE);
  const figures = {
    'first rows, median of 5, ms': median(starts),
    'first rows, best, ms': Math.min(...starts),
    ...loads,
    ...(await keys(program)),
    ...(await looks(program)),
    ...(await sortAndFilter(program)),
    'peak memory after all, MB': peakMegabytes(program.pid),
  };
  await program.close();
  return { ...figures, ...(await measureLists(file)) };
}

const results: Record<string, Figures> = {};
for (const name of options.only.split(',') as CaptureName[]) results[name] = await measureScreen(name);
const names = Object.keys(results);
const rows = Object.keys(results[names[0]]).map(
  (measured) => `| ${[measured, ...names.map((name) => results[name][measured].toFixed(1))].join(' | ')} |`,
);
const machine = `${cpus().length} × ${cpus()[0].model}, Node ${process.version}, load ${loadavg()[0].toFixed(1)}`;
console.log(
  [`${machine}\n`, `| screen, 80x24 | ${names.join(' | ')} |`, `|---|${'--:|'.repeat(names.length)}`, ...rows].join(
    '\n',
  ),
);
if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, results }, null, 2)}\n`);

/** Our reports are tcptrace's, byte for byte: scenarios of test/report/tcptrace with what tcptrace 6.6.7 prints for them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { print } from './print.ts';

const folder = path.join(import.meta.dirname, 'tcptrace');
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith('.scenario'))
  .map((name) => path.basename(name, '.scenario'));

/** What we print without the version line, which is our own. */
async function ours(options: string, scenario: string): Promise<string> {
  const { stdout } = await print(options, read(`${scenario}.scenario`));
  return stdout.filter((line) => !line.includes('tcptrace-tui')).join('\n');
}

beforeEach(() => vi.stubEnv('TZ', 'UTC'));

describe.each(scenarios)('%s', (scenario) => {
  it('prints the long report', async () => {
    expect(await ours('-n -u -l -r -W', scenario)).toBe(read(`${scenario}.long.txt`));
  });

  it('prints the brief report', async () => {
    expect(await ours('-n -u', scenario)).toBe(read(`${scenario}.brief.txt`));
  });
});

it('prints the long report without its optional parts', async () => {
  expect(await ours('-n -l', 'losses')).toBe(read('losses.rows.txt'));
});

it('prints values separated by commas', async () => {
  expect(await ours('-n -l -r -W --csv', 'losses')).toBe(read('losses.csv.txt'));
});

it.each([
  ['--tsv', '\t'],
  ['--sv=;', ';'],
  ['--sv=\\t', '\t'],
  ['--csv --sv=;', ','],
])('prints values separated as %s says', async (option, separator) => {
  const values = read('losses.csv.txt').replace(/^[^#\n].*/gm, (line) => line.replaceAll(',', separator));
  expect(await ours(`-n -l -r -W ${option}`, 'losses')).toBe(values);
});

it("prints every packet's headers, the chosen connection's with numbers from the ISNs", async () => {
  expect(await ours('-n -p', 'packets')).toBe(read('packets.packets.txt'));
  expect(await ours('-n -P -D --print_seq_zero -o1', 'packets')).toBe(read('packets.chosen.txt'));
});

/** The screen over a stream of which only so many connections are kept. */
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_TRAFFIC, writeTraffic } from '../../bench/traffic.ts';
import { temporaryFolder } from '../support/captures.ts';
import { PROGRAM } from '../support/program.ts';
import { start } from '../support/terminal.ts';

test('says how many are kept and retired, goes to those kept by their numbers, and says of the others that they are gone', async () => {
  const file = path.join(temporaryFolder(), 'traffic.pcap');
  writeTraffic(file, { ...DEFAULT_TRAFFIC, packets: 30_000, parallel: 20, segments: 3, snaplen: 96 });
  const line = `cat ${file} | ${process.execPath} ${PROGRAM} --keep-connections 50 -`;
  const program = start({ command: ['bash', '-c', line], cols: 100, rows: 30 });
  onTestFinished(() => program.close());
  await program.waitFor(/30k pkts {2}50 kept, [\d.]+k retired/);
  // The list moves as long as the reading goes on.
  await program.waitFor(
    (screen) => screen.some((shown) => / of 50$/.test(shown)) && !screen.join().includes('Loading'),
  );
  program.type(':1000\r');
  await program.waitFor('connection 1000 was retired (--keep-connections)');
  program.press('G');
  await program.waitFor(/\b50 of 50\b/);
  const [, last] = program
    .screen()
    .map((shown) => /^> +(\d+) /.exec(shown))
    .find(Boolean)!;
  expect(Number(last)).toBeGreaterThan(1000);
  program.press('5');
  await program.waitFor(new RegExp(`#${last} packets .* \\d+ packets`));
  await program.waitFor(/-> S {2}/);
});

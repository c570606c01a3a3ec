/** The graphs of the sample's lossy download, by keys. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixture } from '../support/program.ts';
import { type ProgramInTerminal, start } from '../support/terminal.ts';

let program: ProgramInTerminal;

beforeEach(async () => {
  program = start({ args: [fixture('lossy-transfer.pcapng')] });
  await program.waitFor(/c2d.*help/s);
  program.press('down', '6');
  await program.waitFor(/time-sequence {2}b->a {2}0\.000-2\.785 s/);
});

afterEach(() => program.close());

test('the stall of the download shows its three time-outs', async () => {
  const screen = await program.waitFor(/RTT .*30ms to 51ms/);
  expect(screen.find((line) => line.includes('RRR'))).toMatch(/R {12}R {20,}RRR/);
  expect(screen.find((line) => line.includes('R retransmission'))).toBeDefined();
});

test('zooming in and out comes back to the whole', async () => {
  program.press('right', 'right', '+', '+');
  await program.waitFor(/zoom 4\.0x/);
  program.press('0');
  await program.waitFor(/0\.000-2\.785 s {2,}1\/6/);
});

test('the cursor reads a packet, and Enter opens it', async () => {
  program.press('right', 'right', 'right', 'right', 'right');
  await program.waitFor(/packet 90 <- {2}seq 59,509 {2}in flight 43,441/);
  program.press('enter');
  await program.waitFor(/^> +90 .*58061:59509/m);
});

test('v goes round all graphs', async () => {
  for (const title of ['throughput', 'RTT', 'outstanding data', 'segment size', 'ladder', 'time-sequence']) {
    program.press('v');
    await program.waitFor(new RegExp(`#2 ${title} `));
  }
});

test('without UTF-8 the graph is ASCII', async () => {
  const ascii = start({ args: [fixture('lossy-transfer.pcapng')], env: { LANG: 'C' } });
  await ascii.waitFor(/c2d.*help/s);
  ascii.press('down', '6');
  const screen = await ascii.waitFor(/RTT .*30ms to 51ms/);
  await ascii.close();
  expect(screen.join('\n')).not.toMatch(/[^\x20-\x7e\n]/);
});

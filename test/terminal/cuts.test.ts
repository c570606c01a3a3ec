/** Cuts before analysis, set anew on the screen: in the built program, driven by keys. */
import { afterEach, expect, test } from 'vitest';
import { fixture } from '../support/program.ts';
import { type ProgramInTerminal, start } from '../support/terminal.ts';

const running: ProgramInTerminal[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.close()));
});

async function open(...options: string[]): Promise<ProgramInTerminal> {
  const program = start({ args: [...options, fixture('lossy-transfer.pcapng')], cols: 120 });
  running.push(program);
  await program.waitFor(/198\.51\.100\.80:80 .*help/s);
  return program;
}

async function enter(program: ProgramInTerminal, line: string): Promise<void> {
  await program.waitFor(/^> +\d+ [a-z]2[a-z] .*Enter open/ms);
  program.press(':');
  await program.waitFor(/Tab complete/);
  program.type(line);
  program.press('enter');
}

test(':port, :host, :from and :to cut the capture, one after the other; :nocut takes all back', async () => {
  const program = await open();
  await enter(program, 'port 8080-8443');
  await program.waitFor(/\[port 8080-8443\] {2}\d+ pkts {2}3 conn/);
  await program.waitFor(/^> +1 a2b .*:59354 /m);
  await enter(program, 'port 80');
  await program.waitFor(/\[port 80\] .*2 conn/);
  await enter(program, 'from +0.2s');
  await program.waitFor(/\[from \+0\.2s port 80\]/);
  await program.waitFor(/^> +1 a2b .*:48228 .* 0 +287k +15 /m);
  await enter(program, 'port');
  await program.waitFor(/\[from \+0\.2s\] {2}484 pkts {2}4 conn/);
  await enter(program, 'nocut');
  await program.waitFor(/pcapng {2}484 pkts {2}5 conn/);
});

test('the cuts of the command line stand in the header, and the list keeps its filter', async () => {
  const program = await open('--host', '198.51.100.0/24', '--filter', 'rtx:>3');
  await program.waitFor(/\[host 198\.51\.100\.0\/24\]/);
  await enter(program, 'port 80');
  await program.waitFor(/\[host 198\.51\.100\.0\/24 port 80\]/);
  await program.waitFor(/filter: rtx:>3 .*1 of 1/);
});

test('a cut that is none is refused in words, and what is shown stays', async () => {
  const program = await open();
  await enter(program, 'from noon');
  await program.waitFor(/:from: 'noon' is not a time; write 2026-01-31T10:05:00/);
  expect(program.screen()[0]).toContain('lossy-transfer.pcapng  484 pkts  5 conn');
});

test('the filter menu reads only the host or port of the row', async () => {
  const program = await open();
  program.press('f');
  await program.waitFor(/read port 80 /);
  program.press('/');
  program.type('read');
  program.press('down', 'down', 'enter');
  await program.waitFor(/\[port 80\] .*2 conn.*^> +1 a2b .*1 of 2/ms);
  program.press('f');
  await program.waitFor(/Filter by #1/);
  program.press('/');
  program.type('everything');
  program.press('enter');
  await program.waitFor(/pcapng {2}484 pkts {2}5 conn/);
});

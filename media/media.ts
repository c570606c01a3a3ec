/** Takes the README's pictures from the running program. usage: npm run media -- [NAME …] */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { fixture, PROJECT } from '../test/support/program.ts';
import { type ProgramInTerminal, start } from '../test/support/terminal.ts';
import { screenSvg } from './picture.ts';

interface Shot {
  name: string;
  args: readonly string[];
  cols: number;
  rows: number;
  /** From the start of the program to what the picture shows. */
  go(program: ProgramInTerminal): Promise<unknown>;
}

const SAMPLE = fixture('lossy-transfer.pcapng');
const SCALE = 1.5;

const SHOTS: readonly Shot[] = [
  {
    name: 'opening',
    args: [SAMPLE],
    cols: 80,
    rows: 24,
    async go(program) {
      await program.waitFor(/4 problems.*help/s);
      program.press('down');
      await program.waitFor(/!! #2 15 of 224.*help/s);
    },
  },
  {
    name: 'detail',
    args: [SAMPLE],
    cols: 80,
    rows: 24,
    async go(program) {
      await program.waitFor(/4 problems.*help/s);
      program.press('down', '3');
      await program.waitFor(/largest segment.*6 graphs/s);
    },
  },
  {
    name: 'time-sequence',
    args: [SAMPLE],
    cols: 100,
    rows: 30,
    async go(program) {
      await program.waitFor(/4 problems.*help/s);
      program.press('down', '6');
      await program.waitFor(/300k\|.*cursor 0\.000/s);
      program.press('right', 'right', 'right', 'right', 'right');
      await program.waitFor(/cursor 0\.1.*in flight/);
    },
  },
  {
    name: 'messages',
    args: [SAMPLE],
    cols: 80,
    rows: 24,
    async go(program) {
      await program.waitFor(/4 problems.*help/s);
      program.press('down', 'down', '4');
      await program.waitFor(/GET \/slow.*help/s);
      program.press('down', 'v', 'v', 'v');
      await program.waitFor(/^> +2 .*"owner": "mk"/ms);
    },
  },
];

const wanted = process.argv.slice(2);
for (const shot of SHOTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const program = start({ args: shot.args, cols: shot.cols, rows: shot.rows });
  await shot.go(program);
  const svg = screenSvg(program.terminal);
  await program.close();
  const png = new Resvg(svg, { fitTo: { mode: 'zoom', value: SCALE } }).render().asPng();
  writeFileSync(path.join(PROJECT, 'media', `${shot.name}.png`), png);
  console.log(`media/${shot.name}.png: ${png.length >> 10} kB`);
}

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
    go: (program) => program.waitFor('8443'),
  },
];

for (const shot of SHOTS.filter(({ name }) => process.argv.length < 3 || process.argv.includes(name))) {
  const program = start({ args: shot.args, cols: shot.cols, rows: shot.rows });
  await shot.go(program);
  const svg = screenSvg(program.terminal);
  await program.close();
  const png = new Resvg(svg, { fitTo: { mode: 'zoom', value: SCALE } }).render().asPng();
  writeFileSync(path.join(PROJECT, 'media', `${shot.name}.png`), png);
  console.log(`media/${shot.name}.png: ${png.length >> 10} kB`);
}

/** Takes the README's pictures from the running program, and media/tour.svg, which moves. usage: npm run media -- [NAME …] */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { PROJECT } from '../test/support/program.ts';
import { movingSvg, screenSvg } from './picture.ts';
import { SHOTS } from './shots.ts';
import { tour } from './tour.ts';

/** Dots a pixel: sharp on today's screens. */
const SCALE = 1.5;

const wanted = process.argv.slice(2);
for (const [name, take] of Object.entries(SHOTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const program = await take();
  const svg = screenSvg(program.terminal);
  await program.close();
  const png = new Resvg(svg, { fitTo: { mode: 'zoom', value: SCALE } }).render().asPng();
  writeFileSync(path.join(PROJECT, 'media', `${name}.png`), png);
  console.log(`media/${name}.png: ${png.length >> 10} kB`);
}
if (wanted.length === 0 || wanted.includes('tour')) {
  const svg = movingSvg(await tour());
  writeFileSync(path.join(PROJECT, 'media/tour.svg'), svg);
  console.log(`media/tour.svg: ${svg.length >> 10} kB`);
}

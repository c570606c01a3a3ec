/** A walk through the sample capture as frames of a moving picture: what a newcomer would press, and what comes. */
import { fixture } from '../test/support/program.ts';
import { start } from '../test/support/terminal.ts';
import { type Frame, frameOf } from './picture.ts';

/** Keys, what stands on the screen then, and how long a reader needs for it in seconds. */
const WALK: readonly { keys: readonly string[]; shown: RegExp; seconds: number }[] = [
  { keys: [], shown: /4 problems.*help/s, seconds: 4 },
  { keys: ['down'], shown: /!! #2 15 of 224.*help/s, seconds: 3 },
  { keys: ['3'], shown: /largest segment.*6 graphs/s, seconds: 5 },
  { keys: ['6'], shown: /time-sequence.*^ 0\.000000 s/ms, seconds: 5 },
  { keys: ['4'], shown: /GET .*help/s, seconds: 4 },
  { keys: ['2'], shown: /1 of 5|2 of 5/, seconds: 4 },
];

export async function tour(): Promise<{ frame: Frame; seconds: number }[]> {
  const program = start({ args: [fixture('lossy-transfer.pcapng')], cols: 80, rows: 24 });
  const frames: { frame: Frame; seconds: number }[] = [];
  for (const { keys, shown, seconds } of WALK) {
    program.press(...keys);
    await program.waitFor(shown);
    frames.push({ frame: frameOf(program.terminal), seconds });
  }
  await program.close();
  return frames;
}

/**
 * Uses the built program as its users do and keeps what V8 compiles meanwhile in dist/code-cache, where the next starts find
 * it: the first rows are there in four fifths of the time. Other versions of Node compile for themselves.
 * usage: node script.mjs code-cache/code-cache.ts, which the build does
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fixture, PROJECT, run } from '../test/support/program.ts';
import { start } from '../test/support/terminal.ts';

const ALL = path.join(PROJECT, 'dist/code-cache');
/** Node's versions may share one of V8, and yet patch it: https://github.com/nodejs/node/tree/main/deps/v8 */
const FOLDER = path.join(ALL, `${process.version}-${process.arch}`);
const CAPTURE = fixture('lossy-transfer.pcapng');
/** Node takes no blank in a path without quotes: https://nodejs.org/api/cli.html#node_optionsoptions */
const RECORDED = {
  CODE_CACHE: FOLDER,
  NODE_OPTIONS: `--require ${JSON.stringify(path.join(PROJECT, 'code-cache/recorder.cjs'))}`,
};

/** A walk through the screens: a key, and what it brings. */
const WALK: readonly (readonly [string, RegExp])[] = [
  ['j', /2 of 5/],
  ['/', /filter:/],
  ['8', /filter: 8/],
  ['escape', /of 5/],
  ['enter', /packets \/ with data/],
  ['4', /#\d+ +\d+ messages/],
  ['5', /packet +time/],
  ['6', /time-sequence/],
];

async function printReport(): Promise<void> {
  await run(['--plain', '-n', '-l', '-r', CAPTURE], { env: RECORDED });
}

async function walkThroughScreens(): Promise<void> {
  const program = start({ args: [CAPTURE], env: RECORDED });
  await program.waitFor(/1 of 5/);
  for (const [key, shown] of WALK) {
    program.press(key);
    await program.waitFor(shown);
  }
  program.press('Q');
  await program.exited;
  await program.close();
}

rmSync(ALL, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
await printReport();
await walkThroughScreens();

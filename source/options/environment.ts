/** The command line's surroundings, asked of the process. */
import { fstatSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { isatty } from 'node:tty';
import type { Environment } from './command-line.ts';

const STDIN = 0;
const STDOUT = 1;

export function processEnvironment(): Environment {
  return {
    home: process.env.HOME || null,
    tcptraceOptions: process.env.TCPTRACEOPTS ?? null,
    stdin: standardInput(),
    stdoutIsTTY: isatty(STDOUT),
    readFile: (path) => readFileSync(path, 'utf8'),
  };
}

/** A pipe, a socket or a file may hold a capture; /dev/null and a closed descriptor hold none. */
function standardInput(): Environment['stdin'] {
  if (isatty(STDIN)) return 'terminal';
  try {
    const kind = fstatSync(STDIN);
    return kind.isFIFO() || kind.isSocket() || kind.isFile() ? 'data' : 'nothing';
  } catch {
    return 'nothing';
  }
}

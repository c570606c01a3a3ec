import { type Environment, parseCommandLine } from '../../source/options/command-line.ts';
import type { Request } from '../../source/options/request.ts';

const TERMINAL: Environment = {
  home: null,
  tcptraceOptions: null,
  stdin: 'terminal',
  stdoutIsTTY: true,
  readFile: (path) => {
    throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
  },
};

/** The words, parted by blanks, on a terminal (or in the surroundings given). */
export function parse(words: string | readonly string[], environment: Partial<Environment> = {}): Request {
  const argv = typeof words === 'string' ? words.split(' ').filter(Boolean) : words;
  return parseCommandLine(argv, { ...TERMINAL, ...environment });
}

/** The request of words that open the screen or print a report. */
export function exploring(words: string | readonly string[], environment: Partial<Environment> = {}) {
  const request = parse(words, environment);
  if (request.kind !== 'report' && request.kind !== 'screen') throw new Error(JSON.stringify(request));
  return request;
}

export const switchesOf = (words: string, environment: Partial<Environment> = {}) =>
  exploring(words, environment).capture.switches;

/** What is said about wrong words. */
export function refusalOf(words: string | readonly string[], environment: Partial<Environment> = {}): string {
  const request = parse(words, environment);
  if (request.kind !== 'say') throw new Error(`not refused: ${JSON.stringify(request)}`);
  if (request.exitCode !== 2 || request.stream !== 'stderr') throw new Error(`refused with ${request.exitCode}`);
  return request.text;
}

/** Files that list files and ~/.tcptracerc are read from. */
export const withFiles = (files: Record<string, string>): Partial<Environment> => ({
  readFile: (path) => {
    if (path in files) return files[path];
    throw Object.assign(new Error('ENOENT: no such file or directory'), { code: 'ENOENT' });
  },
});

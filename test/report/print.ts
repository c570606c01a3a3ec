/** Runs a report as the command line asks for it and hands back what it printed. */
import { parseCommandLine } from '../../source/options/command-line.ts';
import { Output } from '../../source/report/output.ts';
import { writeReport } from '../../source/report/run.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';

export interface Printed {
  /** Lines of standard output, the wall-clock line left out. */
  stdout: string[];
  /** Lines of standard error. */
  stderr: string[];
  exitCode: number;
}

/** `options` as typed, split at blanks; `capture` is the text of a scenario, or the bytes of a capture. */
export function print(options: string, capture: string | Uint8Array): Promise<Printed> {
  const file = writeTemporary(typeof capture === 'string' ? scenario(capture) : capture);
  return printFiles(options.split(' ').filter(Boolean), [file]);
}

export async function printFiles(options: readonly string[], files: readonly string[]): Promise<Printed> {
  const request = parseCommandLine(['--plain', ...options, ...files], {
    home: null,
    tcptraceOptions: null,
    stdin: 'nothing',
    stdoutIsTTY: false,
    readFile: () => '',
  });
  if (request.kind !== 'report') throw new Error(`not a report: ${JSON.stringify(request)}`);
  const pieces: Buffer[] = [];
  const stderr: string[] = [];
  const output = new Output((bytes) => pieces.push(Buffer.from(bytes)));
  const exitCode = await writeReport(request, output, (line) => stderr.push(line));
  output.flush();
  const stdout = Buffer.concat(pieces)
    .toString()
    .replaceAll(`'${files[0]}'`, 'FILE')
    .replaceAll(files[0], 'FILE')
    .split('\n')
    .filter((line) => !/elapsed wallclock time/.test(line));
  return { stdout, stderr, exitCode };
}

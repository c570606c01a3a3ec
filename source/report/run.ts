/** Prints what was asked for on standard output. */

import { writeSync } from 'node:fs';
import { safeLine } from '../stream/safe-text.ts';
import { exportOf, type ReportRequest } from './exports.ts';
import { descriptorSink, Output, OutputClosed, OutputFull } from './output.ts';
import { UnwritableFile } from './overwriting.ts';
import type { Complain } from './reading.ts';
import { UsageError } from './usage-error.ts';

const STDOUT = 1;
const STDERR = 2;

/** Resolves to the exit code (docs/exit-codes.md). */
export async function runReport(request: ReportRequest): Promise<number> {
  const output = new Output(descriptorSink(STDOUT));
  const complain = (line: string): void => {
    output.flush();
    writeSync(STDERR, `tcptrace-tui: ${safeLine(line)}\n`);
  };
  try {
    const code = await writeReport(request, output, complain);
    output.flush();
    return code;
  } catch (failure) {
    // Whoever read the output has seen enough.
    if (failure instanceof OutputClosed) return 0;
    if (failure instanceof OutputFull) {
      complain(failure.message);
      return 1;
    }
    throw failure;
  }
}

/** The report on any output; `complain` gets the lines for standard error. Returns the exit code. */
export async function writeReport(request: ReportRequest, output: Output, complain: Complain): Promise<number> {
  try {
    const { option } = exportOf(request.report);
    const write = await option!.writer();
    return await write(request, output, complain);
  } catch (failure) {
    if (failure instanceof UnwritableFile) {
      complain(failure.message);
      return 1;
    }
    if (failure instanceof UsageError) {
      complain(failure.message);
      return 2;
    }
    throw failure;
  }
}

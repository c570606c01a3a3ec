/** Prints what was asked for on standard output. */
import { writeSync } from 'node:fs';
import type { Request } from '../options/request.ts';
import { descriptorSink, Output, OutputClosed } from './output.ts';
import { tcptraceReport } from './tcptrace.ts';

const STDOUT = 1;
const STDERR = 2;

/** Exit code: 0, or 1 where some of the input could not be read. */
export async function runReport(request: Extract<Request, { kind: 'report' }>): Promise<number> {
  const output = new Output(descriptorSink(STDOUT));
  const complain = (line: string): void => {
    output.flush();
    writeSync(STDERR, `tcptrace-tui: ${line}\n`);
  };
  try {
    const code = await tcptraceReport(request.capture, output, complain);
    output.flush();
    return code;
  } catch (failure) {
    // Whoever read the output has seen enough.
    if (failure instanceof OutputClosed) return 0;
    throw failure;
  }
}

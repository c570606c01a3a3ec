/** Prints what was asked for on standard output. */

import { writeSync } from 'node:fs';
import { UnknownColumn } from './columns.ts';
import { UnknownModuleWord } from './extras.ts';
import { UnwritableFile } from './files.ts';
import { descriptorSink, Output, OutputClosed } from './output.ts';
import type { Complain } from './reading.ts';
import type { ReportRequest } from './request.ts';
import { columnsReport, intervalReport, jsonReport, packetsReport } from './structured.ts';
import { tcptraceReport } from './tcptrace.ts';

const STDOUT = 1;
const STDERR = 2;

/** Exit code: 0, or 1 where some of the input could not be read. */
export async function runReport(request: ReportRequest): Promise<number> {
  const output = new Output(descriptorSink(STDOUT));
  const complain = (line: string): void => {
    output.flush();
    writeSync(STDERR, `tcptrace-tui: ${line}\n`);
  };
  try {
    const code = await writeReport(request, output, complain);
    output.flush();
    return code;
  } catch (failure) {
    // Whoever read the output has seen enough.
    if (failure instanceof OutputClosed) return 0;
    throw failure;
  }
}

/** The report on any output; `complain` gets the lines for standard error. Returns the exit code. */
export async function writeReport(request: ReportRequest, output: Output, complain: Complain): Promise<number> {
  try {
    return await writeKind(request, output, complain);
  } catch (failure) {
    if (failure instanceof UnwritableFile) {
      complain(failure.message);
      return 1;
    }
    if (failure instanceof UnknownModuleWord || failure instanceof UnknownColumn) {
      complain(failure.message);
      return 2;
    }
    throw failure;
  }
}

async function writeKind({ report, capture }: ReportRequest, output: Output, complain: Complain): Promise<number> {
  switch (report.kind) {
    case 'tcptrace':
      return await tcptraceReport(capture, output, complain);
    case 'json':
      return await jsonReport(capture, output, complain);
    case 'columns':
      return await columnsReport(capture, report, output, complain);
    case 'interval':
      return await intervalReport(capture, report, output, complain);
    case 'packets':
      return await packetsReport(capture, output, complain);
    case 'findings':
      return await (await import('./findings.ts')).findingsReport(capture, report.json, output, complain);
    case 'markdown':
      return await (await import('./markdown.ts')).markdownReport(capture, report.path, output, complain);
  }
}

/** Carries out `path`: reads the captures, holds them against each other and prints. */
import { statSync, writeFileSync, writeSync } from 'node:fs';
import { CaptureError, type CaptureSource } from '../../capture/capture.ts';
import type { LegAccount } from '../../path/legs.ts';
import type { Observation } from '../../path/observation.ts';
import { observe } from '../../path/observe.ts';
import { type ConversationSummary, Path } from '../../path/path.ts';
import { descriptorSink, Output, OutputClosed } from '../output.ts';
import { UnwritableFile } from '../overwriting.ts';
import type { PathRequest } from '../request.ts';
import { pathCsv } from './csv.ts';
import type { PathForm } from './form.ts';
import { pathJson } from './json.ts';
import { LostPackets } from './lost.ts';
import { pathMarkdown } from './markdown.ts';
import { pathText } from './text.ts';

const STDOUT = 1;
const STDERR = 2;
/** --fail-on holds. */
const FAILED = 3;

/** Exit code: 0; 1 where some of the input could not be read; 3 where --fail-on holds. */
export async function runPathReport(request: PathRequest): Promise<number> {
  const output = new Output(descriptorSink(STDOUT));
  const complain = (line: string): void => {
    output.flush();
    writeSync(STDERR, `tcptrace-tui: ${line}\n`);
  };
  try {
    const code = await writePathReport(request, output, complain);
    output.flush();
    return code;
  } catch (failure) {
    if (failure instanceof OutputClosed) return 0;
    if (!(failure instanceof CaptureError) && !(failure instanceof UnwritableFile)) throw failure;
    complain(failure.message);
    return 1;
  }
}

export async function writePathReport(
  request: PathRequest,
  output: Output,
  complain: (line: string) => void,
): Promise<number> {
  const path = await openPath(request, new AbortController().signal, () => {});
  try {
    const problems = path.points.flatMap((point) => point.problems);
    for (const problem of problems) complain(problem);
    const lost = request.lostFile === null ? null : new LostPackets(path);
    const form = formOf(request, path, output);
    let failed = false;
    for (let conversation = 0; conversation < path.conversations.length; conversation++) {
      const summary = path.summary(conversation);
      form.conversation(summary);
      lost?.add(summary);
      failed ||= request.failOn !== null && holds(request.failOn, summary);
    }
    form.end();
    if (lost !== null && request.lostFile !== null)
      complain(`${request.lostFile}: ${lost.write(request.lostFile)} lost packets`);
    if (failed) {
      complain(`--fail-on '${request.failOn?.text}' holds`);
      return FAILED;
    }
    return problems.length > 0 ? 1 : 0;
  } finally {
    path.close();
  }
}

function formOf({ output: form }: PathRequest, path: Path, output: Output): PathForm {
  switch (form.kind) {
    case 'json':
      return pathJson(path, output);
    case 'csv':
      return pathCsv(path, output);
    case 'markdown':
      return pathMarkdown(path, (text) => writeMarkdown(form.file, text));
    case 'text':
      return pathText(path, output);
  }
}

function writeMarkdown(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (failure) {
    throw new UnwritableFile(file, failure);
  }
}

/** Reads all points. `progress`: how much of the point at which place has been read, 0 … 1. Throws CaptureError. */
export async function openPath(
  { points, order, cuts }: PathRequest,
  signal: AbortSignal,
  progress: (point: number, fraction: number) => void,
): Promise<Path> {
  const observations: Observation[] = [];
  try {
    for (const [point, name] of points.entries()) {
      const source = sourceOf(name);
      observations.push(await observe({ name, source }, cuts, signal, (fraction) => progress(point, fraction)));
    }
    return await Path.of(observations, order, signal);
  } catch (failure) {
    for (const { capture } of observations) capture.close();
    throw failure;
  }
}

/** A folder is a ring. */
function sourceOf(name: string): CaptureSource {
  const isFolder = statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? { kind: 'ring', directory: name } : { kind: 'file', path: name };
}

/** What --fail-on compares, of one direction of one leg. */
const FIGURES: Record<NonNullable<PathRequest['failOn']>['what'], (account: LegAccount) => number> = {
  loss: ({ lost, sent }) => (sent === 0 ? 0 : lost / sent),
  lost: ({ lost }) => lost,
  delay: ({ delays }) => delays?.p95 ?? 0,
  reordered: ({ reordered }) => reordered,
  duplicated: ({ duplicated }) => duplicated,
};

function holds({ what, above }: NonNullable<PathRequest['failOn']>, { legs }: ConversationSummary): boolean {
  return legs.some(({ accounts }) => accounts.some((account) => FIGURES[what](account) > above));
}

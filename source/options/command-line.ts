/**
 * From the command line to a Request. Options are read from ~/.tcptracerc, then from TCPTRACEOPTS, then from the command
 * line; the first two never choose the report.
 */

import path from 'node:path';
import type { CaptureSource } from '../capture/capture.ts';
import { EXPORTS } from '../report/exports.ts';
import type { CaptureRequest } from '../report/request.ts';
import { UsageError } from '../report/usage-error.ts';
import { type Draft, emptyDraft, isStandardInput } from './draft.ts';
import { helpTopic, LIVE_HELP, RESEND_HELP, SHORT_USAGE } from './help.ts';
import { takeModules } from './modules.ts';
import { PATH_HELP, readPath } from './path.ts';
import { reportOf, separatorOf } from './report-kind.ts';
import type { Request } from './request.ts';
import { readResend } from './resend.ts';
import { readWords } from './words.ts';

/** What the command line cannot say itself. */
export interface Environment {
  /** $HOME, where .tcptracerc is looked for; null = unset. */
  readonly home: string | null;
  /** $TCPTRACEOPTS; null = unset. */
  readonly tcptraceOptions: string | null;
  /** A terminal; a pipe or file, which may hold a capture; or neither (/dev/null, closed). */
  readonly stdin: 'terminal' | 'data' | 'nothing';
  readonly stdoutIsTTY: boolean;
  /** The text of a file; throws like node:fs. For .tcptracerc and list files. */
  readonly readFile: (path: string) => string;
}

const RC_FILE = '.tcptracerc';

/** Never throws: a usage error is a Request to say so and exit with 2. */
export function parseCommandLine(argv: readonly string[], environment: Environment): Request {
  try {
    return understand(argv, environment);
  } catch (failure) {
    if (failure instanceof UsageError) return refusal(`tcptrace-tui: ${failure.message}\n`);
    throw failure;
  }
}

const printed = (text: string): Request => ({ kind: 'say', text, stream: 'stdout', exitCode: 0 });

const refusal = (text: string): Request => ({ kind: 'say', text, stream: 'stderr', exitCode: 2 });

function understand(argv: readonly string[], environment: Environment): Request {
  const [command, ...rest] = argv;
  if (command === 'proxy') return { kind: 'proxy', arguments: rest };
  if (rest.includes('--help')) {
    if (command === 'live') return printed(LIVE_HELP);
    if (command === 'resend') return printed(RESEND_HELP);
    if (command === 'path') return printed(PATH_HELP);
  }
  if (command === 'path') return readPath(rest);
  if (command === 'resend') return readResend(rest);
  if (command === 'explain') return { kind: 'explain', ids: rest };

  const draft = emptyDraft();
  readSettings(draft, environment);
  const words = takeModules(draft, command === 'live' ? rest : argv);
  readWords(draft, words, { name: null }, environment.readFile);
  if (draft.answer !== null) return answer(draft.answer);
  return command === 'live' ? live(draft, environment) : explore(draft, argv, environment);
}

function answer(asked: NonNullable<Draft['answer']>): Request {
  if (asked.kind === 'topic') return { kind: 'say', text: helpTopic(asked.topic), stream: 'stderr', exitCode: 0 };
  return asked;
}

/** ~/.tcptracerc (where # begins a comment) and TCPTRACEOPTS, both split at white space only. */
function readSettings(draft: Draft, { home, tcptraceOptions, readFile }: Environment): void {
  const rcText = home === null ? '' : readRcFile(path.join(home, RC_FILE), readFile);
  const settings = [
    { name: `~/${RC_FILE}`, text: rcText.replace(/#.*/g, '') },
    { name: 'TCPTRACEOPTS', text: tcptraceOptions ?? '' },
  ];
  for (const { name, text } of settings) {
    try {
      readWords(draft, text.split(/\s+/).filter(Boolean), { name }, readFile);
    } catch (failure) {
      if (failure instanceof UsageError) throw new UsageError(`in ${name}: ${failure.message}`);
      throw failure;
    }
  }
}

function readRcFile(file: string, readFile: Environment['readFile']): string {
  try {
    return readFile(file);
  } catch (failure) {
    const { code, message } = failure as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw new UsageError(`~/${RC_FILE} cannot be read (${message})`);
  }
}

function explore(draft: Draft, argv: readonly string[], { stdin, stdoutIsTTY }: Environment): Request {
  if (draft.names.length === 0) {
    if (stdin !== 'data')
      return refusal(
        argv.length === 0 ? SHORT_USAGE : `tcptrace-tui: no capture named${takenAs(draft)}\n${SHORT_USAGE}`,
      );
    draft.names.push('stdin');
  }
  const capture = captureOf(draft, sourcesOf(draft));
  const report = reportOf(draft);
  if (draft.chosenBy.length > 0 || !stdoutIsTTY) return { kind: 'report', ...report, capture };
  return { kind: 'screen', capture, theme: draft.theme };
}

/** The word that an option took for its value may have been meant as the capture. */
function takenAs({ lastTaken }: Draft): string {
  return lastTaken === null ? '' : `: '${lastTaken.word}' was taken as the value of ${lastTaken.option}`;
}

function live(draft: Draft, { stdoutIsTTY }: Environment): Request {
  const [name, ...filter] = draft.names;
  if (name === undefined) throw new UsageError('live needs an interface: tcptrace-tui live eth0 [capture filter …]');
  if (draft.chosenBy.length > 0 || !stdoutIsTTY)
    throw new UsageError('live opens the screen; for a report of live traffic pipe tcpdump -U -w - into it');
  const { spoolLimit, theme } = draft;
  return { kind: 'live', interface: name, filter: filter.join(' '), spoolLimit, capture: captureOf(draft, []), theme };
}

/** `-` and the name `stdin` are standard input; only the last file can still be growing. */
function sourcesOf({ names, follow, spoolLimit }: Draft): CaptureSource[] {
  const standard = names.filter(isStandardInput);
  if (standard.length > 1) throw new UsageError(`standard input ('${standard[1]}') can be read only once`);
  return names.map((name, i): CaptureSource => {
    if (isStandardInput(name)) return { kind: 'stdin', spoolLimit };
    return { kind: follow && i === names.length - 1 ? 'follow' : 'file', path: name };
  });
}

function captureOf(draft: Draft, sources: readonly CaptureSource[]): CaptureRequest {
  refuseForgetting(draft);
  const { names, selection, cuts, openings, switches, force, jobs, keepConnections, decodeAs } = draft;
  return {
    sources,
    names,
    selection,
    cuts,
    openings,
    switches: { ...switches, separator: separatorOf(draft) },
    force,
    jobs,
    keepConnections,
    decodeAs,
  };
}

/** What looks back at all connections at the end, or counts them, cannot forget any. */
function refuseForgetting({ keepConnections, selection, switches, reports }: Draft): void {
  if (keepConnections === null) return;
  const [listed] = selection.tcp;
  const asked = [
    ...EXPORTS.map(({ id, needs, option }) => needs === 'findings' && reports.has(id) && `--${option.name}`),
    switches.udp && '-u',
    listed?.action === 'only' && '-o',
    listed?.action === 'ignore' && '-i',
  ].find(Boolean);
  if (asked) throw new UsageError(`--keep-connections forgets connections, and ${asked} needs them all`);
}

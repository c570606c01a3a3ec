/**
 * The program's front door: what the command line asks for goes to a report, a screen or a proxy. Each is loaded only when
 * it is asked for. Exit codes: docs/exit-codes.md.
 */

import { constants } from 'node:os';
import process from 'node:process';
import { isMainThread, workerData } from 'node:worker_threads';
import packageFacts from '../package.json' with { type: 'json' };
import { startAnalysisThread } from './analysis/thread.ts';
import { AddressSpaceError, checkAddressSpace } from './connection/address-space.ts';
import { parseCommandLine } from './options/command-line.ts';
import { canBeReadAgain, withCut } from './options/cut.ts';
import { processEnvironment } from './options/environment.ts';
import type { Request, Theme } from './options/request.ts';
import { PROGRAM } from './program.ts';
import { runWithoutGuards, wantsNoGuards } from './relaunch.ts';
import type { CaptureRequest } from './report/request.ts';
import { type Session, SessionError } from './session/session.ts';
import { safeLines } from './stream/safe-text.ts';

/** ms, https://nodejs.org/api/timers.html#setintervalcallback-delay-args */
const LONGEST_INTERVAL = 2 ** 31 - 1;

async function carryOut(request: Request): Promise<number> {
  switch (request.kind) {
    case 'say':
      process[request.stream].write(safeLines(request.text));
      return request.exitCode;
    case 'version':
      process[request.stream].write(`tcptrace-tui ${packageFacts.version}\n`);
      return 0;
    case 'help': {
      const { aboutText } = await import('./options/about.ts');
      process.stdout.write(aboutText());
      return 0;
    }
    case 'explain': {
      const { explain } = await import('./report/explain.ts');
      return explain(request.ids, process.stdout, process.stderr);
    }
    case 'report': {
      const { runReport } = await import('./report/run.ts');
      return runReport(request);
    }
    case 'screen': {
      checkAddressSpace();
      const thread = startAnalysisThread(PROGRAM);
      const { openFileSession } = await import('./session/open.ts');
      return show(openFileSession(request.capture, PROGRAM, { thread }), request.theme, request.capture);
    }
    case 'live': {
      checkAddressSpace();
      const { openLiveSession } = await import('./session/open.ts');
      return show(openLiveSession(request, PROGRAM), request.theme, null);
    }
    case 'proxy': {
      const { runProxy } = await import('./proxy/run.ts');
      return runProxy(request.arguments, async (proxy) => {
        checkAddressSpace();
        const { openProxySession } = await import('./proxy-view/open.ts');
        return show(openProxySession(proxy, PROGRAM), null, null);
      });
    }
    case 'path': {
      const { runPathReport } = await import('./report/path/run.ts');
      return runPathReport(request);
    }
    case 'resend':
      return sendAgain(request);
  }
}

/**
 * Shows the session, and others that the user opens from it, until the user leaves. The screens are loaded while another
 * thread begins to read. `capture`: what it shows; null = it comes live.
 */
async function show(opening: Promise<Session>, theme: Theme | null, capture: CaptureRequest | null): Promise<number> {
  const loading = import('./ui/app.tsx');
  let first: Session;
  try {
    first = await opening;
  } catch (failure) {
    return complain(failure);
  }
  const { ShownSession } = await import('./session/open.ts');
  const sessions = new ShownSession(first);
  try {
    const { runScreen } = await loading;
    let shown = capture;
    const instead = async (request: CaptureRequest): Promise<Session | null> => {
      const { openFileSession } = await import('./session/open.ts');
      const next = await sessions.replace((signal) => openFileSession(request, PROGRAM, { signal }));
      if (next !== null) shown = request;
      return next;
    };
    const code = await runScreen(first, {
      theme,
      open: async (words) => instead(captureNamed(words)),
      again: capture === null || !canBeReadAgain(capture) ? null : async () => instead(shown ?? capture),
      cut: async (name, words) => {
        if (shown === null || !canBeReadAgain(shown))
          throw new Error(
            'what comes in live cannot be cut: narrow the list with /, or start again with --from, --to, --host or --port',
          );
        const { query } = sessions.current.list;
        const next = await instead(withCut(shown, name, words));
        next?.list.ask(query);
        return next;
      },
    });
    const { unreadable } = sessions.current;
    if (!unreadable) return code;
    process.stderr.write(`tcptrace-tui: ${safeLines(unreadable)}\n`);
    return 1;
  } catch (failure) {
    return complain(failure);
  } finally {
    await sessions.close();
  }
}

/** The capture that the words would name after the program's name. */
function captureNamed(words: readonly string[]): CaptureRequest {
  const asked = parseCommandLine([...words], processEnvironment());
  if (asked.kind === 'screen') return asked.capture;
  throw new Error(asked.kind === 'say' ? asked.text.trim().split('\n')[0] : 'only a capture can be opened here');
}

async function sendAgain(request: Extract<Request, { kind: 'resend' }>): Promise<number> {
  const { runResend } = await import('./proxy-view/resend.ts');
  try {
    const { line, done } = await runResend(request, PROGRAM);
    process.stdout.write(`${line}\n`);
    return done ? 0 : 1;
  } catch (failure) {
    return complain(failure);
  }
}

/** What kept a session from opening, in one line; anything else is a mistake of ours. */
function complain(failure: unknown): number {
  if (!(failure instanceof SessionError)) throw failure;
  process.stderr.write(`tcptrace-tui: ${safeLines(failure.message)}\n`);
  return 1;
}

async function runWorker(role: string): Promise<void> {
  switch (role) {
    case 'analysis': {
      const { runAnalysisWorker } = await import('./analysis/worker.ts');
      return runAnalysisWorker();
    }
    case 'traffic': {
      const { runTeamMember } = await import('./analysis/team-member.ts');
      return runTeamMember();
    }
    case 'diagnosis': {
      const { runDiagnosisWorker } = await import('./session/diagnosis-worker.ts');
      return runDiagnosisWorker();
    }
    case 'relay': {
      const { runRelayWorker } = await import('./proxy/worker.ts');
      return runRelayWorker();
    }
    default:
      throw new Error(`no worker plays the role '${role}'`);
  }
}

/** A mistake of ours is one line for the user, and a stack for us when asked for. */
function crash(failure: unknown): never {
  const debug = Boolean(process.env.TCPTRACE_TUI_DEBUG);
  const words = failure instanceof Error ? (debug ? failure.stack : failure.message) : String(failure);
  const whose = failure instanceof AddressSpaceError ? '' : 'stopped by an error of its own: ';
  process.stderr.write(`tcptrace-tui: ${whose}${safeLines(String(words))}\n`);
  process.exit(1);
}

/** Ends once everything written has left. */
function exit(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => (code === HANGUP ? hangUp() : process.exit(code))));
}

/** Exit code of a program that its terminal's end has ended: 128 and the signal's number. */
const HANGUP = 128 + constants.signals.SIGHUP;

/** Dies of the signal itself: before version 24 Node aborts when it cannot restore a terminal that has gone, nodejs/node#58200. */
function hangUp(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

/** Whoever read our output has seen enough, or is gone with the terminal, which says so by a signal of its own. */
function outputFailed(failure: NodeJS.ErrnoException): void {
  const others = process.stdout.listenerCount('error') - 1;
  if (failure.code === 'EPIPE' && others === 0) process.exit(0);
  if (failure.code !== 'EPIPE' && failure.code !== 'EIO') crash(failure);
}

// Node's own warnings are for us: in the middle of a screen they are rubbish to everyone else.
if (!process.env.TCPTRACE_TUI_DEBUG) process.removeAllListeners('warning');

if (!isMainThread) {
  await runWorker(workerData.role);
} else if (wantsNoGuards()) {
  runWithoutGuards();
} else {
  process.on('uncaughtException', crash);
  process.stdout.on('error', outputFailed);
  // Node would open its debugger: https://nodejs.org/api/process.html#signal-events
  process.on('SIGUSR1', () => {});
  // There is nobody to tell it to.
  process.stderr.on('error', () => {});
  // Watching a file that may grow does not keep a process alive by itself.
  setInterval(() => {}, LONGEST_INTERVAL);
  carryOut(parseCommandLine(process.argv.slice(2), processEnvironment())).then(exit, crash);
}

/**
 * The program's front door: what the command line asks for goes to a report, a screen or a proxy. Each is loaded only when
 * it is asked for. Exit codes: 0, 1 = input could not be read, 2 = the command line is wrong.
 */
import process from 'node:process';
import { isMainThread, workerData } from 'node:worker_threads';
import packageFacts from '../package.json' with { type: 'json' };
import { parseCommandLine } from './options/command-line.ts';
import { processEnvironment } from './options/environment.ts';
import type { Request } from './options/request.ts';
import type { Session } from './session/session.ts';

async function carryOut(request: Request): Promise<number> {
  switch (request.kind) {
    case 'say':
      process[request.stream].write(request.text);
      return request.exitCode;
    case 'version':
      process[request.stream].write(`tcptrace-tui ${packageFacts.version}\n`);
      return 0;
    case 'help': {
      const { aboutText } = await import('./options/about.ts');
      process.stdout.write(aboutText());
      return 0;
    }
    case 'report': {
      const { runReport } = await import('./report/run.ts');
      return runReport(request);
    }
    case 'screen':
    case 'live':
      return showCapture(request);
    case 'proxy': {
      const { runProxy } = await import('./proxy/run.ts');
      return runProxy(request.arguments, async () => {
        throw new Error('the screen of the proxy is not there yet');
      });
    }
    case 'resend':
      return sendAgain(request);
  }
}

async function showCapture(request: Extract<Request, { kind: 'screen' | 'live' }>): Promise<number> {
  const { openFileSession, openLiveSession, SessionError } = await import('./session/open.ts');
  const program = new URL(import.meta.url);
  let session: Session;
  try {
    session = await (request.kind === 'live'
      ? openLiveSession(request, program)
      : openFileSession(request.capture, program));
  } catch (failure) {
    if (!(failure instanceof SessionError)) throw failure;
    process.stderr.write(`tcptrace-tui: ${failure.message}\n`);
    return 1;
  }
  try {
    const { runScreen } = await import('./ui/app.tsx');
    const code = await runScreen(session, { theme: request.theme });
    if (!session.unreadable) return code;
    process.stderr.write(`tcptrace-tui: ${session.unreadable}\n`);
    return 1;
  } finally {
    await session.close();
  }
}

async function sendAgain(request: Extract<Request, { kind: 'resend' }>): Promise<number> {
  const [{ runResend }, { SessionError }] = await Promise.all([
    import('./session/resend-command.ts'),
    import('./session/open.ts'),
  ]);
  try {
    const { line, done } = await runResend(request, new URL(import.meta.url));
    process.stdout.write(`${line}\n`);
    return done ? 0 : 1;
  } catch (failure) {
    if (!(failure instanceof SessionError)) throw failure;
    process.stderr.write(`tcptrace-tui: ${failure.message}\n`);
    return 1;
  }
}

async function runWorker(role: string): Promise<void> {
  switch (role) {
    case 'analysis': {
      const { runAnalysisWorker } = await import('./analysis/worker.ts');
      return runAnalysisWorker();
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
  process.stderr.write(`tcptrace-tui: stopped by an error of its own: ${words}\n`);
  process.exit(1);
}

/** Ends once everything written has left. */
function exit(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

if (isMainThread) {
  process.on('uncaughtException', crash);
  // Whoever read our output has seen enough.
  process.stdout.on('error', (failure: NodeJS.ErrnoException) =>
    failure.code === 'EPIPE' ? process.exit(0) : crash(failure),
  );
  carryOut(parseCommandLine(process.argv.slice(2), processEnvironment())).then(exit, crash);
} else {
  await runWorker(workerData.role);
}

/** Opens sessions: what the command line asked for becomes something to look at. */

import type { Worker } from 'node:worker_threads';
import { beginsAsProxyRecording } from '../analysis/forwarded.ts';
import type { CaptureSource } from '../capture/capture.ts';
import { type AnalyserOptions, ORDINARY } from '../connection/analyser.ts';
import type { Request } from '../options/request.ts';
import type { CaptureRequest } from '../report/request.ts';
import { Decoding } from '../stream/decoding.ts';
import { CaptureSession, type CaptureSessionOptions } from './capture-session.ts';
import { type Session, SessionError } from './session.ts';

export { ShownSession } from './shown-session.ts';

export interface Opening {
  /** Gives the opening up. */
  signal?: AbortSignal;
  /** An analysis worker that was started ahead (analysis/thread.ts). */
  thread?: Worker;
}

const { ignored: _, ignoredUdp: __, ...ordinary } = ORDINARY;

/**
 * Of recordings of our own proxy, while they grow and when they are opened later: its listener belongs to what a connection
 * is, for two of them may have one target and one client port.
 */
export const RECORDING_ANALYSER: CaptureSessionOptions['analyser'] = {
  ...ordinary,
  key: 'endpoints and interface',
};

type LiveRequest = Extract<Request, { kind: 'live' }>;

/**
 * A session over files or standard input. Resolves when the first of them is recognised, at once where that may take long
 * (a pipe, a file still being written: `Session.unreadable` tells later). `program`: the bundle, which worker threads run.
 * Rejects with a SessionError, soon where the opening is aborted.
 */
export async function openFileSession(request: CaptureRequest, program: URL, opening: Opening = {}): Promise<Session> {
  return open(request, request.sources, request.names, program, opening);
}

/** A session over what an interface sees from now on. Rejects with a SessionError. */
export async function openLiveSession(request: LiveRequest, program: URL): Promise<Session> {
  const source: CaptureSource = {
    kind: 'live',
    interface: request.interface,
    filter: request.filter,
    spoolLimit: request.spoolLimit,
  };
  return open(request.capture, [source], [request.interface], program, {});
}

async function open(
  request: CaptureRequest,
  sources: readonly CaptureSource[],
  names: readonly string[],
  program: URL,
  { signal, thread }: Opening,
): Promise<Session> {
  const session = new CaptureSession({
    program,
    thread,
    sources,
    names,
    cuts: request.cuts,
    openings: request.openings,
    happensHere: sources[0].kind === 'live',
    analyser: analyserOf(request, sources),
    selection: request.selection,
    keepConnections: request.keepConnections,
    decoding: new Decoding(request.decodeAs),
  });
  const giveUp = (): void => session.abandon();
  signal?.addEventListener('abort', giveUp);
  // What comes through standard input may take its time.
  const failure = sources[0].kind === 'stdin' ? null : await session.failureToOpen();
  signal?.removeEventListener('abort', giveUp);
  if (failure !== null) {
    await session.close();
    throw new SessionError(failure);
  }
  const { words } = request.selection;
  if (words !== null) session.list.ask({ filter: words, sort: null });
  return session;
}

function analyserOf(
  { switches }: CaptureRequest,
  sources: readonly CaptureSource[],
): Omit<AnalyserOptions, 'ignored' | 'ignoredUdp'> {
  const idleSeconds = switches.variables.get('endpoint_reuse_interval');
  if (idleSeconds === undefined) return sources.every(isRecording) ? RECORDING_ANALYSER : ordinary;
  return { ...ordinary, splitting: { kind: 'tcptrace', idleMicros: Number(idleSeconds) * 1e6 } };
}

const isRecording = (source: CaptureSource): boolean =>
  (source.kind === 'file' || source.kind === 'follow') && beginsAsProxyRecording(source.path);

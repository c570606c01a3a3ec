/**
 * A session over what the proxy records while it forwards: the recording is followed like any capture, and what is not in it
 * comes over the relay's channel.
 */
import path from 'node:path';
import { NO_CUTS } from '../analysis/cuts.ts';
import type { CaptureSource } from '../capture/capture.ts';
import { RelayClient } from '../proxy/client.ts';
import { type EventLog, openLog } from '../proxy/event-log.ts';
import type { ProxyRequest } from '../proxy/options.ts';
import { CaptureSession, type CaptureSessionOptions } from '../session/capture-session.ts';
import { RECORDING_ANALYSER } from '../session/open.ts';
import { type Session, SessionError } from '../session/session.ts';
import { Decoding } from '../stream/decoding.ts';
import { safeText } from '../stream/safe-text.ts';
import { LiveProxyView } from './view.ts';

/** ms between looks at the counters, which move without an event. */
const LOOK_INTERVAL = 250;

/**
 * Starts the proxy. Resolves when it listens and its recording has begun; rejects with a SessionError when nobody could
 * listen or nothing can be recorded. `program`: the bundle, which worker threads run.
 */
export async function openProxySession(request: ProxyRequest, program: URL): Promise<Session> {
  const log = logOf(request, (problem) => view.complain(problem));
  const client = new RelayClient(request, program);
  let session: ProxySession | null = null;
  const view = new LiveProxyView(client, request, () => session?.changed());
  if (log !== null) client.onEvent((event) => log.write(event));
  const ended = client.ended.catch((failure: Error) => view.relayDied(safeText(failure.message)));
  try {
    const recording = await view.recordingBegun;
    await listening(client, view, request.keepGoing);
    session = new ProxySession(sourceOf(request, recording), program, { client, view, log, ended });
    view.readBy(session);
    return session;
  } catch (problem) {
    client.end();
    await ended;
    throw new SessionError((problem as Error).message);
  }
}

function logOf({ log }: ProxyRequest, failed: (problem: string) => void): EventLog | null {
  try {
    return openLog(log, failed);
  } catch (problem) {
    throw new SessionError((problem as Error).message);
  }
}

/** Resolves when all listeners listen, or, to keep going, one does; rejects when one, or to keep going none, can. */
function listening(client: RelayClient, view: LiveProxyView, keepGoing: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const { listeners } = view;
      const failed = listeners.filter(({ state }) => state === 'failed');
      const listen = listeners.filter(({ state }) => state === 'listening');
      if (failed.length === listeners.length || (failed.length > 0 && !keepGoing)) {
        const [{ address, problem }] = failed;
        settle(() => reject(new Error(`cannot listen at ${address}: ${problem}`)));
      } else if (listen.length === listeners.length || (listen.length > 0 && keepGoing)) settle(resolve);
    };
    const settle = (answer: () => void): void => {
      stop();
      answer();
    };
    const stop = client.onEvent(look);
    look();
  });
}

function sourceOf({ recording }: ProxyRequest, firstSegment: string): CaptureSource {
  if (recording.kind === 'file') return { kind: 'follow', path: firstSegment };
  const { dir, name, ext } = path.parse(firstSegment);
  const [digits] = /\d+$/.exec(name) ?? [''];
  // What an earlier recording has left in the ring is not this one's.
  const segments = { before: name.slice(0, name.length - digits.length), after: ext, from: Number(digits) };
  return { kind: 'ring', directory: dir || '.', segments };
}

interface Relay {
  client: RelayClient;
  view: LiveProxyView;
  log: EventLog | null;
  /** Resolves when the relay has ended, in whatever way. */
  ended: Promise<void>;
}

class ProxySession extends CaptureSession {
  readonly proxy: LiveProxyView;
  readonly #relay: RelayClient;
  readonly #log: EventLog | null;
  readonly #ended: Promise<void>;
  readonly #looking: NodeJS.Timeout;
  #bytesSeen = 0;

  constructor(source: CaptureSource, program: URL, { client, view, log, ended }: Relay) {
    super(optionsFor(source, program));
    this.proxy = view;
    this.#relay = client;
    this.#log = log;
    this.#ended = ended;
    this.#looking = setInterval(() => this.#look(), LOOK_INTERVAL);
  }

  /** Something of the relay is not as it was. */
  changed(): void {
    this.pulse.touch();
  }

  override async close(): Promise<void> {
    clearInterval(this.#looking);
    this.proxy.list.close();
    // Readers first: a temporary recording is removed when the relay ends.
    await super.close();
    this.#relay.end();
    await this.#ended;
    await this.#log?.close();
  }

  #look(): void {
    const { bytesToServer, bytesToClient } = this.#relay.counters;
    if (bytesToServer + bytesToClient !== this.#bytesSeen) this.proxy.countersMoved();
    this.#bytesSeen = bytesToServer + bytesToClient;
  }
}

function optionsFor(source: CaptureSource, program: URL): CaptureSessionOptions {
  return {
    program,
    sources: [source],
    names: ['proxy'],
    cuts: NO_CUTS,
    happensHere: true,
    openings: { linkTypes: [], tunnels: [] },
    analyser: RECORDING_ANALYSER,
    keepConnections: null,
    decoding: new Decoding(),
    selection: { tcp: [], udp: [], completeOnly: false, expression: null, words: null },
  };
}

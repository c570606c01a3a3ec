/** A proxy in this process, in front of servers of the test's own, on loopback. */
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { parseProxyArguments } from '../../source/proxy/arguments.ts';
import type { RelayEvent, TimedEvent } from '../../source/proxy/channel.ts';
import { RelayCounters } from '../../source/proxy/counters.ts';
import type { Disk } from '../../source/proxy/disk-queue.ts';
import { ForwardingProxy } from '../../source/proxy/forwarding-proxy.ts';

type EventNamed<Name extends RelayEvent['event']> = Extract<TimedEvent, { event: Name }>;

export interface TestProxy {
  readonly events: TimedEvent[];
  readonly counters: RelayCounters;
  readonly proxy: ForwardingProxy;
  /** Where the recording is, unless the words say otherwise. */
  readonly recording: string;
  /** Of the listener with that number, from 0. */
  port(listener?: number): number;
  /** The first event of that name, also if it has happened already, that satisfies `wanted`. */
  event<Name extends RelayEvent['event']>(
    name: Name,
    wanted?: (event: EventNamed<Name>) => boolean,
  ): Promise<EventNamed<Name>>;
  /** Ends the proxy; its recording is whole then. */
  end(): Promise<void>;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'proxy-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a proxy as `tcptrace-tui proxy WORDS` would, recording into a file of its own unless the words say where. */
export async function startProxy(words: string, disk?: Disk): Promise<TestProxy> {
  const recording = path.join(temporaryFolder(), 'recording.pcapng');
  const request = parseProxyArguments(words.split(' '));
  if (request.kind !== 'proxy') throw new Error(JSON.stringify(request));
  const saved = /--save/.test(words) ? request.recording : ({ kind: 'file', path: recording } as const);
  const events: TimedEvent[] = [];
  const waiting = new Set<() => void>();
  const counters = new RelayCounters();
  const proxy = new ForwardingProxy(
    { ...request, recording: saved },
    counters,
    (event) => {
      events.push(event);
      for (const look of waiting) look();
    },
    disk,
  );
  for (const pair of request.pairs) await proxy.command({ command: 'add', pair });

  let ended: Promise<void> | null = null;
  const end = () => (ended ??= proxy.command({ command: 'end' }));
  onTestFinished(end);
  const listening = () => events.filter((event) => event.event === 'listening') as EventNamed<'listening'>[];
  return {
    events,
    counters,
    proxy,
    recording,
    port: (listener = 0) => listening().find((event) => event.listener === listener)?.port as number,
    event: (name, wanted = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          for (const event of events) {
            if (event.event !== name || !wanted(event as EventNamed<typeof name>)) continue;
            waiting.delete(look);
            resolve(event as EventNamed<typeof name>);
            return;
          }
        };
        waiting.add(look);
        look();
      }),
    end,
  };
}

/** A server on a free port of loopback that hands each connection to `serve`; stopped when the test is over. */
export async function startServer(
  serve: (socket: net.Socket) => void,
  where: net.ListenOptions = { host: '127.0.0.1', port: 0 },
): Promise<number> {
  const open = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    serve(socket);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(where, resolve));
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** A port of loopback on which nobody listens. */
export async function unusedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a party saw of its connection, as it happened. */
export interface Seen {
  socket: net.Socket;
  bytes: Buffer[];
  /** "connect", "end", "ECONNRESET" … */
  happened: string[];
  /** Resolves when the connection is gone. */
  closed: Promise<void>;
  until(condition: () => boolean): Promise<void>;
  readonly text: string;
}

export function watch(socket: net.Socket): Seen {
  const bytes: Buffer[] = [];
  const happened: string[] = [];
  const looks = new Set<() => void>();
  const look = () => {
    for (const one of looks) one();
  };
  const note = (what: string) => {
    happened.push(what);
    look();
  };
  socket.on('data', (piece) => {
    bytes.push(piece as Buffer);
    look();
  });
  socket.on('connect', () => note('connect'));
  socket.on('end', () => note('end'));
  socket.on('error', (error: NodeJS.ErrnoException) => note(error.code ?? error.message));
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  return {
    socket,
    bytes,
    happened,
    closed,
    until: (condition) =>
      new Promise((resolve) => {
        const one = () => {
          if (!condition()) return;
          looks.delete(one);
          resolve();
        };
        looks.add(one);
        one();
      }),
    get text() {
      return Buffer.concat(bytes).toString('latin1');
    },
  };
}

export function connect(port: number, host = '127.0.0.1'): Seen {
  const socket = net.connect({ port, host, allowHalfOpen: true, noDelay: true });
  const seen = watch(socket);
  onTestFinished(() => {
    socket.destroy();
  });
  return seen;
}

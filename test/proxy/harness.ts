/** Servers, clients and what a proxy tells, for tests on loopback. */
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { RelayEvent, TimedEvent } from '../../source/proxy/channel.ts';

type EventNamed<Name extends RelayEvent['event']> = Extract<TimedEvent, { event: Name }>;

export interface TestProxy {
  readonly events: readonly TimedEvent[];
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
  end(): Promise<unknown>;
}

/** What a proxy has told so far. */
export class Hearing {
  readonly events: TimedEvent[] = [];
  readonly #looks = new Set<() => void>();
  #over: string | null = null;

  hear(event: TimedEvent): void {
    this.events.push(event);
    for (const look of this.#looks) look();
  }

  /** Nothing more is to be heard. */
  over(why: string): void {
    this.#over = why;
    for (const look of this.#looks) look();
  }

  port(listener: number): number {
    const heard = this.events.find((event) => event.event === 'listening' && event.listener === listener);
    return (heard as EventNamed<'listening'>).port as number;
  }

  async event<Name extends RelayEvent['event']>(
    name: Name,
    wanted: (event: EventNamed<Name>) => boolean = () => true,
  ): Promise<EventNamed<Name>> {
    const found = (): EventNamed<Name> | undefined =>
      this.events.find((event): event is EventNamed<Name> => event.event === name && wanted(event as EventNamed<Name>));
    await this.until(() => found() !== undefined);
    return found() as EventNamed<Name>;
  }

  /** Rejects when nothing more is to be heard that could make it true. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (holds()) resolve();
        else if (this.#over !== null) reject(new Error(`${this.#over}: ${JSON.stringify(this.events)}`));
        else return;
        this.#looks.delete(look);
      };
      this.#looks.add(look);
      look();
    });
  }
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'proxy-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
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

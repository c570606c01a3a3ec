/** The ways from a client to a server that are compared. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { installed } from './measure.ts';

export interface Running {
  readonly port: number;
  /** Of the program; null when there is none between client and server. */
  readonly pid: number | null;
  /** Ends it; resolves to what there is to say about the run, '' = nothing. */
  stop(): Promise<string>;
}

export interface Way {
  readonly name: string;
  readonly available: boolean;
  start(target: number): Promise<Running>;
}

/** Where Debian puts the part of nginx that forwards TCP, package libnginx-mod-stream. */
const NGINX_STREAM = '/usr/lib/nginx/modules/ngx_stream_module.so';

const PIPE = `
  const net = require('net');
  net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const server = net.connect({ port: +process.argv[1], host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    client.on('error', () => {}).pipe(server);
    server.on('error', () => {}).pipe(client);
  }).listen(+process.argv[2], '127.0.0.1');`;

/** `folder`: where recordings and settings are put for the time of the run. */
export function waysToCompare(folder: string): Way[] {
  return [
    { name: 'direct', available: true, start: async (target) => ({ port: target, pid: null, stop: async () => '' }) },
    {
      name: 'socat',
      available: installed('socat'),
      start: (target) =>
        startOn((port) => [
          'socat',
          '-b131072',
          `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,nodelay`,
          `TCP:127.0.0.1:${target},nodelay`,
        ]),
    },
    {
      name: 'plain Node pipe()',
      available: true,
      start: (target) => startOn((port) => [process.execPath, '-e', PIPE, String(target), String(port)]),
    },
    {
      name: 'haproxy',
      available: installed('haproxy'),
      start: (target) =>
        startOn((port) => {
          const settings = path.join(mkdtempSync(path.join(folder, 'haproxy-')), 'haproxy.cfg');
          writeFileSync(settings, haproxySettings(port, target));
          return ['haproxy', '-db', '-f', settings];
        }),
    },
    {
      name: 'nginx stream',
      available: installed('nginx') && existsSync(NGINX_STREAM),
      start: (target) =>
        startOn((port) => {
          const place = mkdtempSync(path.join(folder, 'nginx-'));
          writeFileSync(path.join(place, 'nginx.conf'), nginxSettings(port, target));
          return ['nginx', '-p', place, '-e', 'error.log', '-c', 'nginx.conf'];
        }),
    },
    {
      name: 'tcptrace-tui',
      available: true,
      start: (target) => startOurs(target, folder, []),
    },
    {
      name: 'tcptrace-tui --keep-payload 256',
      available: true,
      start: (target) => startOurs(target, folder, ['--keep-payload', '256']),
    },
  ];
}

/**
 * Recorded in a ring that the warming up has filled, so that the file cache gives back as much as it takes. A virtual machine is
 * given memory when it first touches it, and may give back what it frees: on the machine of docs/performance.md growing the file
 * cache takes ten times as long as writing into it, which would measure the machine and not the proxy.
 */
const RING = '100M';

/** Says afterwards what was not recorded. */
export async function startOurs(target: number, folder: string, options: readonly string[]): Promise<Running> {
  const place = mkdtempSync(path.join(folder, 'recording-'));
  const log = path.join(place, 'events');
  const running = await startOn((port) => [
    ...[process.execPath, 'dist/cli.js', 'proxy', '--headless', String(port), `127.0.0.1:${target}`],
    ...['--save', path.join(place, 'ring.pcapng'), '--save-limit', RING, '--log', log, ...options],
  ]);
  return {
    ...running,
    stop: async () => {
      await running.stop();
      const behind = /"cutBytes":(\d+)/g;
      const [, cut] = [...readFileSync(log, 'utf8').matchAll(behind)].at(-1) ?? [];
      rmSync(place, { recursive: true });
      return cut === undefined ? '' : `${(Number(cut) / 1e6).toFixed(0)} MB not recorded: the disk was too slow`;
    },
  };
}

export async function startOn(command: (port: number) => readonly string[]): Promise<Running> {
  const port = await freePort();
  const [program, ...words] = command(port);
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  await untilListening(port, child);
  return {
    port,
    pid: child.pid as number,
    stop: () =>
      new Promise((resolve) => {
        child.on('close', () => resolve(''));
        child.kill('SIGTERM');
      }),
  };
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
    const connected = await new Promise<boolean>((resolve) => {
      const socket = net.connect({ port, host: '127.0.0.1' });
      socket.on('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (connected) return;
    await new Promise((turn) => setTimeout(turn, 20));
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

const haproxySettings = (port: number, target: number): string => `
defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h
frontend front
  bind 127.0.0.1:${port}
  default_backend back
backend back
  server target 127.0.0.1:${target}
`;

const nginxSettings = (port: number, target: number): string => `
load_module ${NGINX_STREAM};
daemon off;
worker_processes 1;
pid nginx.pid;
events {}
stream {
  server {
    listen 127.0.0.1:${port};
    proxy_pass 127.0.0.1:${target};
    tcp_nodelay on;
    proxy_half_close on;
  }
}
`;

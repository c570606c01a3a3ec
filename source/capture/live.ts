/** Captures from an interface: dumpcap, or tcpdump where that is missing, writes into a spool. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { SourceCounters } from './bytes.ts';
import { CaptureError } from './capture.ts';
import { Spool, spoolFrom } from './spool.ts';

type Recorder = ChildProcessByStdio<null, Readable, Readable>;

interface Program {
  name: string;
  arguments(networkInterface: string, filter: string): string[];
  /** The signal on which it says its counters and goes on, once it has said it is `ready`; null = it says them at its end. */
  asked: { by: NodeJS.Signals; ready: string } | null;
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'dumpcap',
    arguments: (networkInterface, filter) => [
      '-q',
      '-i',
      networkInterface,
      ...(filter ? ['-f', filter] : []),
      '-w',
      '-',
    ],
    asked: null,
  },
  {
    name: 'tcpdump',
    arguments: (networkInterface, filter) => [
      '-U',
      '-n',
      '-i',
      networkInterface,
      '-w',
      '-',
      ...(filter ? ['--', filter] : []),
    ],
    asked: { by: 'SIGUSR1', ready: 'listening on' },
  },
];

/** Between two questions for the counters, ms. */
const ASK_AGAIN_MS = 1000;

/**
 * Starts capturing. Throws CaptureError when no program can be started; whatever else goes wrong (no right to capture,
 * no such interface, a bad filter) ends the spool with the reason.
 */
export async function openLive(
  networkInterface: string,
  filter: string,
  spoolLimit: number,
  programs: readonly Program[] = PROGRAMS,
): Promise<Spool> {
  for (const program of programs) {
    const recorder = await start(program.name, program.arguments(networkInterface, filter));
    if (recorder) return record(recorder, program.asked, networkInterface, spoolLimit);
  }
  throw new CaptureError('capturing needs dumpcap (of Wireshark) or tcpdump, and neither is installed');
}

async function start(name: string, parameters: string[]): Promise<Recorder | null> {
  const child = spawn(name, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    await once(child, 'spawn');
    return child;
  } catch {
    return null;
  }
}

function record(recorder: Recorder, asked: Program['asked'], networkInterface: string, spoolLimit: number): Spool {
  const spool = new Spool(networkInterface, { limit: spoolLimit, writerEnded: () => written });
  let said = '';
  let asking: NodeJS.Timeout | undefined;
  recorder.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-8000);
    Object.assign(spool.counters, countersIn(said));
    if (asked && said.includes(asked.ready)) asking ??= setInterval(() => recorder.kill(asked.by), ASK_AGAIN_MS);
  });
  const stop = () => recorder.kill('SIGTERM');
  process.once('exit', stop);
  spool.stopped.addEventListener('abort', stop);
  const ended = once(recorder, 'close').then(([code]) => (code ? reasonIn(said, networkInterface) : null));
  const written = spoolFrom(recorder.stdout, spool, ended).finally(() => {
    clearInterval(asking);
    process.off('exit', stop);
  });
  return spool;
}

/** The last "Packets received/dropped on interface 'eth0': 12/3 (…)" of dumpcap; "12 packets received by filter" of tcpdump. */
export function countersIn(said: string): Partial<SourceCounters> {
  const together = /received\/dropped on interface '.*': (\d+)\/(\d+)/.exec(said);
  if (together) return { received: Number(together[1]), dropped: Number(together[2]) };
  const received = last(said.matchAll(/(\d+) packets? received by filter/g));
  const dropped = last(said.matchAll(/(\d+) packets? dropped by kernel/g));
  return { ...(received === null ? {} : { received }), ...(dropped === null ? {} : { dropped }) };
}

function last(counts: Iterable<RegExpExecArray>): number | null {
  const [, count] = [...counts].at(-1) ?? [];
  return count === undefined ? null : Number(count);
}

/** Lines of dumpcap and tcpdump that are no complaint. */
const PROGRESS = /^(Capturing on|File: |Packets |tcpdump: (listening|data link type|verbose))/;

/** What the capturing program's complaint means, and what to do. */
export function reasonIn(said: string, networkInterface: string): string {
  if (/permission|not permitted|privilege/i.test(said)) {
    return `no right to capture on ${networkInterface}: run as root, or give dumpcap the capability (setcap cap_net_raw,cap_net_admin+ep)`;
  }
  if (/no such device|no device named|does not exist/i.test(said)) {
    return `there is no interface ${networkInterface}`;
  }
  const complaints = said.split('\n').filter((line) => line.trim() !== '' && !PROGRESS.test(line));
  return complaints[0]?.trim() ?? 'the capturing program ended with an error';
}

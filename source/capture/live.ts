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
  },
];

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
    if (recorder) return record(recorder, networkInterface, spoolLimit);
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

function record(recorder: Recorder, networkInterface: string, spoolLimit: number): Spool {
  const spool = new Spool(networkInterface, { limit: spoolLimit });
  let said = '';
  recorder.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-8000);
    Object.assign(spool.counters, countersIn(said));
  });
  const stop = () => recorder.kill('SIGTERM');
  process.once('exit', stop);
  spool.closed.addEventListener('abort', stop);
  const ended = once(recorder, 'close').then(([code]) => (code ? reasonIn(said, networkInterface) : null));
  spoolFrom(recorder.stdout, spool, ended).finally(() => process.off('exit', stop));
  return spool;
}

/** "Packets received/dropped on interface 'eth0': 12/3 (…)" of dumpcap; "12 packets received by filter" of tcpdump. */
export function countersIn(said: string): Partial<SourceCounters> {
  const together = said.match(/received\/dropped on interface '.*': (\d+)\/(\d+)/);
  if (together) return { received: Number(together[1]), dropped: Number(together[2]) };
  const received = said.match(/(\d+) packets? received by filter/);
  const dropped = said.match(/(\d+) packets? dropped by kernel/);
  return {
    ...(received ? { received: Number(received[1]) } : {}),
    ...(dropped ? { dropped: Number(dropped[1]) } : {}),
  };
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

/** Reads the captures of a request to their end for a report: opened with a policy, analysed, interruptible by SIGINT. */

import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { OUTCOME_WORDS } from '../analysis/damage-words.ts';
import { decoderFor } from '../analysis/decoders.ts';
import { type NotOpened, notOpenedSentences } from '../analysis/not-opened.ts';
import type { PassObserver } from '../analysis/observer.ts';
import { mappedLinkType } from '../analysis/openings.ts';
import type { PacketIndex } from '../analysis/packet-index.ts';
import { type Decoder, Pass } from '../analysis/pass.ts';
import { Team } from '../analysis/team.ts';
import { type Capture, CaptureError, type Damage, type ReadingPolicy } from '../capture/capture.ts';
import { openCapture } from '../capture/open.ts';
import { BATCH_PACKETS } from '../capture/packets.ts';
import { type AnalyserOptions, ORDINARY, TCPTRACE_IDLE_MICROS } from '../connection/analyser.ts';
import type { Depth } from '../connection/layout/direction.ts';
import { overflow, shortfall } from '../connection/shortfall.ts';
import { ConnectionStore, Total } from '../connection/store.ts';
import type { Finding, Severity } from '../findings/finding.ts';
import { PROGRAM } from '../program.ts';
import { ChecksumCheck, type TellChecksum } from './checksums.ts';
import type { Output } from './output.ts';
import type { CaptureRequest, TcptraceSwitches } from './request.ts';
import { ignoredBy } from './selection.ts';

/** Below so many packets another thread saves little time (0.2 s of 1.8 for 2 million) and takes as much processor time. */
const WORTH_A_THREAD = 2_500_000;

/** Bytes of a packet that was captured whole, about, and of what a capture file says of it. */
const USUAL_PACKET = 800;
const RECORD_HEADER = 16;

/** Most threads that work out of our own accord. */
const MOST_THREADS = 5;

/** Between two looks at whether the user wants to stop. */
const BATCHES_AT_A_STRETCH = 32;

export interface ReadingPlan {
  policy: ReadingPolicy;
  depth: Depth;
  /** Made when the capture is open. */
  observers: (store: ConnectionStore, capture: Capture) => readonly PassObserver[];
  /** Connections left out altogether; those of the request's -o and -i by default. */
  ignored?: AnalyserOptions['ignored'];
  /** Is told of each wrong checksum (--checksum). */
  badChecksum?: TellChecksum;
  /** Nothing more can be read just now: what is printed as it comes should be seen. */
  resting?: () => void;
  /** Filled for `afterwards`; none by default. */
  index?: PacketIndex;
  /** The pass is over and the capture still open: packets may be read back. */
  afterwards?: (store: ConnectionStore, capture: Capture, analyser: AnalyserOptions) => Promise<void>;
}

export interface Reading {
  store: ConnectionStore;
  files: readonly { name: string }[];
  /** Why nothing, or nothing more, could be read: one line for the user. */
  failure: string | null;
  /** One line for each damaged place. */
  problems: string[];
  /** A file was no capture from its first byte on: empty, a directory. */
  unread: boolean;
  /** The user stopped the reading: early, or when all that had come was read; null = it was not stopped. */
  interrupted: 'early' | 'caught up' | null;
  /** What could have held TCP and was not opened. */
  notOpened: NotOpened;
}

/** Writes a line on standard error. */
export type Complain = (line: string) => void;

/** Tells what is wrong with the input. */
export function complainOf(reading: Reading, complain: Complain): void {
  for (const line of wrongWith(reading)) complain(line);
}

/** What is wrong with the input, a line each. */
export function wrongWith({ problems, failure, interrupted, store, notOpened }: Reading): string[] {
  const stopped = `stopped early: what follows is of the first ${store.totals[Total.packets]} packets`;
  const lacking = shortfall(store);
  return [
    ...problems,
    ...(failure === null ? [] : [failure]),
    ...(interrupted === 'early' ? [stopped] : []),
    ...(lacking === null ? [] : [lacking]),
    ...(notOpened.length === 0 || store.count > 0
      ? []
      : [`there are no TCP connections; ${notOpenedSentences(notOpened).join('; ')}`]),
  ];
}

/** Nothing kept the files from being read to their ends, whatever was damaged in them. */
export const isReadToTheEnd = ({ failure, unread, interrupted }: Reading): boolean =>
  failure === null && !unread && interrupted === null;

/** docs/exit-codes.md: 1 where some of the input was lost, damaged or not read, else 0. */
export function exitCodeOf({ failure, problems, interrupted, store }: Reading): number {
  const isWhole = failure === null && problems.length === 0 && interrupted !== 'early' && shortfall(store) === null;
  return isWhole ? 0 : 1;
}

/** exitCodeOf, or 3 where all was read and a finding is as grave as `failOn` or graver. */
export function exitCodeOfFindings(reading: Reading, findings: readonly Finding[], failOn: Severity | null): number {
  const isGrave = ({ severity }: Finding): boolean => severity === '!!' || severity === failOn;
  return exitCodeOf(reading) || (failOn !== null && findings.some(isGrave) ? 3 : 0);
}

/** Never throws on bad input: what could be read before it stands in the store. */
export async function readCapture(request: CaptureRequest, plan: ReadingPlan): Promise<Reading> {
  const { keepConnections: most } = request;
  const store =
    most === null
      ? new ConnectionStore(undefined, undefined, plan.depth)
      : ConnectionStore.keeping(most, BATCH_PACKETS, plan.depth);
  let capture: Capture;
  try {
    capture = await openCapture([...request.sources], plan.policy, {
      room: store.windowRoom,
      readings: plan.index === undefined ? 'once' : 'again',
      linkType: (stated) => mappedLinkType(request.openings, stated),
    });
  } catch (failure) {
    return {
      store,
      files: [],
      failure: messageOf(failure),
      problems: [],
      unread: true,
      interrupted: null,
      notOpened: [],
    };
  }
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once('SIGINT', stop);
  try {
    const decoder = decoderFor(plan.policy, request.openings);
    const { failure, interrupted } = await run(capture, store, request, { ...plan, decoder }, interrupt.signal);
    const problems = capture.damage.map(inWords);
    const files = capture.files.map(({ name }) => ({ name }));
    const unread = capture.damage.some(isWholeFile);
    return {
      store,
      files,
      failure,
      problems,
      unread,
      interrupted,
      notOpened: [...(decoder.inside?.unopened.packets ?? [])],
    };
  } finally {
    process.removeListener('SIGINT', stop);
    capture.close();
  }
}

/** Reads all that can be read, past what is damaged. */
export async function readAll(
  request: CaptureRequest,
  output: Output,
  complain: Complain,
  observers: ReadingPlan['observers'],
  ignored?: ReadingPlan['ignored'],
): Promise<Reading> {
  const reading = await readCapture(request, {
    policy: 'everything',
    depth: 'round trips',
    observers,
    ignored,
    resting: () => output.flush(),
  });
  complainOf(reading, complain);
  return reading;
}

/** The file is no capture from its first byte on. */
function isWholeFile({ offset, outcome }: Damage): boolean {
  return offset === 0 && outcome === 'stopped';
}

function inWords(damage: Damage): string {
  const { file, offset, packet, what, outcome } = damage;
  if (isWholeFile(damage)) return `${file}: ${what}`;
  return `${file}: ${what} at byte ${offset}, after packet ${packet}: ${OUTCOME_WORDS[outcome]}`;
}

async function run(
  capture: Capture,
  store: ConnectionStore,
  request: CaptureRequest,
  plan: ReadingPlan & { decoder: Decoder },
  signal: AbortSignal,
): Promise<Pick<Reading, 'failure' | 'interrupted'>> {
  const checksums =
    request.switches.booleans.get('checksum') === true
      ? new ChecksumCheck(store, plan.policy, plan.badChecksum ?? null)
      : null;
  const analyser = analyserOptions(
    request,
    plan.policy,
    plan.ignored === undefined ? ignoredBy(request.selection.tcp) : plan.ignored,
  );
  const observers = plan.observers(store, capture);
  // Rows that are used again are one thread's.
  const alone = observers.length > 0 || plan.depth === 'core' || store.most !== null;
  const threads = alone ? 1 : threadsFor(request.jobs, capture);
  const pass = new Pass(capture, store, {
    decoder: plan.decoder,
    analyser,
    cuts: request.cuts,
    ...(checksums !== null && { isSound: checksums.isSound }),
    observers,
    index: plan.index ?? null,
    ...(threads > 1 && { team: new Team(PROGRAM, threads - 1, store, analyser) }),
  });
  let failure: string | null = null;
  let state: ReturnType<Pass['step']> = 'packets';
  try {
    for (let batches = 1; !signal.aborted; batches++) {
      state = pass.step();
      if (state === 'end') break;
      if (state === 'starved') {
        plan.resting?.();
        await capture.more(signal);
      } else if (batches % BATCHES_AT_A_STRETCH === 0) await setImmediate();
    }
  } catch (error) {
    failure = messageOf(error);
  }
  pass.finish();
  await plan.afterwards?.(store, capture, analyser);
  checksums?.settle();
  const interrupted = !signal.aborted || state === 'end' ? null : state === 'starved' ? 'caught up' : 'early';
  return { failure: failure ?? overflow(store), interrupted };
}

/** The words of a failure that is the input's; anything else is a mistake of ours and is thrown on. */
function messageOf(failure: unknown): string {
  if (failure instanceof CaptureError) return failure.message;
  throw failure;
}

function analyserOptions(
  { switches, selection }: CaptureRequest,
  policy: ReadingPlan['policy'],
  ignored: AnalyserOptions['ignored'],
): AnalyserOptions {
  const idleSeconds = switches.variables.get('endpoint_reuse_interval');
  return {
    splitting:
      policy === 'tcptrace' || idleSeconds !== undefined
        ? { kind: 'tcptrace', idleMicros: idleSeconds === undefined ? TCPTRACE_IDLE_MICROS : Number(idleSeconds) * 1e6 }
        : ORDINARY.splitting,
    key: 'endpoints',
    duplicates: duplicateRule(switches),
    hardwareDuplicates: switches.booleans.get('check_hwdups') !== false,
    udp: switches.udp,
    ignored,
    ignoredUdp: ignoredBy(selection.udp),
  };
}

function duplicateRule({ booleans }: TcptraceSwitches): AnalyserOptions['duplicates'] {
  if (booleans.get('turn_off_BSD_dupack') !== true) return 'bsd';
  return booleans.get('dupack3_data') === true ? 'number with data' : 'number';
}

/** Threads for the analysis, this one included: as asked for, else by size of the capture and processors. */
function threadsFor(jobs: number | null, capture: Capture): number {
  const wanted = jobs ?? (packetsAbout(capture) < WORTH_A_THREAD ? 1 : Math.min(availableParallelism(), MOST_THREADS));
  // This thread reads; the others share the connections by a power of two.
  return wanted < 2 ? 1 : 1 + 2 ** Math.floor(Math.log2(wanted - 1));
}

/** How many packets the first file holds, by its size and what is kept of each. */
function packetsAbout({ files, interfaces }: Capture): number {
  const kept = Math.min(interfaces[0]?.snaplen || USUAL_PACKET, USUAL_PACKET);
  return (files[0]?.bytesTotal ?? 0) / (RECORD_HEADER + kept);
}

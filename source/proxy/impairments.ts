/**
 * What may be done to the traffic of a listener when it is asked for: which impairment, in which direction, on which
 * connections. The doing is in shaping.ts and relay.ts.
 */
import { readCount, readRate, readSize } from '../quantities/quantities.ts';
import { parseDuration, parseLatency } from './durations.ts';

export type Impairment =
  /** Milliseconds. */
  | { kind: 'latency'; latency: number; jitter: number }
  | { kind: 'rate'; bytesPerSecond: number }
  /** Pieces of at most so many bytes, each written by itself. */
  | { kind: 'slice'; bytes: number }
  /** What is sent never arrives; the connection stays open. */
  | { kind: 'black-hole' }
  | { kind: 'reset-after-bytes'; bytes: number }
  | { kind: 'reset-after-time'; milliseconds: number }
  /** The client is reset as soon as it has connected. */
  | { kind: 'refuse' }
  /** The end of the stream is handed on so many milliseconds late. */
  | { kind: 'slow-close'; milliseconds: number };

export type FlowDirection = 'to-server' | 'to-client';

/** Which connections of the listener, counted from 1 in order of arrival. */
export type Share =
  | { kind: 'all' }
  | { kind: 'every'; nth: number }
  | { kind: 'percent'; percent: number; seed: number };

export interface AppliedImpairment {
  readonly impairment: Impairment;
  readonly directions: readonly FlowDirection[];
  readonly share: Share;
}

/** What is done to one direction of one connection. 0 = not. */
export interface Treatment {
  /** Milliseconds. */
  latency: number;
  jitter: number;
  bytesPerSecond: number;
  slice: number;
  blackHole: boolean;
  resetAfterBytes: number;
  /** Milliseconds since the connection was accepted. */
  resetAfterTime: number;
  refuse: boolean;
  slowClose: number;
}

export const UNTREATED: Treatment = {
  latency: 0,
  jitter: 0,
  bytesPerSecond: 0,
  slice: 0,
  blackHole: false,
  resetAfterBytes: 0,
  resetAfterTime: 0,
  refuse: false,
  slowClose: 0,
};

/** "latency 100±20 ms each way", "latency 100 ms to-client", "black hole on every 3.". */
export function impairmentText({ impairment, directions, share }: AppliedImpairment): string {
  const treatment = { ...UNTREATED };
  apply(impairment, treatment);
  const each = impairment.kind === 'latency' ? ' each way' : '';
  const direction = directions.length === 1 ? ` ${directions[0]}` : each;
  const which =
    share.kind === 'every' ? ` on every ${share.nth}.` : share.kind === 'percent' ? ` on ${share.percent} %` : '';
  return `${treatmentText(treatment)}${direction}${which}`;
}

/** Whether anything is done at all. */
export function isTreated(treatment: Treatment): boolean {
  return Object.values(treatment).some((field) => field !== 0 && field !== false);
}

/** "latency 100±20 ms, black hole". */
export function treatmentText(treatment: Treatment): string {
  const { latency, jitter, bytesPerSecond, slice, resetAfterBytes, resetAfterTime, slowClose } = treatment;
  return [
    latency > 0 && `latency ${latency}${jitter > 0 ? `±${jitter}` : ''} ms`,
    bytesPerSecond > 0 && `at most ${bytesPerSecond} bytes/s`,
    slice > 0 && `slices of ${slice} bytes`,
    treatment.blackHole && 'black hole',
    resetAfterBytes > 0 && `reset after ${resetAfterBytes} bytes`,
    resetAfterTime > 0 && `reset after ${resetAfterTime} ms`,
    treatment.refuse && 'refused',
    slowClose > 0 && `end delayed by ${slowClose} ms`,
  ]
    .filter((word) => word !== false)
    .join(', ');
}

/** The treatment of the listener's `ordinal`th connection (1-based) in that direction; later impairments override earlier. */
export function treatmentOf(
  applied: readonly AppliedImpairment[],
  direction: FlowDirection,
  ordinal: number,
): Treatment {
  const treatment = { ...UNTREATED };
  for (const { impairment, directions, share } of applied) {
    if (directions.includes(direction) && isChosen(share, ordinal)) apply(impairment, treatment);
  }
  return treatment;
}

function apply(impairment: Impairment, treatment: Treatment): void {
  switch (impairment.kind) {
    case 'latency':
      treatment.latency = impairment.latency;
      treatment.jitter = impairment.jitter;
      break;
    case 'rate':
      treatment.bytesPerSecond = impairment.bytesPerSecond;
      break;
    case 'slice':
      treatment.slice = impairment.bytes;
      break;
    case 'black-hole':
      treatment.blackHole = true;
      break;
    case 'reset-after-bytes':
      treatment.resetAfterBytes = impairment.bytes;
      break;
    case 'reset-after-time':
      treatment.resetAfterTime = impairment.milliseconds;
      break;
    case 'refuse':
      treatment.refuse = true;
      break;
    case 'slow-close':
      treatment.slowClose = impairment.milliseconds;
      break;
  }
}

function isChosen(share: Share, ordinal: number): boolean {
  if (share.kind === 'all') return true;
  if (share.kind === 'every') return ordinal % share.nth === 0;
  return unitHash(share.seed, ordinal) * 100 < share.percent;
}

/** A number in [0, 1) that the two inputs alone decide: the same seed chooses the same connections again. */
function unitHash(seed: number, ordinal: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(ordinal, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

/**
 * Reads `KIND[=VALUE]` followed by any of `,to-server`, `,to-client`, `,every=N`, `,percent=P`, `,seed=S`; null when it
 * is none. Kinds: latency=100ms±20ms, rate=1mbit, slice=10, black-hole, reset=10k, reset=5s, refuse, slow-close=2s.
 */
export function parseImpairment(text: string): AppliedImpairment | null {
  const [head, ...qualifiers] = text.split(',');
  const impairment = parseKind(...splitOnce(head));
  if (impairment === null) return null;
  let directions: readonly FlowDirection[] = ['to-server', 'to-client'];
  let share: Share = { kind: 'all' };
  for (const qualifier of qualifiers) {
    const [name, value] = splitOnce(qualifier);
    if (qualifier === 'to-server' || qualifier === 'to-client') {
      directions = [qualifier];
    } else if (name === 'every') {
      const nth = readCount(value, 1);
      if (nth === null) return null;
      share = { kind: 'every', nth };
    } else if (name === 'percent') {
      const percent = Number(value);
      if (value === '' || !(percent >= 0 && percent <= 100)) return null;
      share = { kind: 'percent', percent, seed: 1 };
    } else if (name === 'seed') {
      const seed = readCount(value, 0);
      if (seed === null || share.kind !== 'percent') return null;
      share = { kind: 'percent', percent: share.percent, seed };
    } else {
      return null;
    }
  }
  return { impairment, directions, share };
}

function parseKind(kind: string, value: string): Impairment | null {
  switch (kind) {
    case 'latency': {
      const parsed = parseLatency(value);
      return parsed === null ? null : { kind, ...parsed };
    }
    case 'rate': {
      const bytesPerSecond = readRate(value);
      return bytesPerSecond === null ? null : { kind, bytesPerSecond };
    }
    case 'slice': {
      const bytes = readCount(value, 1);
      return bytes === null ? null : { kind, bytes };
    }
    case 'reset': {
      const bytes = readSize(value);
      if (bytes !== null) return bytes > 0 ? { kind: 'reset-after-bytes', bytes } : null;
      const milliseconds = parseDuration(value);
      return milliseconds === null ? null : { kind: 'reset-after-time', milliseconds };
    }
    case 'slow-close': {
      const milliseconds = parseDuration(value);
      return milliseconds === null ? null : { kind, milliseconds };
    }
    case 'black-hole':
    case 'refuse':
      return value === '' ? { kind } : null;
    default:
      return null;
  }
}

function splitOnce(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

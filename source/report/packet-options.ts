/** TCP options as -p prints them: in an order of their own, unknown kinds last; of a kind that is there twice the last one. */
import type { TcpOptions } from '../connection/options.ts';
import { lengthBehind, NO_MSS, NO_WINDOW_SCALE } from '../connection/options.ts';
import type { SegmentBatch } from '../wire/segments.ts';

const SACK = 5;
const TIMESTAMPS = 8;
/** One number each, in the order in which they are printed: names as tcptrace has them. */
const NUMBERED = new Map([
  [6, 'ECHO'],
  [7, 'ECHOREPL'],
  [11, 'CC'],
  [12, 'CCNEW'],
  [13, 'CCECHO'],
]);
const KNOWN: readonly number[] = [2, 3, 4, SACK, TIMESTAMPS];
/** tcptrace keeps no more unknown options of a packet. */
const MOST_UNKNOWN = 16;

/** `options` must have read segment i; `edge` writes the edges of SACK blocks. */
export function optionsText(
  segments: SegmentBatch,
  i: number,
  options: TcpOptions,
  edge: (value: number) => string,
): string {
  const first = segments.transport[i] + 20;
  const length = segments.headerLength[i] - 20;
  const inFile = segments.last[i] - first + 1;
  const numbered = new Map<number, string>();
  const unknown: string[] = [];
  let timestamps = '';
  let sacks = false;
  for (const { kind, at, size } of walk(segments, i)) {
    const name = NUMBERED.get(kind);
    if (kind === TIMESTAMPS) timestamps = ` TS(${long(segments, i, at + 2)},${long(segments, i, at + 6)})`;
    else if (kind === SACK) sacks = true;
    else if (name !== undefined) numbered.set(kind, ` ${name}(${long(segments, i, at + 2)})`);
    else if (!KNOWN.includes(kind)) unknown.push(` UNKN(op:${kind},len:${size})`);
  }
  const blocks = Array.from(
    { length: options.sackBlocks },
    (_, block) => `[${edge(options.left[block])}-${edge(options.right[block])}]`,
  );
  // A single byte is none, as for payload.
  const captured = inFile <= 1 ? ' (none of it in dump file)' : ` (${inFile} bytes in file)`;
  return [
    inFile < length ? captured : '',
    '\t',
    // Both printed as signed numbers
    options.mss === NO_MSS ? '' : ` MSS(${(options.mss << 16) >> 16})`,
    options.windowScale === NO_WINDOW_SCALE ? '' : ` WS(${(options.windowScale << 24) >> 24})`,
    timestamps,
    options.sackPermitted ? ' SACKREQ' : '',
    sacks ? ` SACKS(${blocks.length})${blocks.join('')}` : '',
    ...[...NUMBERED.keys()].map((kind) => numbered.get(kind) ?? ''),
    ...unknown.slice(0, MOST_UNKNOWN),
    unknown.length > MOST_UNKNOWN ? '... more unsaved unknowns' : '',
  ].join('');
}

/** The options that lie within the capture, as tcptrace walks over them (docs/tcptrace.md, "Options"). */
function* walk(segments: SegmentBatch, i: number): Generator<{ kind: number; at: number; size: number }> {
  const { bytes } = segments;
  const last = segments.last[i];
  const end = segments.transport[i] + segments.headerLength[i];
  for (let at = segments.transport[i] + 20; at < end && at <= last; ) {
    const kind = bytes[at];
    if (kind <= 1) {
      at++;
      continue;
    }
    const size = at + 1 <= last ? bytes[at + 1] : lengthBehind(segments, i, last);
    if (size === 0 || at + size - 1 > last) return;
    yield { kind, at, size };
    at += size;
  }
}

/** A number of an option whose length was not checked: what lies beyond the capture reads as 0. */
function long({ bytes, last }: SegmentBatch, i: number, at: number): number {
  const byte = (from: number): number => (from <= last[i] ? bytes[from] : 0);
  return ((byte(at) << 24) | (byte(at + 1) << 16) | (byte(at + 2) << 8) | byte(at + 3)) >>> 0;
}

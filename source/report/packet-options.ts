/** TCP options as -p prints them: in an order of their own, unknown kinds last. */
import type { TcpOptions } from '../connection/options.ts';
import { NO_MSS, NO_WINDOW_SCALE } from '../connection/options.ts';
import type { SegmentBatch } from '../wire/segments.ts';

const TIMESTAMPS = 8;
/** One number each: names as tcptrace has them. */
const NUMBERED = new Map([
  [6, 'ECHO'],
  [7, 'ECHOREPL'],
  [11, 'CC'],
  [12, 'CCNEW'],
  [13, 'CCECHO'],
]);
const KNOWN: readonly number[] = [2, 3, 4, 5, TIMESTAMPS];

/** `options` must have read segment i; `edge` writes the edges of SACK blocks. */
export function optionsText(
  segments: SegmentBatch,
  i: number,
  options: TcpOptions,
  edge: (value: number) => string,
): string {
  const { bytes } = segments;
  const first = segments.transport[i] + 20;
  const length = segments.headerLength[i] - 20;
  const inFile = segments.last[i] - first + 1;
  const rest: string[] = [];
  let timestamps = '';
  for (const { kind, at, size } of walk(segments, i)) {
    const name = NUMBERED.get(kind);
    if (kind === TIMESTAMPS) timestamps = ` TS(${long(bytes, at + 2)},${long(bytes, at + 6)})`;
    else if (name !== undefined) rest.push(` ${name}(${long(bytes, at + 2)})`);
    else if (!KNOWN.includes(kind)) rest.push(` UNKN(op:${kind},len:${size})`);
  }
  const blocks = Array.from(
    { length: options.sackBlocks },
    (_, block) => `[${edge(options.left[block])}-${edge(options.right[block])}]`,
  );
  const captured = inFile <= 0 ? ' (none of it in dump file)' : ` (${inFile} bytes in file)`;
  return [
    inFile < length ? captured : '',
    '\t',
    // Printed as a signed number
    options.mss === NO_MSS ? '' : ` MSS(${(options.mss << 16) >> 16})`,
    options.windowScale === NO_WINDOW_SCALE ? '' : ` WS(${options.windowScale})`,
    timestamps,
    options.sackPermitted ? ' SACKREQ' : '',
    blocks.length > 0 ? ` SACKS(${blocks.length})${blocks.join('')}` : '',
    ...rest,
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
    const size = at + 1 <= last ? bytes[at + 1] : 0;
    if (size === 0 || at + size - 1 > last) return;
    yield { kind, at, size };
    at += size;
  }
}

function long(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

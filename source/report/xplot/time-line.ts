/**
 * -L: both ends as vertical lines, segments as arrows between them, time going down (docs/tcptrace.md, "Graph files"). The
 * capture is taken to be at A; the segment is at B a third of the sender's last round trip later or, on the way back, earlier.
 */

import type { PassObserver } from '../../analysis/observer.ts';
import type { PacketBatch } from '../../capture/packets.ts';
import { label } from '../../connection/labels.ts';
import { Direction } from '../../connection/layout/direction.ts';
import type { SegmentOutcome } from '../../connection/outcome.ts';
import type { ConnectionStore } from '../../connection/store.ts';
import { type SegmentBatch, TcpFlag } from '../../wire/segments.ts';
import { endpointText, NUMERIC_ENDPOINTS } from '../endpoints.ts';
import type { ReportFolder, TextFile } from '../files.ts';
import type { TcptraceSwitches } from '../request.ts';

const LONGEST_NAME = 24;
const LONGEST_RANGE = 49;
/** Places of the life lines on the horizontal axis, of A and of B. */
const LIFE_LINES = [40, 60] as const;

export class TimeLine implements PassObserver {
  private readonly switches: TcptraceSwitches;
  private readonly store: ConnectionStore;
  private readonly folder: ReportFolder;
  private readonly files = new Map<number, TextFile>();
  /** What the numbers of A and of B count from: in the whole run the same, 0 until a side has sent more than SYNs. */
  private readonly origins: [number, number] = [0, 0];

  constructor(switches: TcptraceSwitches, store: ConnectionStore, folder: ReportFolder) {
    this.switches = switches;
    this.store = store;
    this.folder = folder;
  }

  segment(_packets: PacketBatch, segments: SegmentBatch, i: number, _number: number, outcome: SegmentOutcome): void {
    const { connection, side, micros } = outcome;
    const file = this.fileOf(connection);
    const direction = 2 * connection + side;
    const since = micros - this.store.identity.firstMicros(connection);
    const travel = Math.trunc(this.store.read(direction, Direction.rttLast) / 3);
    const atA = Math.max(0, since);
    const atB = Math.max(0, side === 0 ? since + travel : since - travel);
    const [from, to] = side === 0 ? [atA, atB] : [atB, atA];
    for (const x of LIFE_LINES) file.write(`line ${x} ${down(0)} ${x} ${down(atB)}\n`);
    const [start, end] = [LIFE_LINES[side], LIFE_LINES[side ^ 1]];
    this.setColour(file, arrowColour(segments.flags[i], side));
    file.write(`line ${start} ${down(from)} ${end} ${down(to)}\n`);
    file.write(`${side === 0 ? 'rarrow' : 'larrow'} ${end} ${down(to)}\n`);
    this.setColour(file, 'white');
    file.write(`${side === 0 ? 'ltext' : 'rtext'} ${start} ${down(from)}\n`);
    file.write(`${segmentText(segments, i, this.origins, outcome)}\n`);
    if (this.origins[side] === 0 && !(segments.flags[i] & TcpFlag.syn)) this.origins[side] = this.firstOf(direction);
  }

  end(): void {
    for (const file of this.files.values()) file.write('go\n');
  }

  private setColour(file: TextFile, colour: string): void {
    if (this.switches.graphs.colour) file.write(`${colour}\n`);
  }

  private firstOf(direction: number): number {
    return this.store.read(direction, Direction.minSequence);
  }

  private fileOf(connection: number): TextFile {
    let file = this.files.get(connection);
    if (file === undefined) {
      const { identity } = this.store;
      const first = identity.label(connection);
      file = this.folder.create(`${label(first)}_${label(first + 1)}_tline.xpl`.slice(0, LONGEST_NAME));
      const ends = ([0, 1] as const).map((side) => endpointText(NUMERIC_ENDPOINTS, identity, connection, side));
      file.write('unsigned dtime\n');
      if (this.switches.booleans.get('showtitle') !== false)
        file.write(`title\n${ends.join('_==>_')} (time line graph)\n`);
      file.write(`xlabel\nsegments\nylabel\nrelative time\ninvisible 0 ${down(0)}\ninvisible 100 ${down(0)}\n`);
      this.files.set(connection, file);
    }
    return file;
  }
}

/** A time as a place on the vertical axis: seconds, below zero. */
const down = (micros: number): string => `-${(micros / 1e6).toFixed(6)}`;

function arrowColour(flags: number, side: 0 | 1): string {
  if (flags & (TcpFlag.syn | TcpFlag.fin | TcpFlag.rst)) return 'orange';
  return side === 0 ? 'green' : 'yellow';
}

/** "PSH 1:101(100) ack 1 win 257 " */
function segmentText(
  segments: SegmentBatch,
  i: number,
  origins: readonly [number, number],
  { side, window, retransmittedBytes, hardwareDuplicate }: SegmentOutcome,
): string {
  const flags = segments.flags[i];
  const named = FLAG_NAMES.map(([flag, word]) => (flags & flag ? word : '')).join('');
  const length = segments.dataLength[i];
  const start = segments.sequence[i] - origins[side];
  const ack = (segments.acknowledgement[i] - origins[side ^ 1]) >>> 0;
  const notes = `${retransmittedBytes > 0 ? 'R ' : ''}${hardwareDuplicate ? 'HD ' : ''}`;
  const range = `${unsigned64(start)}:${unsigned64(start + length)}(${unsigned64(length)}) `.slice(0, LONGEST_RANGE);
  return `${named}${range}${flags & TcpFlag.ack ? `ack ${ack} ` : ''}win ${window} ${notes}`;
}

const FLAG_NAMES: readonly [number, string][] = [
  [TcpFlag.syn, 'SYN '],
  [TcpFlag.fin, 'FIN '],
  [TcpFlag.rst, 'RST '],
  [TcpFlag.psh, 'PSH '],
  [TcpFlag.urg, 'URG '],
];

/** A number below zero prints plus 2^64. */
const unsigned64 = (value: number): string => String(value < 0 ? BigInt.asUintN(64, BigInt(value)) : value);

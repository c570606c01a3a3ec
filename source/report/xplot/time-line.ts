/**
 * -L: both ends as vertical lines, segments as arrows between them, time going down (docs/tcptrace.md, "Graph files"). The
 * capture is taken to be at A's side; the far end of an arrow is a third of the sender's last round trip away.
 */
import type { PassObserver } from '../../analysis/observer.ts';
import type { PacketBatch } from '../../capture/packets.ts';
import { label } from '../../connection/labels.ts';
import type { SegmentOutcome } from '../../connection/outcome.ts';
import { Rtt } from '../../connection/rows/rtt.ts';
import type { ConnectionStore } from '../../connection/store.ts';
import type { TcptraceSwitches } from '../../options/request.ts';
import { type SegmentBatch, TcpFlag } from '../../wire/segments.ts';
import { endpointText, NUMERIC_ENDPOINTS } from '../endpoints.ts';
import type { ReportFolder, TextFile } from '../files.ts';

const LONGEST_NAME = 24;
/** Places of the life lines on the horizontal axis, of A and of B. */
const LIFE_LINES = [40, 60] as const;

/** Sequence numbers are shown relative to the first one of their side. */
interface Line {
  file: TextFile;
  origins: [number | null, number | null];
}

export class TimeLine implements PassObserver {
  private readonly switches: TcptraceSwitches;
  private readonly store: ConnectionStore;
  private readonly folder: ReportFolder;
  private readonly lines = new Map<number, Line>();

  constructor(switches: TcptraceSwitches, store: ConnectionStore, folder: ReportFolder) {
    this.switches = switches;
    this.store = store;
    this.folder = folder;
  }

  segment(_packets: PacketBatch, segments: SegmentBatch, i: number, _number: number, outcome: SegmentOutcome): void {
    const { connection, side, micros } = outcome;
    const { file, origins } = this.lineOf(connection);
    origins[side] ??= segments.sequence[i];
    const seen = Math.max(0, micros - this.store.identity.firstMicros(connection));
    const travel = this.store.directions.double(2 * connection + side, Rtt.last) / 3;
    const [from, to] = side === 0 ? [seen, seen + travel] : [Math.max(0, seen - travel), seen];
    for (const x of LIFE_LINES) file.write(`line ${x} ${down(0)} ${x} ${down(to)}\n`);
    const [start, end] = [LIFE_LINES[side], LIFE_LINES[side ^ 1]];
    this.setColour(file, arrowColour(segments.flags[i], side));
    file.write(`line ${start} ${down(from)} ${end} ${down(to)}\n`);
    file.write(`${side === 0 ? 'rarrow' : 'larrow'} ${end} ${down(to)}\n`);
    this.setColour(file, 'white');
    file.write(`${side === 0 ? 'ltext' : 'rtext'} ${start} ${down(from)}\n`);
    file.write(`${segmentText(segments, i, origins, outcome)}\n`);
  }

  end(): void {
    for (const { file } of this.lines.values()) file.write('go\n');
  }

  private setColour(file: TextFile, colour: string): void {
    if (this.switches.graphs.colour) file.write(`${colour}\n`);
  }

  private lineOf(connection: number): Line {
    let line = this.lines.get(connection);
    if (line === undefined) {
      const { identity } = this.store;
      const first = identity.label(connection);
      const file = this.folder.create(`${label(first)}_${label(first + 1)}_tline.xpl`.slice(0, LONGEST_NAME));
      const ends = ([0, 1] as const).map((side) => endpointText(NUMERIC_ENDPOINTS, identity, connection, side));
      file.write('unsigned dtime\n');
      if (this.switches.booleans.get('showtitle') !== false)
        file.write(`title\n${ends.join('_==>_')} (time line graph)\n`);
      file.write(`xlabel\nsegments\nylabel\nrelative time\ninvisible 0 ${down(0)}\ninvisible 100 ${down(0)}\n`);
      line = { file, origins: [null, null] };
      this.lines.set(connection, line);
    }
    return line;
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
  origins: readonly (number | null)[],
  { side, window, retransmittedBytes, hardwareDuplicate }: SegmentOutcome,
): string {
  const flags = segments.flags[i];
  const words: [number, string][] = [
    [TcpFlag.syn, 'SYN '],
    [TcpFlag.fin, 'FIN '],
    [TcpFlag.rst, 'RST '],
    [TcpFlag.psh, 'PSH '],
    [TcpFlag.urg, 'URG '],
  ];
  const named = words.map(([flag, word]) => (flags & flag ? word : '')).join('');
  const length = segments.dataLength[i];
  const start = flags & TcpFlag.syn ? segments.sequence[i] : (segments.sequence[i] - (origins[side] ?? 0)) >>> 0;
  const ack = (segments.acknowledgement[i] - (origins[side ^ 1] ?? 0)) >>> 0;
  const notes = `${hardwareDuplicate ? 'HD ' : retransmittedBytes > 0 ? 'R ' : ''}`;
  return `${named}${start}:${start + length}(${length}) ${flags & TcpFlag.ack ? `ack ${ack} ` : ''}win ${window} ${notes}`;
}

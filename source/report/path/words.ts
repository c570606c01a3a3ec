/** What a path's conversations and points are called, in every form of its report. */
import path from 'node:path';
import { directionLabel } from '../../connection/labels.ts';
import { duration } from '../../findings/wording.ts';
import { type Seen, sideAt } from '../../path/conversation.ts';
import type { Side } from '../../path/observation.ts';
import type { Path } from '../../path/path.ts';
import { safeText } from '../../stream/safe-text.ts';

/** Short names of the points: without folders and endings, as long as these tell them apart. */
export function pointNames({ points }: Path): string[] {
  const short = points.map(({ name }) =>
    path.basename(name).replace(/\.(pcapng|pcap|cap|snoop|erf)?(\.(gz|bz2|xz|zst))?$/i, ''),
  );
  const names = new Set(short).size === short.length ? short : points.map(({ name }) => name);
  return names.map(safeText);
}

/** The letters of a conversation's directions: a2b and b2a, c2d and d2c, … */
export const conversationLabel = (conversation: number): string => directionLabel(conversation * 2, 0);

/** Address and port of A and B, as the first point of the path that saw the conversation has them. */
export function endpointsOf({ points, conversations }: Path, conversation: number): [string, string] {
  const { seen } = conversations[conversation];
  const point = seen.findIndex((place) => place !== null);
  const place = seen[point] as Seen;
  const end = (side: Side): string => points[point].end(place.connection, sideAt(place, side));
  return [end(0), end(1)];
}

/** The points in their order, and how far their clocks can be compared. */
export function pathLines(path: Path): string[] {
  const names = pointNames(path);
  return path.points.map(({ packets, connections }, point) => {
    const counts = `${packets.count} TCP packets of ${connections} connections`;
    if (point === 0) return `${names[0]}: ${counts}`;
    const [{ offset, drift, uncertainty }, ...steps] = path.clockOf(point);
    const known =
      uncertainty === null
        ? 'packets of one direction only, so that delays cannot be compared'
        : `give or take ${duration(uncertainty)}: how the least round trip divides between the directions shows nowhere`;
    const drifts = drift === 0 ? '' : `, gaining ${drift.toFixed(1)} µs a second`;
    const stepped = steps.length === 0 ? '' : `, stepped ${steps.length === 1 ? 'once' : `${steps.length} times`}`;
    return `${names[point]}: ${counts}; its clock is ${signed(offset)} ${names[0]}'s${drifts}${stepped}, ${known}`;
  });
}

const signed = (micros: number): string => `${duration(Math.abs(micros))} ${micros < 0 ? 'behind' : 'ahead of'}`;

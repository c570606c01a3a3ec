/** The columns of a batch that the core stage fills: entry i is packet i of the batch. */
import { type ColumnMemory, column, privateMemory } from '../wire/segments.ts';
import { FOUND_COLUMNS } from './layout/batch.ts';

/** What a column of a batch is on this side, by what it is called in the kernel. */
const VIEWS = { Bytes: Uint8Array, Shorts: Uint16Array, Words: Uint32Array, Doubles: Float64Array } as const;

type Found = (typeof FOUND_COLUMNS)[number];

/** By name; layout/batch.ts says what they mean. */
export type SegmentColumns = { readonly [Row in Found as Row[0]]: InstanceType<(typeof VIEWS)[Row[1]]> };

export function segmentColumns(
  capacity: number,
  memory: (bytes: number) => ColumnMemory = privateMemory,
): SegmentColumns {
  const columns = FOUND_COLUMNS.map(([name, view]) => [name, column<ArrayBufferView>(VIEWS[view], capacity, memory)]);
  return Object.fromEntries(columns) as SegmentColumns;
}

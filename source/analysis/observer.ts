/**
 * Looks over the analyser's shoulder: graphs, packet lists, extraction, slices and packet printing are observers of a pass.
 * Without observers a pass calls nobody. Columns and the outcome are reused: copy what you keep.
 */

import type { PacketBatch } from '../capture/packets.ts';
import type { SegmentColumns } from '../connection/columns.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import type { SegmentBatch } from '../wire/segments.ts';

export interface PassObserver {
  /** Every packet of the pass inside its cuts, before it is accounted for. `number` is 1-based over all files. */
  packet?(packets: PacketBatch, segments: SegmentBatch, index: number, number: number): void;
  /** Every TCP segment of a connection that is not ignored, just after all stages have accounted for it. */
  segment?(packets: PacketBatch, segments: SegmentBatch, index: number, number: number, outcome: SegmentOutcome): void;
  /** Every UDP datagram, where UDP is traced, of a pair that is not ignored, just after it was accounted for. */
  datagram?(packets: PacketBatch, segments: SegmentBatch, index: number, number: number): void;
  /** Every packet inside the cuts that is left out as unsound, in its place among those that `packet` hears of. */
  unsound?(packets: PacketBatch, segments: SegmentBatch, index: number, number: number): void;
  /**
   * A batch after all its packets have been accounted for, `count` of them within the cuts; cheaper than a call a packet.
   * `columns`: their numbers (0 = cut away) and directions.
   */
  batch?(packets: PacketBatch, segments: SegmentBatch, columns: SegmentColumns, count: number): void;
  /** A connection is to be forgotten, where only so many are kept: its row is read now or never. */
  retiring?(row: ConnectionRow): void;
  /** The pass is over (`lastFrameMicros`: time of the very last frame read, µs since 1970, 0 = none). */
  end?(lastFrameMicros: number): void;
}

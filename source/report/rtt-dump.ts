/** Round-trip samples as text (-Z): the segment's first sequence number and whole milliseconds, a line a sample of a segment sent once. */
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { directionLabel } from '../connection/labels.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import type { ConnectionStore } from '../connection/store.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import type { ReportFolder, TextFile } from './files.ts';

/** tcptrace cuts the names of these files: "aa2ab_rttraw.d". */
const LONGEST_NAME = 14;

export class RttDump implements PassObserver {
  private readonly store: ConnectionStore;
  private readonly folder: ReportFolder;
  private readonly files = new Map<number, TextFile>();

  constructor(store: ConnectionStore, folder: ReportFolder) {
    this.store = store;
    this.folder = folder;
  }

  segment(_packets: PacketBatch, _segments: SegmentBatch, _i: number, _number: number, outcome: SegmentOutcome): void {
    if (outcome.ack !== 'sample' || outcome.rtt === 0) return;
    const direction = 2 * outcome.connection + (outcome.side ^ 1);
    let file = this.files.get(direction);
    if (file === undefined) {
      const label = directionLabel(this.store.identity.label(outcome.connection), (outcome.side ^ 1) as 0 | 1);
      file = this.folder.create(`${label}_rttraw.dat`.slice(0, LONGEST_NAME));
      this.files.set(direction, file);
    }
    file.write(`${outcome.rttSequence} ${Math.trunc(outcome.rtt / 1000)}\n`);
  }
}

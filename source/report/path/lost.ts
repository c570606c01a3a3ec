/** The lost packets as pcapng: each as the last point saw it that saw it, with the interfaces of that point's capture. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { blocksOf, opening } from '../../analysis/copy-packets.ts';
import { BATCH_PACKETS, PacketBatch } from '../../capture/packets.ts';
import { SIDES } from '../../path/observation.ts';
import type { ConversationSummary, Path } from '../../path/path.ts';
import { UnwritableFile } from '../overwriting.ts';
import { pointNames } from './words.ts';

/** Gathers where the lost packets lie, and copies them from there. */
export class LostPackets {
  readonly #path: Path;
  /** By point; a super packet that lost several segments stands once. */
  readonly #positions: readonly Set<number>[];

  constructor(path: Path) {
    this.#path = path;
    this.#positions = path.points.map(() => new Set<number>());
  }

  add({ conversation, legs }: ConversationSummary): void {
    if (legs.every(({ losses }) => losses.every((known) => known === null))) return;
    const { passages } = this.#path.follow(conversation);
    for (const { losses } of legs) {
      for (const side of SIDES) {
        const { route, segments, at } = passages[side];
        for (const i of losses[side]?.passages ?? []) {
          const k = passages[side].lastSeen(i);
          this.#positions[route[k]].add(segments[k].packets.position[segments[k].packet[at[k][i]]]);
        }
      }
    }
  }

  /** Returns how many packets were written. Throws UnwritableFile, also where the file exists. */
  write(file: string): number {
    let descriptor: number;
    try {
      descriptor = openSync(file, 'wx');
    } catch (failure) {
      throw new UnwritableFile(file, failure);
    }
    try {
      return this.#copy((bytes) => writeSync(descriptor, bytes));
    } catch (failure) {
      throw new UnwritableFile(file, failure);
    } finally {
      closeSync(descriptor);
    }
  }

  #copy(write: (bytes: Uint8Array) => void): number {
    const { points } = this.#path;
    const names = pointNames(this.#path);
    write(
      opening(
        points.flatMap(({ capture }, point) =>
          capture.interfaces.map((one) => ({ ...one, name: names[point], description: one.name })),
        ),
      ),
    );
    const batch = new PacketBatch();
    let firstInterface = 0;
    let written = 0;
    for (const [point, { capture }] of points.entries()) {
      const lost = Float64Array.from(this.#positions[point]).sort();
      for (let from = 0; from < lost.length; ) {
        from += capture.read(lost, from, Math.min(lost.length, from + BATCH_PACKETS), batch);
        write(blocksOf(batch, firstInterface));
        written += batch.count;
      }
      firstInterface += capture.interfaces.length;
    }
    return written;
  }
}

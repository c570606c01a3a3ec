/**
 * Where a recording's segments lie: one file without end, or a ring of files of which the oldest are removed.
 * All are readable by their owner only: they hold what people sent each other.
 */
import { closeSync, fchmodSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RecordingPlace } from './arguments.ts';

const SEGMENTS_KEPT = 8;
const OWNER_ONLY = 0o600;

export class RecordingFiles {
  /** Bytes after which a segment is full. */
  readonly segmentLimit: number;
  /** The folder of a temporary recording; null = it is the user's to keep. */
  readonly temporaryFolder: string | null;
  readonly #pathOf: (segment: number) => string;

  constructor(place: RecordingPlace) {
    if (place.kind === 'file') {
      this.segmentLimit = Number.POSITIVE_INFINITY;
      this.temporaryFolder = null;
      this.#pathOf = () => place.path;
      return;
    }
    this.segmentLimit = Math.floor(place.limit / SEGMENTS_KEPT);
    this.temporaryFolder = place.path === null ? mkdtempSync(path.join(tmpdir(), 'tcptrace-tui-')) : null;
    const { dir, name, ext } = path.parse(place.path ?? path.join(this.temporaryFolder as string, 'proxy.pcapng'));
    this.#pathOf = (segment) => path.join(dir, `${name}-${String(segment + 1).padStart(4, '0')}${ext || '.pcapng'}`);
  }

  /** Of the segment with that number, from 0. */
  pathOf(segment: number): string {
    return this.#pathOf(segment);
  }

  /** Opens a new segment and removes the one that falls off the ring. Throws what the system says. */
  open(segment: number): number {
    const dropped = segment - SEGMENTS_KEPT;
    if (dropped >= 0) rmSync(this.pathOf(dropped), { force: true });
    const descriptor = openSync(this.pathOf(segment), 'w', OWNER_ONLY);
    try {
      // An older file of that name may have been readable by others.
      fchmodSync(descriptor, OWNER_ONLY);
    } catch (problem) {
      closeSync(descriptor);
      throw problem;
    }
    return descriptor;
  }

  /** Removes a temporary recording. */
  remove(): void {
    if (this.temporaryFolder !== null) rmSync(this.temporaryFolder, { recursive: true, force: true });
  }
}

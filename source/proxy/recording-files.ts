/**
 * Where a recording's segments lie: one file without end, or a ring of files of which the oldest are removed.
 * All are readable by their owner only: they hold what people sent each other.
 */
import { closeSync, fchmodSync, mkdtempSync, openSync, readdirSync, rm, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beginsAsProxyRecording } from '../capture/proxy-recording.ts';
import { isSegmentName } from '../capture/segment-names.ts';
import type { RecordingPlace } from './arguments.ts';

const SEGMENTS_KEPT = 8;
const OWNER_ONLY = 0o600;

/** Of a segment's number in its name: enough that names keep their order for as long as anyone looks. */
const TEMPORARY_DIGITS = 9;
const SAVED_DIGITS = 4;

export class RecordingFiles {
  /** Bytes after which a segment is full. */
  readonly segmentLimit: number;
  /** The folder of a temporary recording; null = it is the user's to keep. */
  readonly temporaryFolder: string | null;
  readonly #pathOf: (segment: number) => string;
  /** What is in the ring's way, or why the last segment that fell off it could not be removed. */
  #problem: Error | null = null;

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
    const digits = place.path === null ? TEMPORARY_DIGITS : SAVED_DIGITS;
    const ending = ext || '.pcapng';
    this.#pathOf = (segment) => path.join(dir, `${name}-${String(segment + 1).padStart(digits, '0')}${ending}`);
    this.#problem = removeRing(dir, name, ending);
  }

  /** Of the segment with that number, from 0. */
  pathOf(segment: number): string {
    return this.#pathOf(segment);
  }

  /**
   * Opens a new segment and removes the one that falls off the ring, which takes ms and is not waited for. Throws what the
   * system says, of a removal when the next segment is opened, or what is in the way.
   */
  open(segment: number): number {
    const dropped = segment - SEGMENTS_KEPT;
    if (this.#problem !== null) throw this.#problem;
    if (dropped >= 0) rm(this.pathOf(dropped), { force: true }, (problem) => (this.#problem = problem));
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

/** Removes what an earlier recording of that name has left, and nothing that is only called so: either would mix with ours. */
function removeRing(folder: string, name: string, ending: string): Error | null {
  const segments = { before: `${name}-`, after: ending };
  for (const found of list(folder).filter((file) => isSegmentName(segments, file))) {
    const file = path.join(folder, found);
    if (!isRecording(file))
      return new Error(`${file} is in the way and no recording: move it, or save by another name`);
    rmSync(file, { force: true });
  }
  return null;
}

/** One that ended before its first block was written is empty. */
const isRecording = (file: string): boolean => beginsAsProxyRecording(file) || statSync(file).size === 0;

/** Names in the folder; a folder that cannot be read says so when the first segment is opened. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder || '.');
  } catch {
    return [];
  }
}

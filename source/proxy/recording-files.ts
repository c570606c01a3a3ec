/**
 * Where a recording's segments lie: one file without end, or a ring of files of which the oldest are removed.
 * All are readable by their owner only: they hold what people sent each other.
 */
import { fchmodSync, mkdtempSync, readdirSync, rm, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { openForOutput } from '../capture/output-file.ts';
import { beginsAsProxyRecording } from '../capture/proxy-recording.ts';
import { type SegmentNames, segmentNumber } from '../capture/segment-names.ts';
import type { RecordingPlace } from './options.ts';

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
  readonly #force: boolean;
  /** Segments that an earlier recording into this ring has left, the oldest first: they fall off it as if they were ours. */
  readonly #earlier: string[] = [];
  /** What is in the ring's way, or why the last segment that fell off it could not be removed. */
  #problem: Error | null = null;

  constructor(place: RecordingPlace) {
    this.#force = place.kind === 'file' && place.force;
    if (place.kind === 'file') {
      this.segmentLimit = Number.POSITIVE_INFINITY;
      this.temporaryFolder = null;
      this.#pathOf = () => place.path;
      return;
    }
    this.segmentLimit = Math.floor(place.limit / SEGMENTS_KEPT);
    this.temporaryFolder = place.path === null ? temporaryFolder() : null;
    const { dir, name, ext } = path.parse(place.path ?? path.join(this.temporaryFolder as string, 'proxy.pcapng'));
    const digits = place.path === null ? TEMPORARY_DIGITS : SAVED_DIGITS;
    const names = { before: `${name}-`, after: ext || '.pcapng' };
    let last = 0;
    for (const { file, number } of segmentsIn(dir, names)) {
      if (!isRecording(file)) {
        this.#problem = new Error(`${file} is in the way and no recording: move it, or save by another name`);
      }
      this.#earlier.push(file);
      last = number;
    }
    this.#pathOf = (segment) =>
      path.join(dir, `${names.before}${String(last + segment + 1).padStart(digits, '0')}${names.after}`);
  }

  /** Of the segment with that number, from 0: an earlier recording into the same ring is continued in its numbering. */
  pathOf(segment: number): string {
    return this.#pathOf(segment);
  }

  /**
   * Opens a new segment and removes what falls off the ring, which takes ms and is not waited for. Throws what the system
   * says, of a removal when the next segment is opened, or what is in the way.
   */
  open(segment: number): number {
    if (this.#problem !== null) throw this.#problem;
    const descriptor = openForOutput(this.pathOf(segment), OWNER_ONLY, this.#force);
    // An older file of that name may have been readable by others.
    if (this.#force) fchmodSync(descriptor, OWNER_ONLY);
    for (const dropped of this.#dropped(segment)) {
      rm(dropped, { force: true }, (problem) => (this.#problem = problem));
    }
    return descriptor;
  }

  /** What falls off the ring as that segment joins it. */
  #dropped(segment: number): string[] {
    const ours = Math.min(segment + 1, SEGMENTS_KEPT);
    const earlier = this.#earlier.splice(0, Math.max(0, this.#earlier.length - (SEGMENTS_KEPT - ours)));
    return segment < SEGMENTS_KEPT ? earlier : [...earlier, this.pathOf(segment - SEGMENTS_KEPT)];
  }

  /** Removes a temporary recording. */
  remove(): void {
    if (this.temporaryFolder !== null) rmSync(this.temporaryFolder, { recursive: true, force: true });
  }
}

/** A new one, named for this machine and process. Those of processes that were killed are removed. */
function temporaryFolder(): string {
  const before = `tcptrace-tui-${hostname().replace(/[^\w.]/g, '')}-`;
  for (const name of list(tmpdir())) {
    const [, pid] = (name.startsWith(before) && /^(\d+)-/.exec(name.slice(before.length))) || [];
    if (pid !== undefined && !isRunning(Number(pid)))
      rm(path.join(tmpdir(), name), { recursive: true, force: true }, () => {});
  }
  return mkdtempSync(path.join(tmpdir(), `${before}${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Segments of that name in the folder, the oldest first. */
function segmentsIn(folder: string, names: SegmentNames): { file: string; number: number }[] {
  return list(folder)
    .map((name) => ({ file: path.join(folder, name), number: segmentNumber(names, name) }))
    .filter((one): one is { file: string; number: number } => one.number !== null)
    .sort((one, other) => one.number - other.number);
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

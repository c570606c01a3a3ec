/**
 * A directory of capture files that a recorder writes one after another and of which it removes the oldest: what
 * `dumpcap -b` makes. The files are read in the order of their names; the last one may still grow.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reasonInWords } from './bytes.ts';
import { CaptureError } from './capture.ts';
import { FollowedFile } from './follow.ts';
import { Growth, watchPath } from './growth.ts';
import { type SegmentNames, segmentNumber } from './segment-names.ts';

/** Which of a directory's names are those of the ring, and in which order they come; '' before all. */
interface RingNames {
  isOne(name: string): boolean;
  order(one: string, other: string): number;
}

const ALL_NAMES: RingNames = {
  isOne: (name) => !name.startsWith('.'),
  order: byName,
};

/** The 10,000th comes after the 9,999th, also where numbers are written with four digits. */
function numbered(segments: SegmentNames): RingNames {
  return {
    isOne: (name) => segmentNumber(segments, name) !== null,
    order: (one, other) => one.length - other.length || byName(one, other),
  };
}

function byName(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

export class RingDirectory {
  readonly #directory: string;
  readonly #names: RingNames;
  readonly #wholeBytes: ((path: string) => number) | undefined;
  readonly #grown = new Growth();
  readonly #watcher: { close(): void };
  readonly #kept = new Map<string, FollowedFile>();
  /** Names of the files listed and not yet handed out, in order. */
  #waiting: string[] = [];
  #last = '';

  /** `wholeBytes`: how many bytes of a file are whole blocks, where the writer says so. */
  constructor(directory: string, segments?: SegmentNames, wholeBytes?: (path: string) => number) {
    this.#directory = directory;
    this.#names = segments === undefined ? ALL_NAMES : numbered(segments);
    this.#wholeBytes = wholeBytes;
    this.#take(this.#list());
    this.#watcher = watchPath(directory, () => this.#look());
  }

  /** The next file in order, or null when there is none yet. */
  next(): FollowedFile | null {
    this.#look();
    for (;;) {
      const name = this.#waiting.shift();
      if (name === undefined) return null;
      this.#last = name;
      const path = join(this.#directory, name);
      const file = openUnlessGone(path, this.#wholeBytes && (() => this.#wholeBytes?.(path) ?? 0));
      if (!file) continue;
      this.#kept.set(name, file);
      if (this.#waiting.length > 0) file.finish();
      return file;
    }
  }

  /** Resolves when there may be a next file. */
  async more(signal: AbortSignal): Promise<void> {
    if (this.#waiting.length > 0) return;
    await this.#grown.wait(signal);
  }

  close(): void {
    this.#watcher.close();
  }

  #look(): void {
    try {
      this.#take(this.#list());
    } catch {
      // The directory itself is gone, and all files with it.
      this.#take([]);
    }
  }

  #list(): string[] {
    try {
      return readdirSync(this.#directory, { withFileTypes: true })
        .filter((entry) => entry.isFile() && this.#names.isOne(entry.name))
        .map((entry) => entry.name)
        .sort(this.#names.order);
    } catch (error) {
      throw new CaptureError(`${this.#directory}: ${reasonInWords(error)}`);
    }
  }

  /** A later file completes the ones before it; a file that is gone from the directory gives up its space on the disk. */
  #take(names: string[]): void {
    this.#waiting = names.filter((name) => this.#names.order(name, this.#last) > 0);
    for (const [name, file] of this.#kept) {
      if (names.includes(name)) continue;
      this.#kept.delete(name);
      file.finish('the file was removed from the ring');
      file.close();
    }
    if (this.#waiting.length === 0) return;
    this.#kept.get(this.#last)?.finish();
    this.#grown.happened();
  }
}

function openUnlessGone(path: string, wholeBytes: (() => number) | undefined): FollowedFile | null {
  try {
    return new FollowedFile(path, wholeBytes);
  } catch (error) {
    if (error instanceof CaptureError && error.message.endsWith('No such file or directory')) return null;
    throw error;
  }
}

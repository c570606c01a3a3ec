/** Files that reports write beside standard output: where they lie (--output_dir, --output_prefix), and writing many of them. */

import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { refuseInput, UnwritableFile } from './overwriting.ts';
import { type CaptureRequest, inputsOf } from './request.ts';

/** Text kept in memory for all files together, in characters, before it is written out. */
const MOST_TEXT = 1 << 25;

/** The folder and the names of the files that a report writes. */
export class ReportFolder {
  private readonly inputs: readonly string[];
  private readonly capture: string;
  private readonly folder: string;
  private readonly prefix: string;
  private readonly open = new Set<TextFile>();
  private kept = 0;

  constructor(request: Pick<CaptureRequest, 'switches' | 'names' | 'sources'>) {
    const { names } = request;
    const { variables } = request.switches;
    this.inputs = inputsOf(request);
    // %f in the settings.
    this.capture = path.basename(names[0] ?? '');
    this.folder = this.fill(variables.get('output_dir') ?? '');
    this.prefix = this.fill(variables.get('output_prefix') ?? '');
    if (this.folder !== '') this.attempt(this.folder, () => makeFolder(this.folder));
  }

  /** A setting with its %f %D %d %t filled in (see expand). */
  fill(setting: string): string {
    return expand(setting, this.capture);
  }

  /** Where the file of this name lies. Throws UnwritableFile where that is one of the captures. */
  path(name: string): string {
    const file = path.join(this.folder, this.prefix + name);
    refuseInput(file, this.inputs);
    return file;
  }

  /** An empty file. Throws UnwritableFile, as do all that write. */
  create(name: string): TextFile {
    const file = new TextFile(this.path(name), (length) => this.count(length));
    this.attempt(file.path, () => writeFileSync(file.path, ''));
    this.open.add(file);
    return file;
  }

  /** Takes a file away again. */
  discard(file: TextFile): void {
    this.open.delete(file);
    this.attempt(file.path, () => rmSync(file.path, { force: true }));
  }

  /** Writes out everything that is still in memory. */
  flush(): void {
    for (const file of this.open) this.attempt(file.path, () => file.flush());
    this.kept = 0;
  }

  private count(length: number): void {
    this.kept += length;
    if (this.kept > MOST_TEXT) this.flush();
  }

  private attempt(file: string, write: () => void): void {
    try {
      write();
    } catch (failure) {
      throw new UnwritableFile(file, failure);
    }
  }
}

/** Not by mkdir's `recursive`, which tries for ever where a parent exists and cannot hold a folder (/proc, a stale link). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder, { mode: 0o755 });
}

/** A text file that grows in pieces; no descriptor stays open between them, so there may be any number. */
export class TextFile {
  readonly path: string;
  private text = '';
  private readonly count: (length: number) => void;

  constructor(file: string, count: (length: number) => void) {
    this.path = file;
    this.count = count;
  }

  write(text: string): void {
    this.text += text;
    this.count(text.length);
  }

  flush(): void {
    if (this.text === '') return;
    appendFileSync(this.path, this.text);
    this.text = '';
  }
}

/** %f: base name of the capture; %D: month-day-year; %d: the time of the run as ctime prints it; %t: its date. */
export function expand(text: string, file: string, now = new Date()): string {
  const date = now.toDateString().split(' ');
  const [weekday, month, day, year] = date;
  const clock = now.toTimeString().slice(0, 8);
  const dayText = String(Number(day)).padStart(2);
  const values: Record<string, string> = {
    f: file,
    D: `${now.getMonth() + 1}-${now.getDate()}-${now.getFullYear()}`,
    d: `${weekday} ${month} ${dayText} ${clock} ${year}`.replaceAll(' ', '_'),
    t: `${weekday} ${month} ${dayText} ${year}`.replaceAll(' ', '_'),
  };
  return text.replace(/%([fDdt])/g, (_whole, letter: string) => values[letter]);
}

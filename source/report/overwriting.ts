/** Files that the user names for us to write: nothing that is there is lost without a word. */
import { closeSync, lstatSync, openSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { openForOutput } from '../capture/output-file.ts';

/** A file that cannot be written: one line for the user. */
export class UnwritableFile extends Error {
  override readonly name = 'UnwritableFile';

  constructor(file: string, reason: unknown) {
    super(`cannot write ${file}: ${reason instanceof Error ? reason.message : reason}`);
  }
}

export interface Overwriting {
  /** Files that are being read: they are never written. */
  readonly inputs: readonly string[];
  /** --force: files that are not empty may be replaced. */
  readonly force: boolean;
}

/** Before what the user's umask takes away. */
const MODE = 0o666;
/** The descriptors that are open already; the system has them as links. */
const OPEN_DESCRIPTOR = /^\/dev\/(stdout|stderr|fd\/\d+)$/;

/** Throws UnwritableFile where writing this file would lose something: before the capture is read, not after. */
export function refuseOverwriting(file: string, { inputs, force }: Overwriting): void {
  if (OPEN_DESCRIPTOR.test(file)) return;
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there === undefined) return;
  refuseInput(file, inputs);
  if (there.isSymbolicLink()) throw new UnwritableFile(file, 'it is a link; name the file itself');
  const holdsSomething = there.size > 0 || there.isBlockDevice();
  if (holdsSomething && !there.isDirectory() && !force)
    throw new UnwritableFile(file, 'it is there already, and not empty; --force replaces it');
}

/** Throws UnwritableFile where the file is one of those being read. */
export function refuseInput(file: string, inputs: readonly string[]): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined || there.isCharacterDevice()) return;
  const isSame = (input: Stats | undefined): boolean => input?.ino === there.ino && input.dev === there.dev;
  if (inputs.some((input) => isSame(statSync(input, { throwIfNoEntry: false }))))
    throw new UnwritableFile(file, 'it is being read; choose another name');
}

/** Writes the whole file. Throws UnwritableFile. */
export function writeWhole(file: string, text: string, overwriting: Overwriting): void {
  refuseInput(file, overwriting.inputs);
  try {
    const isOpen = OPEN_DESCRIPTOR.test(file);
    const descriptor = isOpen ? openSync(file, 'w') : openForOutput(file, MODE, overwriting.force);
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
  } catch (failure) {
    throw new UnwritableFile(file, failure);
  }
}

/** A file that is being saved: never in place of another, and none is left behind when saving fails. */
import { type FileHandle, open, rm } from 'node:fs/promises';

export class OutputFile {
  /** Written so far. */
  bytes = 0;
  private readonly handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.handle = handle;
  }

  /** Runs `fill` on a new file at `path`. Rejects with one line for the user; then there is no file. */
  static async with<T>(path: string, fill: (file: OutputFile) => Promise<T>): Promise<T> {
    const handle = await open(path, 'wx').catch((failure) => Promise.reject(inWords(path, failure)));
    try {
      const result = await fill(new OutputFile(handle));
      await handle.close();
      return result;
    } catch (failure) {
      await handle.close().catch(() => {});
      await rm(path, { force: true });
      throw inWords(path, failure);
    }
  }

  write = async (bytes: Uint8Array): Promise<void> => {
    for (let from = 0; from < bytes.length; ) {
      from += (await this.handle.write(bytes, from)).bytesWritten;
    }
    this.bytes += bytes.length;
  };

  text = (text: string): Promise<void> => this.write(Buffer.from(text));
}

const REASONS: Record<string, string> = {
  EEXIST: 'is there already; choose another name',
  ENOENT: 'there is no such folder',
  EACCES: 'permission denied',
  EISDIR: 'is a folder; add a file name',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

function inWords(path: string, failure: unknown): unknown {
  const { code, syscall } = failure as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return failure;
  return new Error(`${path}: ${REASONS[code] ?? code}`);
}

/** Writes text as a whole, such as a graph. Resolves to what was written; rejects with one line for the user. */
export function saveText(path: string, text: string): Promise<string> {
  return OutputFile.with(path, async (file) => {
    await file.text(text);
    return `${file.bytes.toLocaleString('en-US')} bytes to ${path}`;
  });
}

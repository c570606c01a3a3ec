/** Events as lines of JSON in a file. */
import { createWriteStream, openSync, type WriteStream } from 'node:fs';

/** Bytes as base64. */
export function jsonLine(fact: object): string {
  const text = JSON.stringify(fact, (_name, field: unknown) =>
    field instanceof Uint8Array ? Buffer.from(field).toString('base64') : field,
  );
  return `${text}\n`;
}

/** What `--log` asks for; null = nothing. Throws in words when the file cannot be opened; `failed` hears what happens later. */
export function openLog(path: string | null, failed: (problem: string) => void): EventLog | null {
  if (path === null) return null;
  try {
    return new EventLog(path, openSync(path, 'a', 0o600), (reason) =>
      failed(`--log: ${reason}; no more is written there`),
    );
  } catch (problem) {
    throw new Error(`--log: ${(problem as Error).message}`);
  }
}

export class EventLog {
  readonly #file: WriteStream;

  /** Appends to the open file; `failed` hears once why that is not possible. */
  constructor(path: string, descriptor: number, failed: (reason: string) => void) {
    this.#file = createWriteStream(path, { fd: descriptor });
    this.#file.once('error', (problem) => {
      this.#file.on('error', () => {});
      failed(problem.message);
    });
  }

  write(fact: object): void {
    this.#file.write(jsonLine(fact));
  }

  /** Resolves when all is written. */
  close(): Promise<void> {
    return new Promise((written) => this.#file.end(() => written()));
  }
}

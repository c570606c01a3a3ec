/** Events as lines of JSON in a file. */
import { createWriteStream, type WriteStream } from 'node:fs';

/** Bytes as base64. */
export function jsonLine(fact: object): string {
  const text = JSON.stringify(fact, (_name, field: unknown) =>
    field instanceof Uint8Array ? Buffer.from(field).toString('base64') : field,
  );
  return `${text}\n`;
}

export class EventLog {
  readonly #file: WriteStream;

  /** Appends to the file; `failed` hears once why that is not possible. */
  constructor(path: string, failed: (reason: string) => void) {
    this.#file = createWriteStream(path, { flags: 'a', mode: 0o600 });
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

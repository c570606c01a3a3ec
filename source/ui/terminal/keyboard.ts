import { openSync } from 'node:fs';
import process from 'node:process';
import { ReadStream } from 'node:tty';

/** Where keys come from: standard input, or the controlling terminal when a capture comes through standard input. */
export function openKeyboard(): { stream: ReadStream; close(): void } {
  if (process.stdin.isTTY) return { stream: process.stdin, close: () => process.stdin.pause() };
  const stream = new ReadStream(openSync('/dev/tty', 'r'));
  return { stream, close: () => stream.destroy() };
}

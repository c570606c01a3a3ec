/** The terminal as the screens take it: the keys that come, and how it can end. */
import { openSync } from 'node:fs';
import { constants } from 'node:os';
import process from 'node:process';
import { ReadStream, type WriteStream } from 'node:tty';
import { SessionError } from '../../session/session.ts';

/**
 * Where keys come from: standard input, or the controlling terminal when a capture comes through standard input. From now on
 * the terminal echoes nothing: what is typed before the first frame would otherwise stand in it, or scroll it. Throws a
 * SessionError where there is no controlling terminal.
 */
export function openKeyboard(): { stream: ReadStream; close(): void } {
  const isInput = process.stdin.isTTY;
  const stream = isInput ? process.stdin : new ReadStream(controllingTerminal());
  stream.setRawMode(true);
  return {
    stream,
    close: () => {
      if (isInput) process.stdin.pause();
      else stream.destroy();
    },
  };
}

function controllingTerminal(): number {
  try {
    return openSync('/dev/tty', 'r');
  } catch {
    throw new SessionError(
      'there is no terminal to take keys from (setsid, cron and the like have none): --plain, --findings or --json print a report',
    );
  }
}

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** The exit code as shells report a death by signal. */
const codeOf = (signal: (typeof SIGNALS)[number]): number => 128 + constants.signals[signal];

/** For a signal that ends nothing. */
const noEnding = (): void => {};

/**
 * Watches for everything that ends the screen from outside: signals, a terminal that has gone (a dropped SSH session reads
 * and writes EIO), a mistake of ours. Returns the end of watching, after which only a hang-up ends nothing: of a dropped
 * session the shell tells once more what the kernel has told, while things are put away.
 */
export function watchEndings(
  keyboard: ReadStream,
  terminal: WriteStream,
  end: (ending: { code: number } | { failure: unknown }) => void,
): () => void {
  const signals = SIGNALS.map((signal) => ({ signal, take: () => end({ code: codeOf(signal) }) }));
  const gone = () => end({ code: codeOf('SIGHUP') });
  const failed = (failure: unknown) => end({ failure });
  for (const { signal, take } of signals) process.on(signal, take);
  // A write beyond a file-size limit fails with EFBIG, which its writer deals with. Ink watches for that signal, too
  // (https://github.com/tapjs/signal-exit), and would end the program if nobody else did.
  process.on('SIGXFSZ', noEnding);
  keyboard.on('error', gone).on('end', gone);
  terminal.on('error', gone);
  // First in line: the screen is left before anyone prints the error.
  process.prependListener('uncaughtException', failed);
  process.prependListener('unhandledRejection', failed);
  return () => {
    process.on('SIGHUP', noEnding);
    for (const { signal, take } of signals) process.off(signal, take);
    process.off('SIGXFSZ', noEnding);
    keyboard.off('error', gone).off('end', gone);
    terminal.off('error', gone);
    process.off('uncaughtException', failed);
    process.off('unhandledRejection', failed);
  };
}

/**
 * The proxy without a screen: one line of JSON on standard output for every event, until SIGTERM or SIGINT, or until whoever
 * reads it or its terminal has gone.
 */

import { constants } from 'node:os';
import process from 'node:process';
import { isatty } from 'node:tty';
import { safeLine } from '../stream/safe-text.ts';
import type { TimedEvent } from './channel.ts';
import { RelayClient } from './client.ts';
import { type EventLog, jsonLine, openLog } from './event-log.ts';
import type { ProxyRequest } from './options.ts';

/**
 * Resolves to the exit code: 0 when it was asked to end, 129 when its terminal has gone, 1 when a listener could not listen (with
 * `--keep-going`: when none could) or nothing could be recorded.
 */
export async function runHeadless(request: ProxyRequest): Promise<number> {
  const complain = (problem: string): boolean => process.stderr.write(`tcptrace-tui: ${safeLine(problem)}\n`);
  let log: EventLog | null;
  try {
    log = openLog(request.log, complain);
  } catch (problem) {
    complain((problem as Error).message);
    return 1;
  }
  const client = new RelayClient(request);
  const end = (): void => void client.end();
  const print = (fact: object): void => {
    process.stdout.write(jsonLine(fact));
    log?.write(fact);
  };

  let settled = 0;
  let failed = 0;
  let begun = false;
  let unrecorded = false;
  let lost = 0;
  // The first line says where to connect, even if the recording was opened before.
  let early: TimedEvent[] = [];
  client.onEvent((event) => {
    if (event.event === 'listening' || event.event === 'listen-failed') settled++;
    if (event.event === 'listen-failed') {
      failed++;
      complain(`cannot listen at ${event.listen}: ${event.reason}`);
      if (failed === request.pairs.length || !request.keepGoing) end();
    }
    begun ||= event.event === 'recording';
    if (event.event === 'recording-stopped') {
      unrecorded = !begun;
      complain(begun ? `recording stopped: ${event.reason}; forwarding goes on` : `cannot record: ${event.reason}`);
      if (unrecorded) end();
    }
    if (settled === 0) {
      early.push(event);
      return;
    }
    print(event);
    for (const earlier of early) print(earlier);
    early = [];
    const { eventsLost } = client.counters;
    if (eventsLost > lost) print({ event: 'events-lost', count: eventsLost - lost, micros: event.micros });
    lost = eventsLost;
  });

  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  // nohup takes the terminal from standard input, and what it protects must not end (POSIX, nohup).
  let hungUp = false;
  const hangUp = (): void => {
    hungUp = true;
    end();
  };
  if (isatty(0)) process.on('SIGHUP', hangUp);
  process.stdout.on('error', end);
  await client.ended;
  await log?.close();
  if (hungUp) return 128 + constants.signals.SIGHUP;
  return unrecorded || failed === request.pairs.length || (failed > 0 && !request.keepGoing) ? 1 : 0;
}

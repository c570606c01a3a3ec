/**
 * The proxy without a screen: one line of JSON on standard output for every event, until SIGTERM or SIGINT.
 */
import process from 'node:process';
import type { ProxyRequest } from './arguments.ts';
import type { TimedEvent } from './channel.ts';
import { RelayClient } from './client.ts';
import { EventLog, jsonLine } from './event-log.ts';

/** Resolves to the exit code: 0 when it was asked to end, 1 when no listener could listen. */
export async function runHeadless(request: ProxyRequest): Promise<number> {
  const client = new RelayClient(request);
  const log =
    request.log === null
      ? null
      : new EventLog(request.log, (reason) => process.stderr.write(`tcptrace-tui: --log: ${reason}\n`));
  const print = (fact: object): void => {
    process.stdout.write(jsonLine(fact));
    log?.write(fact);
  };

  let settled = 0;
  let failed = 0;
  let lost = 0;
  // The first line says where to connect, even if the recording was opened before.
  let early: TimedEvent[] = [];
  client.onEvent((event) => {
    if (event.event === 'listening' || event.event === 'listen-failed') settled++;
    if (event.event === 'listen-failed') {
      failed++;
      process.stderr.write(`tcptrace-tui: cannot listen at ${event.listen}: ${event.reason}\n`);
      if (failed === request.pairs.length) client.send({ command: 'end' });
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

  const end = (): void => client.send({ command: 'end' });
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  await client.ended;
  await log?.close();
  return failed === request.pairs.length ? 1 : 0;
}

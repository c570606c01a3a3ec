/**
 * The relay's thread: a ForwardingProxy that hears commands and tells events through the worker's port. Nothing here waits
 * for whoever listens.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { EVENTS_IN_FLIGHT, type RelayCommand, type TimedEvent } from './channel.ts';
import { RelayCounters } from './counters.ts';
import { ForwardingProxy } from './forwarding-proxy.ts';
import type { ProxyRequest } from './options.ts';

export interface RelayWorkerData {
  readonly role: 'relay';
  readonly request: ProxyRequest;
  /** Of RelayCounters. */
  readonly counters: SharedArrayBuffer;
}

export async function runRelayWorker(): Promise<void> {
  const { request, counters: buffer } = workerData as RelayWorkerData;
  const port = parentPort as MessagePort;
  const counters = new RelayCounters(buffer);
  const outbox = new Outbox(port, counters);
  const proxy = new ForwardingProxy(request, counters, (event) => outbox.put(event));
  port.on('message', async (command: RelayCommand) => {
    await proxy.command(command);
    if (command.command === 'end') port.close();
  });
  // All at once: listeners are numbered in the order they are asked for, before any the user adds meanwhile.
  await Promise.all(request.pairs.map((pair) => proxy.command({ command: 'add', pair })));
}

/** Posts the events of one turn of the event loop together. */
class Outbox {
  readonly #port: MessagePort;
  readonly #counters: RelayCounters;
  #waiting: TimedEvent[] = [];
  #posted = 0;

  constructor(port: MessagePort, counters: RelayCounters) {
    this.#port = port;
    this.#counters = counters;
  }

  put(event: TimedEvent): void {
    if (isOneOfMany(event) && this.#posted - this.#counters.eventsTakenSoFar >= EVENTS_IN_FLIGHT) {
      this.#counters.eventLost();
      return;
    }
    this.#posted++;
    this.#waiting.push(event);
    if (event.event === 'ended') this.#post();
    else if (this.#waiting.length === 1) setImmediate(() => this.#post());
  }

  #post(): void {
    if (this.#waiting.length > 0) this.#port.postMessage(this.#waiting);
    this.#waiting = [];
  }
}

/** Events that come with every connection, of which the counters tell enough. */
function isOneOfMany(event: TimedEvent): boolean {
  return (
    event.event === 'turned-away' || ('connection' in event && event.event !== 'held' && event.event !== 'released')
  );
}

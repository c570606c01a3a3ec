/**
 * The proxy itself: its listeners, what they relay, and the recording. Runs in a worker thread (worker.ts), or wherever a
 * test puts it.
 */

import type { RelayCommand, RelayEvent, TimedEvent } from './channel.ts';
import { nowMicros } from './clock.ts';
import { ConnectionRecord } from './connection-record.ts';
import type { RelayCounters } from './counters.ts';
import { type Disk, DiskQueue } from './disk-queue.ts';
import { endpointText } from './endpoints.ts';
import { HoldDesk } from './hold.ts';
import { Listener } from './listener.ts';
import type { ProxyRequest } from './options.ts';
import { Recorder } from './recorder.ts';
import { RecordingFiles } from './recording-files.ts';
import { resend } from './resend.ts';

export class ForwardingProxy {
  readonly #listeners: Listener[] = [];
  readonly #counters: RelayCounters;
  readonly #recorder: Recorder;
  readonly #files: RecordingFiles;
  readonly #report: (event: RelayEvent) => void;
  readonly #desk: HoldDesk;
  #connections = 0;

  constructor(
    request: Pick<ProxyRequest, 'recording' | 'keepPayload'>,
    counters: RelayCounters,
    report: (event: TimedEvent) => void,
    disk?: Disk,
  ) {
    this.#counters = counters;
    this.#report = (event) => report({ ...event, micros: Math.floor(nowMicros()) });
    this.#desk = new HoldDesk(this.#report);
    this.#files = new RecordingFiles(request.recording);
    const queue = new DiskQueue(
      this.#files,
      {
        written: (segment, bytes) => counters.recorded(segment, bytes),
        opened: (segment, path) => this.#report({ event: 'recording', segment, path }),
        failed: (reason) => this.#report({ event: 'recording-stopped', reason }),
        behind: () => this.#report({ event: 'recording-behind' }),
        caughtUp: () => {
          const { cutPieces, cutBytes } = counters;
          this.#report({ event: 'recording-caught-up', cutPieces, cutBytes });
        },
      },
      disk,
    );
    this.#recorder = new Recorder(queue, this.#files.segmentLimit, request.keepPayload, counters);
  }

  /** Resolves when it is carried out: a listener that was added listens or could not, what was resent is answered or not. */
  async command(command: RelayCommand): Promise<void> {
    switch (command.command) {
      case 'add':
        return this.#add(command.pair);
      case 'stop':
        return this.#listeners[command.listener]?.stop();
      case 'kill':
        for (const { relays } of this.#listeners) relays.get(command.connection)?.abort('killed', 'killed by the user');
        return;
      case 'impair':
        return this.#listeners[command.listener]?.impair(command.impairments);
      case 'hold':
        return this.#listeners[command.listener]?.hold(command.patterns);
      case 'release':
        return this.#desk.decide(command.held, command.verdict);
      case 'resend':
        return this.#resend(command);
      case 'end':
        return this.#end();
    }
  }

  async #add(pair: ProxyRequest['pairs'][number]): Promise<void> {
    const number = this.#listeners.length;
    let interfaceNumber = 0;
    const listener = new Listener(number, pair, {
      counters: this.#counters,
      report: this.#report,
      desk: this.#desk,
      nextConnection: () => ++this.#connections,
      record: (connection) =>
        new ConnectionRecord(this.#recorder, interfaceNumber, (identity) =>
          this.#report({ event: 'recorded-as', connection, ...identity }),
        ),
    });
    this.#listeners.push(listener);
    const address = await listener.listen();
    if (address === null) return;
    const description = `${pair.listen.kind === 'tls' ? 'TLS ' : ''}listener, forwarded to ${endpointText(pair.target)}`;
    interfaceNumber = this.#recorder.addInterface(address, description);
  }

  async #resend({ request, listener, script, timing }: Extract<RelayCommand, { command: 'resend' }>): Promise<void> {
    const found = this.#listeners[listener];
    if (found === undefined) return;
    this.#report({ event: 'resent', request, ...(await resend(script, timing, found.connectTo())) });
  }

  /** Resets what is still open, writes what is still queued, and removes a temporary recording. */
  async #end(): Promise<void> {
    for (const listener of this.#listeners) listener.end();
    await this.#recorder.close();
    this.#files.remove();
    this.#report({ event: 'ended' });
  }
}

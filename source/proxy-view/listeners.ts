/** The proxy's listeners as a screen shows them, built from the relay's events. */

import type { TimedEvent } from '../proxy/channel.ts';
import { addressText, endpointText } from '../proxy/endpoints.ts';
import { impairmentText } from '../proxy/impairments.ts';
import type { ProxyRequest } from '../proxy/options.ts';
import type { ProxyListener } from '../session/proxy-view.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export class ProxyListeners {
  /** By number, also those that are not shown any more. */
  readonly all: Writable<ProxyListener>[] = [];
  #shown: readonly ProxyListener[] = this.all;

  get shown(): readonly ProxyListener[] {
    return this.#shown;
  }

  /** It was asked for, and takes the next number. */
  expect({ listen, target, options }: ProxyRequest['pairs'][number]): void {
    const [down, up] = [listen.kind === 'tls', target.kind === 'tls'];
    const listener: ProxyListener = {
      number: this.all.length,
      address: endpointText(listen).replace('tls://', ''),
      target: endpointText(target).replace('tls://', ''),
      tls: down && up ? 'TLS both' : down ? 'TLS down' : up ? 'TLS up' : '',
      exposed: false,
      state: 'starting',
      problem: null,
      connections: 0,
      open: 0,
      impairments: options.impairments.map(impairmentText).join(', '),
      holding: options.hold.map(({ text }) => text).join(', '),
    };
    this.all.push(listener);
    if (this.#shown !== this.all) this.#shown = [...this.#shown, listener];
  }

  hold(listener: number, pattern: string): void {
    this.all[listener].holding = pattern;
  }

  /** The relay has gone: nobody listens any more. */
  fail(problem: string): void {
    for (const listener of this.all) Object.assign(listener, { state: 'failed', problem, open: 0 });
  }

  /** Those that do not listen and have no connection open are not shown any more. */
  clear(): void {
    this.#shown = this.#shown.filter(({ state, open }) => state === 'listening' || state === 'starting' || open > 0);
  }

  /** `listenerOf`: the listener of a connection; null when it is no longer known. */
  take(event: TimedEvent, listenerOf: (connection: number) => number | null): void {
    switch (event.event) {
      case 'listening': {
        const listener = this.all[event.listener];
        listener.state = 'listening';
        listener.address = event.port === null ? event.address : addressText(event.address, event.port);
        listener.exposed = event.exposed;
        break;
      }
      case 'listen-failed':
        this.all[event.listener].state = 'failed';
        this.all[event.listener].problem = event.reason;
        break;
      case 'stopped-listening':
        this.all[event.listener].state = 'stopped';
        break;
      case 'opened':
        this.all[event.listener].connections++;
        this.all[event.listener].open++;
        break;
      case 'closed': {
        const listener = listenerOf(event.connection);
        if (listener !== null) this.all[listener].open = Math.max(0, this.all[listener].open - 1);
        break;
      }
      case 'options-changed':
        this.all[event.listener].impairments = event.impairments.map(impairmentText).join(', ');
        break;
    }
  }
}

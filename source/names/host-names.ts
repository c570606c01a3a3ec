/**
 * Names of hosts by reverse DNS: many look-ups at once, each with a time limit, remembered. Nothing here waits for a
 * resolver that does not answer longer than a couple of seconds in all.
 */
import { Resolver } from 'node:dns/promises';

/** Looks up the names of an address; rejects as node:dns does. */
export type Reverse = (address: string) => Promise<string[]>;

const AT_ONCE = 64;
/** ms for one look-up. */
const LOOK_UP_LIMIT = 1000;
/** ms without any answer after which no more are expected. */
const SILENCE_LIMIT = 2000;
/** ms for a whole report. */
const REPORT_LIMIT = 20_000;
/** The oldest are forgotten beyond this many. */
const MOST_NAMES = 2 ** 17;

/** Names that need no resolver (RFC 6761 section 6.3). */
const LOOPBACK: readonly string[] = ['127.0.0.1', '::1'];

/** What a host name may be made of; anything else a resolver sends is not shown (RFC 1123 section 2.1, and `_`). */
const HOST_NAME = /^[\w-]+(\.[\w-]+)*\.?$/;
const LONGEST_NAME = 253;

export class HostNames {
  readonly #names = new Map<string, string | null>();
  readonly #queue = new Set<string>();
  readonly #asked = new Set<string>();
  readonly #reverse: Reverse;
  readonly #changed: () => void;
  #lastAnswer = 0;
  #settled: (() => void)[] = [];

  /** `changed` is called when a name has come in. */
  constructor(changed: () => void = () => {}, reverse: Reverse = dnsReverse()) {
    this.#changed = changed;
    this.#reverse = reverse;
    for (const address of LOOPBACK) this.#names.set(address, 'localhost');
  }

  /** The name of an address (as `addressText` writes it) if it is known by now; null = none, or not yet. */
  name(address: string): string | null {
    return this.#names.get(address) ?? null;
  }

  /** Starts looking for the name of an address, unless that has been done. */
  want(address: string): void {
    if (this.#names.has(address) || this.#asked.has(address) || this.#queue.has(address)) return;
    if (this.#asked.size === 0) this.#lastAnswer = performance.now();
    this.#queue.add(address);
    this.#askNext();
  }

  /** Looks up all of them, as far as the resolver answers in time. */
  async settle(addresses: Iterable<string>): Promise<void> {
    for (const address of addresses) this.want(address);
    const limit = setTimeout(() => this.#giveUp(), REPORT_LIMIT);
    while (this.#asked.size > 0) await new Promise<void>((resolve) => this.#settled.push(resolve));
    clearTimeout(limit);
  }

  #askNext(): void {
    for (const address of this.#queue) {
      if (this.#asked.size >= AT_ONCE) return;
      this.#queue.delete(address);
      this.#asked.add(address);
      void this.#ask(address);
    }
    if (this.#asked.size === 0) for (const resolve of this.#settled.splice(0)) resolve();
  }

  async #ask(address: string): Promise<void> {
    const found = await this.#answer(address);
    if (!this.#asked.delete(address)) return;
    if (found !== 'silence') this.#lastAnswer = performance.now();
    this.#remember(address, found === 'silence' ? null : found);
    if (performance.now() - this.#lastAnswer >= SILENCE_LIMIT) this.#giveUp();
    else this.#askNext();
  }

  /** What has not been answered by now stays without a name. */
  #giveUp(): void {
    for (const address of [...this.#asked, ...this.#queue]) this.#remember(address, null);
    this.#asked.clear();
    this.#queue.clear();
    this.#askNext();
  }

  /** A name, null where there is none, or `silence`. */
  async #answer(address: string): Promise<string | null | 'silence'> {
    let limit: NodeJS.Timeout | undefined;
    const silence = new Promise<'silence'>((resolve) => {
      limit = setTimeout(resolve, LOOK_UP_LIMIT, 'silence');
    });
    const answer = this.#reverse(address).then(
      ([name]) => (name !== undefined && name.length <= LONGEST_NAME && HOST_NAME.test(name) ? name : null),
      (failure: NodeJS.ErrnoException) => (failure.code === 'ETIMEOUT' ? 'silence' : null),
    );
    const found = await Promise.race([answer, silence]);
    clearTimeout(limit);
    return found;
  }

  #remember(address: string, name: string | null): void {
    this.#names.set(address, name);
    if (this.#names.size > MOST_NAMES) this.#names.delete(this.#names.keys().next().value!);
    if (name !== null) this.#changed();
  }
}

function dnsReverse(): Reverse {
  const resolver = new Resolver({ timeout: LOOK_UP_LIMIT, tries: 1 });
  return (address) => resolver.reverse(address);
}

/** Exchanges summed up by who answered, who asked, or what was asked. */
import type { ConnectionRow } from '../connection/numbering.ts';
import type { ExchangeFacts } from './exchange-facts.ts';
import { patternOf } from './patterns.ts';

/** What exchanges are summed by. */
export const SERVICE_KEYS = ['server', 'client', 'host', 'pattern'] as const;
export type ServiceKey = (typeof SERVICE_KEYS)[number];

/** Keys told apart at most; what comes after them is summed under one name. */
const MOST_KEYS = 2000;
const OTHERS = '(others)';

export interface Service {
  readonly name: string;
  exchanges: number;
  errors: number;
  unanswered: number;
  readonly waits: Waits;
  requestBytes: number;
  replyBytes: number;
  readonly connections: Set<ConnectionRow>;
}

/** Text of a connection's end: "10.0.0.1:80"; without the port for clients, whose ports say nothing. */
export type EndText = (connection: ConnectionRow, side: 0 | 1, withPort: boolean) => string;

export class Services {
  readonly #by: ServiceKey;
  readonly #endText: EndText;
  readonly #services = new Map<string, Service>();

  constructor(by: ServiceKey, endText: EndText) {
    this.#by = by;
    this.#endText = endText;
  }

  /** Most time waited first. */
  get all(): readonly Service[] {
    return [...this.#services.values()].sort((one, other) => other.waits.total - one.waits.total);
  }

  add(facts: ExchangeFacts): void {
    const service = this.#serviceOf(this.#keyOf(facts));
    service.exchanges++;
    if (facts.failed) service.errors++;
    if (facts.state === 'unanswered') service.unanswered++;
    if (facts.wait !== null) service.waits.add(facts.wait);
    service.requestBytes += facts.requestBytes;
    service.replyBytes += facts.replyBytes;
    service.connections.add(facts.connection);
  }

  #serviceOf(wanted: string): Service {
    const name = this.#services.has(wanted) || this.#services.size < MOST_KEYS ? wanted : OTHERS;
    let service = this.#services.get(name);
    if (service === undefined) {
      const waits = new Waits();
      service = {
        name,
        exchanges: 0,
        errors: 0,
        unanswered: 0,
        waits,
        requestBytes: 0,
        replyBytes: 0,
        connections: new Set(),
      };
      this.#services.set(name, service);
    }
    return service;
  }

  #keyOf({ connection, client, protocol, host, words }: ExchangeFacts): string {
    const server = client === 0 ? 1 : 0;
    switch (this.#by) {
      case 'server':
        return `${this.#endText(connection, server, true)} ${protocol}`;
      case 'client':
        return this.#endText(connection, client, false);
      case 'host':
        return host ?? this.#endText(connection, server, false);
      case 'pattern':
        return patternOf(protocol, words);
    }
  }
}

/** Buckets for each doubling: a quantile is right within 2.2 %. */
const PER_DOUBLING = 16;
const DOUBLINGS = 44;

/** Waits, µs: how many there are of about which length, in the same memory however many. */
export class Waits {
  count = 0;
  total = 0;
  worst = 0;
  readonly #buckets = new Uint32Array(PER_DOUBLING * DOUBLINGS);

  add(micros: number): void {
    this.count++;
    this.total += micros;
    this.worst = Math.max(this.worst, micros);
    const bucket = Math.floor(PER_DOUBLING * Math.log2(Math.max(1, micros)));
    this.#buckets[Math.min(this.#buckets.length - 1, bucket)]++;
  }

  /** What this share of the waits (0 … 1) does not exceed, µs; null = there are none. */
  quantile(share: number): number | null {
    if (this.count === 0) return null;
    let left = Math.ceil(share * this.count);
    for (const [bucket, count] of this.#buckets.entries()) {
      left -= count;
      if (left <= 0) return Math.min(this.worst, 2 ** ((bucket + 0.5) / PER_DOUBLING));
    }
    return this.worst;
  }
}

/** Requests and what they were answered, out of units as they begin, grow and end. */
import type { Exchange, Side, Unit } from './unit.ts';

/** Requests without a reply that are remembered of a connection. */
const MOST_WAITING = 1024;

export class Exchanges {
  /** Exchanges that are not over, oldest first. */
  readonly waiting: Exchange[] = [];
  private readonly over: (exchange: Exchange) => void;
  /** What the unit belongs to that is open on a side. */
  private readonly open: [Exchange | null, Exchange | null] = [null, null];
  /** Those that have a number, by it, and their numbers. */
  private readonly byKey = new Map<number, Exchange>();
  private readonly keys = new Map<Exchange, number>();
  /** The exchange that the turns are at. */
  private talk: Exchange | null = null;

  constructor(over: (exchange: Exchange) => void) {
    this.over = over;
  }

  begin(unit: Unit, client: Side, key: number | null): void {
    this.open[unit.side] = this.exchangeOf(unit, client, key);
    this.change(unit);
  }

  /** The unit has grown, or more is known of it. */
  change(unit: Unit): void {
    const exchange = this.open[unit.side];
    if (exchange === null) return;
    if (unit.side === exchange.client) {
      exchange.askedMicros = unit.endMicros;
      if (unit.state !== 'open') exchange.requestBytes += unit.size;
    } else {
      if (unit.role !== 'interim') this.answered(exchange, unit);
      if (unit.state !== 'open') exchange.replyBytes += unit.size;
    }
    if (unit.state === 'open') return;
    this.open[unit.side] = null;
    if (unit.role === 'reply') this.finish(exchange, unit.state === 'whole' ? 'done' : 'cut');
  }

  /** Bytes are missing among which there may have been requests or replies. */
  lost(): void {
    this.abandon('unknown');
  }

  /** Nothing more will be said. */
  end(): void {
    this.abandon('unanswered');
  }

  private abandon(state: 'unknown' | 'unanswered'): void {
    for (const exchange of [...this.waiting]) {
      this.finish(exchange, exchange.reply === null ? state : exchange === this.talk ? 'done' : 'cut');
    }
    this.open.fill(null);
  }

  private exchangeOf(unit: Unit, client: Side, key: number | null): Exchange | null {
    switch (unit.role) {
      case 'notice':
        return null;
      case 'request':
        return (key === null ? undefined : this.byKey.get(key)) ?? this.ask(unit, client, key);
      case 'talk':
        return this.turnOf(unit, client);
      default:
        return (key === null ? this.waiting[0] : this.byKey.get(key)) ?? null;
    }
  }

  private turnOf(unit: Unit, client: Side): Exchange | null {
    if (unit.side !== client) return this.talk;
    if (this.talk !== null && this.talk.reply === null) return this.talk;
    if (this.talk !== null) this.finish(this.talk, 'done');
    this.talk = this.ask(unit, client, null);
    return this.talk;
  }

  private ask(request: Unit, client: Side, key: number | null): Exchange {
    const exchange: Exchange = {
      client,
      protocol: request.protocol,
      request,
      reply: null,
      askedMicros: request.endMicros,
      firstReplyMicros: null,
      lastReplyMicros: null,
      requestBytes: 0,
      replyBytes: 0,
      status: null,
      failed: false,
      state: 'waiting',
    };
    if (this.waiting.length >= MOST_WAITING) this.finish(this.waiting[0], 'unknown');
    this.waiting.push(exchange);
    if (key !== null) {
      this.byKey.set(key, exchange);
      this.keys.set(exchange, key);
    }
    return exchange;
  }

  private answered(exchange: Exchange, unit: Unit): void {
    exchange.reply ??= unit;
    exchange.firstReplyMicros ??= unit.micros;
    exchange.lastReplyMicros = unit.endMicros;
    exchange.status = unit.status ?? exchange.status;
    exchange.failed ||= unit.failed;
  }

  private finish(exchange: Exchange, state: Exchange['state']): void {
    const at = this.waiting.indexOf(exchange);
    if (at === -1) return;
    this.waiting.splice(at, 1);
    const key = this.keys.get(exchange);
    if (key !== undefined) this.byKey.delete(key);
    this.keys.delete(exchange);
    if (this.talk === exchange) this.talk = null;
    exchange.state = state;
    this.over(exchange);
  }
}

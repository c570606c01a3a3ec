/** Exchanges by the thousand: a column a fact, some 180 bytes an exchange, the newest kept. */
import { asRow } from '../connection/numbering.ts';
import type { ExchangeFacts } from '../stream/exchange-facts.ts';

/** Exchanges kept; of more, the oldest quarter is forgotten. */
const MOST_KEPT = 200_000;
const FORGOTTEN = MOST_KEPT / 4;
/** Characters kept of a request's words. */
const LONGEST_WORDS = 96;
/** Names told apart: statuses, hosts, protocols; what comes after them is no name. */
const MOST_NAMES = 60_000;

const STATES: readonly ExchangeFacts['state'][] = ['waiting', 'done', 'cut', 'unanswered', 'unknown'];
/** In place of a wait or a duration that is not known. */
const UNKNOWN = -1;

export class ExchangeTable {
  count = 0;
  /** Exchanges that were kept and are forgotten. */
  forgotten = 0;
  readonly #micros = new Float64Array(MOST_KEPT);
  readonly #wait = new Float64Array(MOST_KEPT);
  readonly #duration = new Float64Array(MOST_KEPT);
  readonly #requestBytes = new Float64Array(MOST_KEPT);
  readonly #replyBytes = new Float64Array(MOST_KEPT);
  readonly #connection = new Uint32Array(MOST_KEPT);
  readonly #packet = new Uint32Array(MOST_KEPT);
  readonly #protocol = new Uint16Array(MOST_KEPT);
  readonly #status = new Uint16Array(MOST_KEPT);
  readonly #host = new Uint16Array(MOST_KEPT);
  readonly #client = new Uint8Array(MOST_KEPT);
  readonly #state = new Uint8Array(MOST_KEPT);
  readonly #failed = new Uint8Array(MOST_KEPT);
  #words: string[] = [];
  readonly #names = new Names();

  add(facts: ExchangeFacts): void {
    if (this.count === MOST_KEPT) this.#forget();
    const at = this.count++;
    this.#micros[at] = facts.micros;
    this.#wait[at] = facts.wait ?? UNKNOWN;
    this.#duration[at] = facts.duration ?? UNKNOWN;
    this.#requestBytes[at] = facts.requestBytes;
    this.#replyBytes[at] = facts.replyBytes;
    this.#connection[at] = facts.connection;
    this.#packet[at] = facts.packet;
    this.#protocol[at] = this.#names.number(facts.protocol);
    this.#status[at] = this.#names.number(facts.status);
    this.#host[at] = this.#names.number(facts.host);
    this.#client[at] = facts.client;
    this.#state[at] = STATES.indexOf(facts.state);
    this.#failed[at] = Number(facts.failed);
    this.#words[at] = facts.words.slice(0, LONGEST_WORDS);
  }

  at(at: number): ExchangeFacts {
    const known = (value: number): number | null => (value === UNKNOWN ? null : value);
    return {
      connection: asRow(this.#connection[at]),
      client: this.#client[at] as 0 | 1,
      protocol: this.#names.text(this.#protocol[at]) ?? '',
      micros: this.#micros[at],
      packet: this.#packet[at],
      words: this.#words[at],
      host: this.#names.text(this.#host[at]),
      status: this.#names.text(this.#status[at]),
      failed: this.#failed[at] === 1,
      state: STATES[this.#state[at]],
      wait: known(this.#wait[at]),
      duration: known(this.#duration[at]),
      requestBytes: this.#requestBytes[at],
      replyBytes: this.#replyBytes[at],
    };
  }

  #forget(): void {
    for (const column of [
      this.#micros,
      this.#wait,
      this.#duration,
      this.#requestBytes,
      this.#replyBytes,
      this.#connection,
      this.#packet,
      this.#protocol,
      this.#status,
      this.#host,
      this.#client,
      this.#state,
      this.#failed,
    ]) {
      column.copyWithin(0, FORGOTTEN);
    }
    this.#words = this.#words.slice(FORGOTTEN);
    this.count -= FORGOTTEN;
    this.forgotten += FORGOTTEN;
  }
}

/** Words that come again and again, by number; 0 = none. */
class Names {
  readonly #texts: (string | null)[] = [null];
  readonly #numbers = new Map<string, number>();

  number(text: string | null): number {
    if (text === null) return 0;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#texts.length > MOST_NAMES) return 0;
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  text(number: number): string | null {
    return this.#texts[number];
  }
}

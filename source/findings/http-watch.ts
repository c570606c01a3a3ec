/** HTTP/1 in clear, as far as the rules ask: requests, status codes, bodies that are not whole. Heads only are read. */
import { bodyEnd, type HttpHead, header, httpHead } from '../stream/protocols/http1-message.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import { Tally } from './samples.ts';

const LAST_CHUNK = '0\r\n\r\n';
const METHODS = [
  'GET ',
  'POST ',
  'PUT ',
  'HEAD ',
  'DELETE ',
  'OPTIONS ',
  'PATCH ',
  'CONNECT ',
  'TRACE ',
  'PROPFIND ',
  'HTTP/1.',
];
/** Words of a target that ask for an answer when there is news, not at once. */
const WAITS_FOR_NEWS = /poll|watch|subscri|events?\b|stream|notif|comet|listen|wait/i;

/** A reply under way. */
export interface Body {
  /** Bytes still to come; null = until the last chunk. */
  left: number | null;
  total: number | null;
  packet: number;
}

/** What the client has asked and the server has not begun to answer. */
interface Request {
  method: string;
  /** Bytes of its own body still to come; null = until its last chunk. */
  left: number | null;
  /** It waits for "100 Continue" before it sends its body: since when, µs; null = it does not. */
  expectsSince: number | null;
}

export class HttpWatch {
  requests = 0;
  /** Replies by class of status; the error replies' packets. */
  readonly replies = new Tally();
  readonly clientErrors = new Tally();
  readonly serverErrors = new Tally();
  /** Requests whose target sounds like a long poll. */
  asksForNews = 0;
  /** Switched to another protocol, or a stream of events that ends when it likes. */
  endless = false;
  /** The reply that is not finished; null = none. */
  body: Body | null = null;
  /** Waits for a "100 Continue" that never came, total µs. */
  readonly uncontinued = new Tally();
  /** A plain-HTTP server's words for a TLS hello, or a TLS server's for plain HTTP. */
  wrongProtocol: { packet: number; words: string } | null = null;
  #request: Request | null = null;
  #method: string | null = null;
  /** Payload was cut or missing, so bodies cannot be followed. */
  #blind = false;
  #lastBytes = '';

  /** A whole request was sent and nothing has come back. */
  get awaitsReply(): boolean {
    return this.#request !== null && this.#request.left === 0;
  }

  /** Data of the client; `turn`: the server spoke before. */
  request({ micros, packet, length }: EvidenceSegment, start: Uint8Array, turn: boolean): void {
    if (startsLikeHttp(start) && !isHttpReply(start) && (turn || this.#request === null || this.#request.left === 0)) {
      this.#begin(start, length, micros);
      return;
    }
    const request = this.#request;
    if (request === null) return;
    if (request.expectsSince !== null) {
      this.uncontinued.add(packet, micros, micros - request.expectsSince);
      request.expectsSince = null;
    }
    if (request.left !== null) request.left = Math.max(0, request.left - length);
    else if (Buffer.from(start.subarray(-5)).toString('latin1') === LAST_CHUNK) request.left = 0;
  }

  #begin(start: Uint8Array, length: number, micros: number): void {
    this.requests++;
    const head = httpHead(start, 0);
    this.#method = Buffer.from(start.subarray(0, 10)).toString('latin1').split(' ')[0];
    this.#request = { method: this.#method, left: 0, expectsSince: null };
    if (head === null || head === 'partial') return;
    if (WAITS_FOR_NEWS.test(head.target)) this.asksForNews++;
    const end = bodyEnd(head, null);
    if (end.kind === 'chunked') this.#request.left = null;
    else if (end.kind === 'length') this.#request.left = Math.max(0, end.length - (length - head.length));
    const expects = /100-continue/i.test(header(head, 'expect') ?? '');
    if (expects && this.#request.left !== 0) this.#request.expectsSince = micros;
  }

  /** Data of the server. `whole`: nothing is missing of it, nor before it. True = it was HTTP. */
  reply(segment: EvidenceSegment, start: Uint8Array, turn: boolean, whole: boolean): boolean {
    if (this.body !== null && !whole) this.#blind = true;
    if (this.#blind) {
      this.body = null;
      if (turn) this.#blind = false;
    }
    if (this.body !== null && !turn) {
      this.#more(start, segment.length);
      return true;
    }
    if (!turn && this.body === null && this.requests > 0 && this.#request === null) return true;
    if (!startsLikeHttp(start)) {
      this.#request = null;
      return false;
    }
    this.#head(segment, start, whole);
    return true;
  }

  #head(segment: EvidenceSegment, start: Uint8Array, whole: boolean): void {
    const { length, packet, micros } = segment;
    const status = Number(Buffer.from(start.subarray(9, 12)).toString('latin1'));
    if (status === 100 && this.#request !== null) this.#request.expectsSince = null;
    if (status === 101) this.endless = true;
    if (status >= 101) this.#request = null;
    if (status >= 200) this.replies.add(packet, micros);
    if (status >= 400 && status < 500) this.clientErrors.add(packet, micros);
    if (status >= 500) this.serverErrors.add(packet, micros);
    if (status === 400) this.#plainWords(start, packet);
    this.body = null;
    const head = httpHead(start, 0);
    if (head === null || head === 'partial') return;
    if (isEndless(head)) this.endless = true;
    else if (whole) this.#body(head, start, segment);
    if (status === 100 && length > head.length) this.#head(segment, start.subarray(head.length), whole);
  }

  #body(head: HttpHead, start: Uint8Array, { length, packet }: EvidenceSegment): void {
    const end = bodyEnd(head, this.#method);
    this.#lastBytes = '';
    if (end.kind === 'length') this.body = { left: end.length, total: end.length, packet };
    else if (end.kind === 'chunked') this.body = { left: null, total: null, packet };
    if (this.body !== null) this.#more(start.subarray(head.length), length - head.length);
  }

  #more(bytes: Uint8Array, length: number): void {
    const body = this.body!;
    if (body.left !== null) {
      body.left -= length;
      if (body.left <= 0) this.body = null;
      return;
    }
    this.#lastBytes = (this.#lastBytes + Buffer.from(bytes.subarray(-5)).toString('latin1')).slice(-5);
    if (this.#lastBytes === LAST_CHUNK) this.body = null;
  }

  #plainWords(start: Uint8Array, packet: number): void {
    const words = Buffer.from(start.subarray(0, 600)).toString('latin1');
    if (/plain HTTP request|HTTP request to an HTTPS|HTTP request was sent to HTTPS/i.test(words)) {
      this.wrongProtocol ??= { packet, words: 'the TLS port was asked in plain HTTP' };
    }
  }
}

/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html. */
function isEndless(head: HttpHead): boolean {
  return /text\/event-stream|multipart\/x-mixed-replace|application\/grpc/i.test(header(head, 'content-type') ?? '');
}

function isHttpReply(start: Uint8Array): boolean {
  return Buffer.from(start.buffer, start.byteOffset, 7).toString('latin1') === 'HTTP/1.';
}

export function startsLikeHttp(start: Uint8Array): boolean {
  if (start.length < 12) return false;
  const words = Buffer.from(start.buffer, start.byteOffset, 12).toString('latin1');
  return METHODS.some((method) => words.startsWith(method));
}

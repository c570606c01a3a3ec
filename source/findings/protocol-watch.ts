/**
 * What the payload says in clear, as far as the rules ask: HTTP requests, status codes and unfinished bodies, TLS hellos and
 * alerts, error replies of line protocols. It looks at the beginning of messages only and keeps a few kilobytes at most.
 */
import { bodyEnd, httpHead } from '../stream/protocols/http1-message.ts';
import { type ClientHello, looksLikeTls, readTls, type ServerHello } from '../stream/protocols/tls-messages.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import { Tally } from './samples.ts';
import { TlsRecords } from './tls-records.ts';

/** Bytes of a TLS handshake that are kept of a side until its hello and alerts are read. */
const MOST_TLS_BYTES = 16 * 1024;
const LAST_CHUNK = '0\r\n\r\n';

export interface TlsAlert {
  side: 0 | 1;
  level: number;
  description: number;
  packet: number;
}

/** An HTTP reply under way. */
interface Body {
  /** Bytes still to come; null = until the last chunk. */
  left: number | null;
  total: number | null;
  packet: number;
}

export class ProtocolWatch {
  /** What the first bytes of each side look like. */
  readonly speaks: ['unknown' | 'tls' | 'http' | 'text' | 'other', 'unknown' | 'tls' | 'http' | 'text' | 'other'] = [
    'unknown',
    'unknown',
  ];
  httpRequests = 0;
  /** Replies by class of status; the error replies' packets. */
  readonly replies = new Tally();
  readonly clientErrors = new Tally();
  readonly serverErrors = new Tally();
  /** Replies like "550 denied" of SMTP and FTP, "-ERR", database errors. */
  readonly lineErrors = new Tally();
  lineReplies = 0;
  /** A plain-HTTP server's words for a TLS hello, or a TLS server's for plain HTTP. */
  wrongProtocol: { packet: number; words: string } | null = null;
  clientHello: (ClientHello & { side: 0 | 1; micros: number; packet: number; segments: number }) | null = null;
  serverHello: (ServerHello & { micros: number; packet: number }) | null = null;
  readonly alerts: TlsAlert[] = [];
  /** Each side's records; null = it does not speak TLS. */
  readonly records: [TlsRecords | null, TlsRecords | null] = [null, null];
  /** The reply that is not finished; null = none. */
  body: Body | null = null;
  /** Payload was cut or missing, so bodies cannot be followed. */
  private blind = false;
  private lastBytes = '';
  private readonly handshakes: [Buffer | null, Buffer | null] = [null, null];
  private readonly handshakeDone: [boolean, boolean] = [false, false];
  private method: string | null = null;

  /** New payload of a side, in order; `turn`: the other side spoke before. `inOrder`: nothing is missing before it. */
  data(segment: EvidenceSegment, client: 0 | 1, turn: boolean, inOrder: boolean): void {
    const { side, length, captured, bytes, payload } = segment;
    const whole = captured === length && inOrder;
    const start = bytes.subarray(payload, payload + captured);
    if (this.speaks[side] === 'unknown' && captured > 0) this.speaks[side] = firstWords(start);
    if (this.speaks[side] === 'tls') {
      this.records[side] ??= new TlsRecords();
      if (inOrder) this.records[side].add(start, length);
      else this.records[side].lost = true;
      if (!this.handshakeDone[side]) this.tls(segment, start, whole);
      return;
    }
    if (side === client) this.request(start, turn);
    else this.reply(segment, start, turn, whole);
  }

  private request(start: Uint8Array, turn: boolean): void {
    if (!turn || this.speaks.includes('tls')) return;
    if (!startsLikeHttp(start) || isHttpReply(start)) return;
    this.httpRequests++;
    this.method = Buffer.from(start.subarray(0, 10)).toString('latin1').split(' ')[0];
  }

  private reply(segment: EvidenceSegment, start: Uint8Array, turn: boolean, whole: boolean): void {
    const { length, packet, micros } = segment;
    if (this.body !== null && !whole) this.blind = true;
    if (this.blind) {
      this.body = null;
      if (turn) this.blind = false;
    }
    if (this.body !== null && !turn) {
      this.more(start, length);
      return;
    }
    if (!turn && this.body === null && this.httpRequests > 0) return;
    if (startsLikeHttp(start)) this.httpReply(segment, start, whole);
    else if (turn) this.lineReply(start, packet, micros);
  }

  private httpReply(segment: EvidenceSegment, start: Uint8Array, whole: boolean): void {
    const { length, packet, micros } = segment;
    const status = Number(Buffer.from(start.subarray(9, 12)).toString('latin1'));
    if (status >= 200) this.replies.add(packet, micros);
    if (status >= 400 && status < 500) this.clientErrors.add(packet, micros);
    if (status >= 500) this.serverErrors.add(packet, micros);
    if (status === 400) this.plainWords(start, packet);
    this.body = null;
    const head = httpHead(start, 0);
    if (head === null || head === 'partial' || !whole) return;
    const end = bodyEnd(head, this.method);
    this.lastBytes = '';
    if (end.kind === 'length') this.body = { left: end.length, total: end.length, packet };
    else if (end.kind === 'chunked') this.body = { left: null, total: null, packet };
    if (this.body !== null) this.more(start.subarray(head.length), length - head.length);
  }

  private more(bytes: Uint8Array, length: number): void {
    const body = this.body!;
    if (body.left !== null) {
      body.left -= length;
      if (body.left <= 0) this.body = null;
      return;
    }
    this.lastBytes = (this.lastBytes + Buffer.from(bytes.subarray(-5)).toString('latin1')).slice(-5);
    if (this.lastBytes === LAST_CHUNK) this.body = null;
  }

  private plainWords(start: Uint8Array, packet: number): void {
    const words = Buffer.from(start.subarray(0, 600)).toString('latin1');
    if (/plain HTTP request|HTTP request to an HTTPS|HTTP request was sent to HTTPS/i.test(words)) {
      this.wrongProtocol ??= { packet, words: 'the TLS port was asked in plain HTTP' };
    }
  }

  private lineReply(start: Uint8Array, packet: number, micros: number): void {
    const words = Buffer.from(start.subarray(0, 80)).toString('latin1');
    if (!/^(?:\d{3}[ -]|\+OK|-ERR|[+\-:$*][\w ]*\r\n)/.test(words)) return;
    this.lineReplies++;
    if (/^[45]\d\d[ -]|^-/.test(words)) this.lineErrors.add(packet, micros);
  }

  private tls(segment: EvidenceSegment, bytes: Uint8Array, whole: boolean): void {
    const { side, packet, micros } = segment;
    const before = this.handshakes[side];
    const seen = before === null ? Buffer.from(bytes) : Buffer.concat([before, bytes]);
    this.handshakes[side] = seen;
    let done = !whole || seen.length >= MOST_TLS_BYTES;
    for (const part of readTls(seen)) {
      if (part.kind === 'client hello')
        this.clientHello ??= { ...part, side, micros, packet, segments: before === null ? 1 : 2 };
      else if (part.kind === 'server hello') this.serverHello ??= { ...part, micros, packet };
      else if (part.kind === 'alert') this.alert(side, part.level, part.description, packet);
      else if (part.kind === 'change cipher spec' || part.kind === 'application data') done = true;
    }
    if (done) {
      this.handshakeDone[side] = true;
      this.handshakes[side] = null;
    }
  }

  private alert(side: 0 | 1, level: number, description: number, packet: number): void {
    const known = this.alerts.some((alert) => alert.side === side && alert.description === description);
    if (!known && this.alerts.length < 8) this.alerts.push({ side, level, description, packet });
  }
}

function firstWords(start: Uint8Array): 'tls' | 'http' | 'text' | 'other' {
  if (looksLikeTls(start)) return 'tls';
  if (startsLikeHttp(start)) return 'http';
  return start
    .subarray(0, 16)
    .every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13)
    ? 'text'
    : 'other';
}

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

function isHttpReply(start: Uint8Array): boolean {
  return Buffer.from(start.buffer, start.byteOffset, 7).toString('latin1') === 'HTTP/1.';
}

function startsLikeHttp(start: Uint8Array): boolean {
  if (start.length < 12) return false;
  const words = Buffer.from(start.buffer, start.byteOffset, 12).toString('latin1');
  return METHODS.some((method) => words.startsWith(method));
}

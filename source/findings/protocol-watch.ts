/**
 * What the payload says in clear, as far as the rules ask: HTTP (http-watch.ts), TLS hellos and alerts, error replies of line
 * protocols. It looks at the beginning of messages only and keeps a few kilobytes at most.
 */
import { type ClientHello, looksLikeTls, readTls, type ServerHello } from '../stream/protocols/tls-messages.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import { HttpWatch, startsLikeHttp } from './http-watch.ts';
import { Tally } from './samples.ts';
import { TlsRecords } from './tls-records.ts';

/** Bytes of a TLS handshake that are kept of a side until its hello and alerts are read. */
const MOST_TLS_BYTES = 16 * 1024;

export interface TlsAlert {
  side: 0 | 1;
  level: number;
  description: number;
  packet: number;
}

export class ProtocolWatch {
  /** What the first bytes of each side look like. */
  readonly speaks: ['unknown' | 'tls' | 'http' | 'text' | 'other', 'unknown' | 'tls' | 'http' | 'text' | 'other'] = [
    'unknown',
    'unknown',
  ];
  readonly http = new HttpWatch();
  /** Replies like "550 denied" of SMTP and FTP, "-ERR", database errors. */
  readonly lineErrors = new Tally();
  lineReplies = 0;
  clientHello: (ClientHello & { side: 0 | 1; micros: number; packet: number; segments: number }) | null = null;
  serverHello: (ServerHello & { micros: number; packet: number }) | null = null;
  readonly alerts: TlsAlert[] = [];
  /** Each side's records; null = it does not speak TLS. */
  readonly records: [TlsRecords | null, TlsRecords | null] = [null, null];
  readonly #handshakes: [Buffer | null, Buffer | null] = [null, null];
  readonly #handshakeDone: [boolean, boolean] = [false, false];

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
      if (!this.#handshakeDone[side]) this.#tls(segment, start, whole);
      return;
    }
    if (side === client) {
      if (!this.speaks.includes('tls')) this.http.request(segment, start, turn);
      return;
    }
    const isHttp = this.http.reply(segment, start, turn, whole);
    if (!isHttp && turn) this.#lineReply(start, segment.packet, segment.micros);
  }

  #lineReply(start: Uint8Array, packet: number, micros: number): void {
    const words = Buffer.from(start.subarray(0, 80)).toString('latin1');
    if (!/^(?:\d{3}[ -]|\+OK|-ERR|[+\-:$*][\w ]*\r\n)/.test(words)) return;
    this.lineReplies++;
    if (/^[45]\d\d[ -]|^-/.test(words)) this.lineErrors.add(packet, micros);
  }

  #tls(segment: EvidenceSegment, bytes: Uint8Array, whole: boolean): void {
    const { side, packet, micros } = segment;
    const before = this.#handshakes[side];
    const seen = before === null ? Buffer.from(bytes) : Buffer.concat([before, bytes]);
    this.#handshakes[side] = seen;
    let done = !whole || seen.length >= MOST_TLS_BYTES;
    for (const part of readTls(seen)) {
      if (part.kind === 'client hello')
        this.clientHello ??= { ...part, side, micros, packet, segments: before === null ? 1 : 2 };
      else if (part.kind === 'server hello') this.serverHello ??= { ...part, micros, packet };
      else if (part.kind === 'alert') this.#alert(side, part.level, part.description, packet);
      else if (part.kind === 'change cipher spec' || part.kind === 'application data') done = true;
    }
    if (done) {
      this.#handshakeDone[side] = true;
      this.#handshakes[side] = null;
    }
  }

  #alert(side: 0 | 1, level: number, description: number, packet: number): void {
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

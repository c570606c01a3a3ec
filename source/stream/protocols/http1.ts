/** HTTP/1 (RFC 9112): requests and replies in order, and what CONNECT or Upgrade make of the connection. */
import { unpack } from '../content/coding.ts';
import {
  type Body,
  type Described,
  type Detail,
  FOREIGN,
  last,
  more,
  type Opening,
  type Parser,
  type Protocol,
  part,
  type Recognition,
  type Step,
  unit,
  WAIT,
} from '../protocol.ts';
import type { End } from '../unit.ts';
import { bodyEnd, chunks, couldBecomeHttp, type HttpHead, header, httpHead, isHttpStart } from './http1-message.ts';

/** Requests without a reply whose method is remembered. */
const MOST_ASKED = 1024;
/** Longest line of a chunk's size or of a trailer, bytes. */
const LONGEST_LINE = 4096;
const LINE_BREAK = Buffer.from('\r\n');

/** What an end's next bytes are. */
type Place = 'head' | 'chunk' | 'trailer';

interface Asked {
  method: string;
  /** A reply may make the connection another protocol's. */
  maySwitch: boolean;
}

class Http1Parser implements Parser {
  private readonly place: Record<End, Place> = { client: 'head', server: 'head' };
  private asked: Asked[] = [];
  private hasSwitched = false;

  read(from: End, bytes: Uint8Array): Step {
    if (this.hasSwitched) return { kind: 'switch', to: null };
    switch (this.place[from]) {
      case 'head':
        return this.head(from, bytes);
      case 'chunk':
        return this.chunk(from, bytes);
      case 'trailer':
        return this.trailer(from, bytes);
    }
  }

  lost(from: End): void {
    this.place[from] = 'head';
    this.asked = [];
  }

  private head(from: End, bytes: Uint8Array): Step {
    if (from === 'client' && this.asked.at(-1)?.maySwitch) return WAIT;
    const head = httpHead(bytes, 0);
    if (head === 'partial') return more(bytes.length + 1);
    if (head === null || (head.kind === 'request') !== (from === 'client')) return FOREIGN;
    return head.kind === 'request' ? this.request(head) : this.reply(head);
  }

  private request(head: HttpHead): Step {
    const { method, target } = head;
    if (this.asked.length >= MOST_ASKED) this.asked.shift();
    this.asked.push({ method, maySwitch: method === 'CONNECT' || header(head, 'upgrade') !== null });
    const host = header(head, 'host');
    const about = { kind: 'request', role: 'request', words: `${method} ${target}` } as const;
    return this.message('client', head, null, host === null ? about : { ...about, host });
  }

  private reply(head: HttpHead): Step {
    const { status } = head;
    const words = head.startLine.replace(/^\S+ /, '');
    const about = { words, status: String(status), failed: status >= 400 };
    if (status >= 100 && status < 200 && status !== 101) {
      return unit(head.length, { ...about, kind: 'interim reply', role: 'interim' });
    }
    const asked = this.asked.shift() ?? null;
    this.hasSwitched = status === 101 || (asked?.method === 'CONNECT' && status >= 200 && status < 300);
    return this.message('server', head, asked?.method ?? null, { ...about, kind: 'reply', role: 'reply' });
  }

  private message(from: End, head: HttpHead, method: string | null, about: Parameters<typeof unit>[1]): Step {
    const end = this.hasSwitched ? { kind: 'none' as const } : bodyEnd(head, method);
    switch (end.kind) {
      case 'none':
        return unit(head.length, about);
      case 'length':
        return unit(head.length + end.length, about);
      case 'close':
        return unit(Number.POSITIVE_INFINITY, about);
      case 'chunked':
        this.place[from] = 'chunk';
        return part(head.length, about);
    }
  }

  private chunk(from: End, bytes: Uint8Array): Step {
    const line = lineOf(bytes);
    if (line === null) return bytes.length > LONGEST_LINE ? FOREIGN : more(bytes.length + 1);
    const size = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i.exec(line);
    if (size === null) return FOREIGN;
    const length = Number.parseInt(size[1], 16);
    if (length === 0) this.place[from] = 'trailer';
    return part(line.length + 2 + (length === 0 ? 0 : length + 2));
  }

  /** After the last chunk: trailer lines, if any, and an empty line. */
  private trailer(from: End, bytes: Uint8Array): Step {
    const line = lineOf(bytes);
    if (line === null) return bytes.length > LONGEST_LINE ? FOREIGN : more(bytes.length + 1);
    if (line !== '') return part(line.length + 2);
    this.place[from] = 'head';
    return last(2);
  }
}

/** Without its line break; null = it has not come. */
function lineOf(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LONGEST_LINE));
  const end = buffer.indexOf(LINE_BREAK);
  return end === -1 ? null : buffer.toString('latin1', 0, end);
}

function recogniseHttp({ client, server }: Opening): Recognition {
  const asks = beginning(client, 'request');
  const answers = beginning(server, 'response');
  if (asks === 'no' && client.length > 0) return 'no';
  if (asks === 'yes' || (client.length === 0 && answers === 'yes')) return 'yes';
  return asks === 'perhaps' || answers === 'perhaps' ? 'perhaps' : 'no';
}

function beginning(bytes: Uint8Array, kind: HttpHead['kind']): Recognition {
  if (bytes.length === 0) return 'no';
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const line = start.split('\n', 1)[0];
  if (isHttpStart(line, kind)) return 'yes';
  return line === start && couldBecomeHttp(line) ? 'perhaps' : 'no';
}

function describe({ bytes, size, role }: Described): Detail {
  const head = httpHead(bytes, 0);
  if (head === null || head === 'partial') throw new Error('not a whole head');
  return {
    title: role === 'request' ? 'HTTP request' : 'HTTP reply',
    lines: [head.startLine, ...head.headers.map(([name, value]) => `${name}: ${value}`)],
    body: size === head.length ? null : bodyOf(bytes.subarray(head.length), size - head.length, head),
  };
}

/** `length`: bytes of the body on the way, not all of which are at hand perhaps. */
function bodyOf(bytes: Uint8Array, length: number, head: HttpHead): Body {
  const notes: string[] = [];
  let plain = bytes;
  if (/\bchunked\b/i.test(header(head, 'transfer-encoding') ?? '')) {
    const body = chunks(bytes, 0);
    plain = Buffer.concat(body.data.map(([start, end]) => bytes.subarray(start, end)));
    if (body.state !== 'whole')
      notes.push(body.state === 'broken' ? '(the chunks are broken)' : '(the last chunk is missing)');
  } else if (bytes.length < length) {
    notes.push(`(${bytes.length} of ${length} bytes of the body)`);
  }
  const { bytes: unpacked, problem } = unpack(plain, header(head, 'content-encoding'));
  if (problem !== null) notes.push(problem);
  return { bytes: unpacked, type: header(head, 'content-type'), note: notes.length === 0 ? null : notes.join(' ') };
}

export const http1: Protocol = {
  name: 'http',
  title: 'HTTP/1',
  ports: [80, 8080, 8000, 3000, 8888],
  recognise: recogniseHttp,
  open: () => new Http1Parser(),
  describe,
};

/**
 * The requests and replies in both contents of a connection, by their place in the stream. What begins like one and goes wrong
 * (a request line without a version, a head that is cut) counts all the same, up to where the next one begins: else the
 * replies after it would be taken for those of other requests.
 */
import { bodyEnd, chunks, type HttpHead, header, httpHead } from '../stream/protocols/http1-message.ts';

export interface HttpUnit {
  head: HttpHead;
  /** Offsets in the stream: first byte, and behind the last one. */
  start: number;
  end: number;
  /** The body is there to its end. */
  whole: boolean;
}

export interface Exchange {
  request: HttpUnit;
  /** null: none was seen. */
  reply: HttpUnit | null;
}

/** How messages begin, at the start of a word. */
const BEGINS = {
  request: /(?<![\w-])(?:OPTIONS|GET|HEAD|POST|PUT|DELETE|TRACE|PATCH|CONNECT) /gi,
  response: /(?<![\w-])HTTP\/\d/g,
} as const;

/** Longest first line that is shown of a message that goes wrong. */
const LONGEST_LINE = 1000;

/** Requests with the replies to them, in order. */
export function exchanges(client: Buffer, server: Buffer): Exchange[] {
  const requests = unitsOf(client, 'request', []);
  const replies = unitsOf(
    server,
    'response',
    requests.map(({ head }) => head.method),
  );
  return requests.map((request, i) => ({ request, reply: replies[i] ?? null }));
}

/** `methods`: of the requests that the responses answer. Interim responses (RFC 9110 section 15.2) are stepped over. */
function unitsOf(bytes: Buffer, kind: HttpHead['kind'], methods: readonly string[]): HttpUnit[] {
  const text = bytes.toString('latin1');
  const units: HttpUnit[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = httpHead(bytes, at);
    if (head === null || head === 'partial' || head.kind !== kind) {
      const start = nextStart(text, at, kind);
      if (start === -1) break;
      if (start === at) units.push(wrong(text, at, kind));
      at = start > at ? start : units[units.length - 1].end;
      continue;
    }
    const claimed = unitEnd(bytes, at, head, methods[units.length] ?? null);
    const end = Math.min(bytes.length, claimed);
    if (head.status < 100 || head.status >= 200) units.push({ head, start: at, end, whole: end === claimed });
    at = end;
  }
  return units;
}

/** The first place from `from` on where a message may begin; -1 = none. */
function nextStart(text: string, from: number, kind: HttpHead['kind']): number {
  const begins = BEGINS[kind];
  begins.lastIndex = from;
  return begins.exec(text)?.index ?? -1;
}

/** What begins like a message and is none: as far as the next beginning behind its first line. */
function wrong(text: string, start: number, kind: HttpHead['kind']): HttpUnit {
  const lineEnd = text.indexOf('\n', start);
  const next = lineEnd === -1 ? -1 : nextStart(text, lineEnd + 1, kind);
  const end = next === -1 ? text.length : next;
  const startLine = text.slice(start, Math.min(lineEnd === -1 ? end : lineEnd, start + LONGEST_LINE)).trimEnd();
  const [first = '', second = ''] = startLine.split(' ');
  const words =
    kind === 'request' ? { status: 0, method: first, target: second } : { status: 0, method: '', target: '' };
  return { head: { startLine, kind, ...words, headers: [], length: end - start }, start, end, whole: false };
}

/** Infinity where the end cannot be found. */
function unitEnd(bytes: Buffer, start: number, head: HttpHead, method: string | null): number {
  const body = start + head.length;
  const end = bodyEnd(head, method);
  if (end.kind === 'none') return body;
  if (end.kind === 'length') return body + end.length;
  if (end.kind === 'close') return bytes.length;
  return chunks(bytes, body).end ?? Number.POSITIVE_INFINITY;
}

/** Content length and type as the reply's head has them; without a length there, the bytes behind the head. */
export function contentOf({ head, start, end }: HttpUnit): { length: number; type: string } {
  const length = header(head, 'content-length') ?? end - start - head.length;
  return { length: Number(length), type: header(head, 'content-type') ?? '-/-' };
}

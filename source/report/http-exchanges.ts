/** The requests and replies in both contents of a connection, by their place in the stream. */
import { bodyEnd, chunks, type HttpHead, header, httpHead } from '../stream/framers/http1.ts';

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

/** Where the next message may begin after bytes that are none. */
const NEXT = { request: /(?:OPTIONS|GET|HEAD|POST|PUT|DELETE|TRACE|PATCH|CONNECT) /gi, response: /HTTP\/\d/g } as const;

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
  const units: HttpUnit[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = httpHead(bytes, at);
    if (head === null || head === 'partial' || head.kind !== kind) {
      const next = nextStart(bytes, at + 1, kind);
      if (next === -1) break;
      at = next;
      continue;
    }
    const claimed = unitEnd(bytes, at, head, methods[units.length] ?? null);
    const end = Math.min(bytes.length, claimed);
    if (head.status < 100 || head.status >= 200) units.push({ head, start: at, end, whole: end === claimed });
    at = end;
  }
  return units;
}

function nextStart(bytes: Buffer, from: number, kind: HttpHead['kind']): number {
  const found = NEXT[kind][Symbol.matchAll](bytes.toString('latin1', from)).next();
  return found.done ? -1 : from + found.value.index;
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

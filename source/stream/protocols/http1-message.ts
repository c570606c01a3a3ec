/** HTTP/1 messages: head, then a body as long as the head says (RFC 9112 section 6.3). */

const STARTS = {
  request: /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40} \S{1,16000} HTTP\/1\.\d/,
  response: /^HTTP\/1\.\d \d{3}/,
} as const;
/** Longest head believed, bytes. */
const LONGEST_HEAD = 256 * 1024;
const LINE_BREAK = Buffer.from('\r\n');

export interface HttpHead {
  /** "GET / HTTP/1.1" or "HTTP/1.1 200 OK". */
  startLine: string;
  kind: 'request' | 'response';
  /** Status of a response, 0 for a request; method of a request. */
  status: number;
  method: string;
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  /** Bytes of the head with its empty line. */
  length: number;
}

/** The head that starts at `from`: null = not HTTP/1, 'partial' = its empty line has not come yet. */
export function httpHead(bytes: Uint8Array, from: number): HttpHead | 'partial' | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lineEnd = buffer.indexOf(10, from);
  const lineStop = lineEnd === -1 ? Math.min(bytes.length, from + 16_100) : lineEnd;
  const startLine = buffer.toString('latin1', from, lineStop).replace(/\r$/, '');
  if (!isHttpStart(startLine, 'request') && !isHttpStart(startLine, 'response'))
    return lineEnd === -1 && couldBecomeHttp(startLine) ? 'partial' : null;
  const end = headEnd(buffer, from);
  if (end === -1) return bytes.length - from > LONGEST_HEAD ? null : 'partial';

  const headers = buffer
    .toString('latin1', lineEnd + 1, end)
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      return colon === -1 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    });
  const [first, second] = startLine.split(' ');
  const response = startLine.startsWith('HTTP/');
  return {
    startLine,
    kind: response ? 'response' : 'request',
    status: response ? Number(second) : 0,
    method: response ? '' : first,
    target: response ? '' : second,
    headers,
    length: end - from,
  };
}

/** After the empty line, which may lack its CR (RFC 9112 section 2.2); -1 = it has not come. Looks no further than that. */
function headEnd(buffer: Buffer, from: number): number {
  for (let at = from; at < buffer.length; at++) {
    if (buffer[at] !== 10) continue;
    if (buffer[at + 1] === 10) return at + 2;
    if (buffer[at + 1] === 13 && buffer[at + 2] === 10) return at + 3;
  }
  return -1;
}

/** Is it the first line of a message? */
export function isHttpStart(line: string, kind: HttpHead['kind']): boolean {
  return STARTS[kind].test(line);
}

/** May it be the beginning of such a line? */
export function couldBecomeHttp(text: string): boolean {
  return /^(?:HTTP\/[\d. ]*|[A-Z]{1,20}(?: \S*(?: H?T?T?P?\/?[\d.]*)?)?)$/.test(text);
}

/** The value of a header, lower-case name; several are joined by commas. */
export function header(head: HttpHead, name: string): string | null {
  const values = head.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? null : values.join(', ');
}

/** How the body's end is told. */
export type BodyEnd = { kind: 'none' } | { kind: 'length'; length: number } | { kind: 'chunked' } | { kind: 'close' };

/** RFC 9112 section 6.3. `method`: of the request that a response answers, where known. */
export function bodyEnd(head: HttpHead, method: string | null): BodyEnd {
  const bodiless = head.status === 204 || head.status === 304 || (head.status >= 100 && head.status < 200);
  if (head.kind === 'response' && (bodiless || method === 'HEAD')) return { kind: 'none' };
  if (/\bchunked\b/i.test(header(head, 'transfer-encoding') ?? '')) return { kind: 'chunked' };
  const length = header(head, 'content-length');
  if (length !== null && /^\d{1,15}(?:, *\d+)*$/.test(length))
    return { kind: 'length', length: Number.parseInt(length, 10) };
  return head.kind === 'request' ? { kind: 'none' } : { kind: 'close' };
}

export interface Chunks {
  /** Ranges of the chunks' data. */
  data: [number, number][];
  /** null = not whole yet, or broken. */
  end: number | null;
  state: 'whole' | 'partial' | 'broken';
  /** Where the chunk begins that is not whole, or is the last. */
  last: number;
}

/** One chunked body from `from`, where one of its chunks begins. */
export function chunks(bytes: Uint8Array, from: number): Chunks {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: [number, number][] = [];
  for (let at = from; ; ) {
    const lineEnd = buffer.indexOf(LINE_BREAK, at);
    if (lineEnd === -1) return { data, end: null, state: bytes.length - at > 4096 ? 'broken' : 'partial', last: at };
    const size = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i.exec(buffer.toString('latin1', at, Math.min(lineEnd, at + 4096)));
    if (size === null) return { data, end: null, state: 'broken', last: at };
    const length = Number.parseInt(size[1], 16);
    const start = lineEnd + 2;
    if (length === 0) {
      const end = trailerEnd(buffer, start);
      return { data, end, state: end === null ? 'partial' : 'whole', last: at };
    }
    if (start + length > bytes.length) {
      if (start < bytes.length) data.push([start, bytes.length]);
      return { data, end: null, state: 'partial', last: at };
    }
    data.push([start, start + length]);
    at = start + length + 2;
  }
}

/** After the last chunk: trailer lines, if any, and an empty line. */
function trailerEnd(buffer: Buffer, from: number): number | null {
  for (let at = from; ; ) {
    const lineEnd = buffer.indexOf(LINE_BREAK, at);
    if (lineEnd === -1) return null;
    if (lineEnd === at) return lineEnd + 2;
    at = lineEnd + 2;
  }
}

/** HTTP/1: heads as they are, bodies de-chunked, unpacked and shown by what they are. */
import { unpack } from '../content/coding.ts';
import { jsonMessage, xmlMessage } from '../content/structured.ts';
import { textMessage } from '../content/text.ts';
import { bodyEnd, chunks, type HttpHead, header, httpHead } from '../protocols/http1-message.ts';
import { safeText, textShare } from '../safe-text.ts';
import type { Decoder } from './decoder.ts';

/** Messages shown of one turn (pipelined requests). */
const MOST_MESSAGES = 100;

export const http: Decoder = {
  name: 'HTTP/1',
  priority: 100,
  decode({ bytes, missing }) {
    const lines: string[] = [];
    let title = '';
    let at = 0;
    for (let shown = 0; at < bytes.length && shown < MOST_MESSAGES; shown++) {
      const head = httpHead(bytes, at);
      if (head === null || head === 'partial') break;
      title ||= head.kind === 'request' ? 'HTTP request' : 'HTTP response';
      if (shown > 0) lines.push('');
      lines.push(safeText(head.startLine), ...head.headers.map(([name, value]) => safeText(`${name}: ${value}`)));
      const body = readBody(bytes, at + head.length, head);
      if (body.bytes.length > 0 || body.note !== null) lines.push('', ...bodyLines(head, body));
      at = body.end;
    }
    if (title === '') return null;
    if (at < bytes.length) lines.push('', `(${bytes.length - at} more bytes that are no HTTP message)`);
    if (missing > 0) lines.push('', `(${missing} bytes are not shown)`);
    return { title, lines };
  },
};

interface Body {
  bytes: Uint8Array;
  /** Offset after it. */
  end: number;
  note: string | null;
}

function readBody(bytes: Uint8Array, from: number, head: HttpHead): Body {
  const end = bodyEnd(head, null);
  const rest = bytes.length - from;
  switch (end.kind) {
    case 'none':
      return { bytes: new Uint8Array(0), end: from, note: null };
    case 'length': {
      const note = end.length > rest ? `(${rest} of ${end.length} bytes of the body)` : null;
      const stop = from + Math.min(rest, end.length);
      return { bytes: bytes.subarray(from, stop), end: stop, note };
    }
    case 'close':
      return { bytes: bytes.subarray(from), end: bytes.length, note: null };
    case 'chunked': {
      const body = chunks(bytes, from);
      const joined = Buffer.concat(body.data.map(([start, stop]) => bytes.subarray(start, stop)));
      const notes = { whole: null, partial: '(the last chunk is missing)', broken: '(the chunks are broken)' };
      return { bytes: joined, end: body.end ?? bytes.length, note: notes[body.state] };
    }
  }
}

function bodyLines(head: HttpHead, body: Body): string[] {
  const { bytes, problem } = unpack(body.bytes, header(head, 'content-encoding'));
  const type = header(head, 'content-type') ?? '';
  const label = /charset="?([\w.:-]+)/i.exec(type)?.[1] ?? null;
  const notes = [body.note, problem].filter((note) => note !== null);
  const decoded =
    jsonMessage(bytes) ??
    xmlMessage(bytes, label) ??
    (/^text\/|json|xml|javascript|urlencoded/i.test(type) || textShare(bytes.subarray(0, 4096)) >= 0.9
      ? textMessage(bytes, label)
      : null);
  return [...notes, ...(decoded?.lines ?? [`(${bytes.length} bytes of ${safeText(type) || 'binary data'})`])];
}

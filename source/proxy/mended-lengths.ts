/** An HTTP/1 message that was edited says again how long its body is (RFC 9112 section 6): by Content-Length, or chunk by chunk. */
import { bodyEnd, chunks, type HttpHead, header, httpHead } from '../stream/protocols/http1-message.ts';

const SIZE_LINE = /([0-9a-f]{1,8})([ \t]*(?:;[^\r\n]*)?)\r?\n/iy;
const NEXT_SIZE_LINE = /\r?\n(?=[0-9a-f]{1,8}[ \t]*(?:;[^\r\n]*)?\r?\n)/gi;

/** As edited where either is no HTTP/1 message, or the original held more than one. */
export function withMendedLengths(original: Buffer, edited: Buffer): Buffer {
  const before = httpHead(original, 0);
  const after = httpHead(edited, 0);
  if (before === null || before === 'partial' || after === null || after === 'partial') return edited;
  const body = edited.subarray(after.length);
  switch (bodyEnd(before, null).kind) {
    case 'chunked': {
      const isWhole = chunks(original, before.length).end === original.length;
      return isWhole ? Buffer.concat([edited.subarray(0, after.length), inChunks(body)]) : edited;
    }
    case 'length': {
      const length = Number.parseInt(header(before, 'content-length') as string, 10);
      const had = original.length - before.length;
      return had <= length ? withLength(edited, after, length + body.length - had) : edited;
    }
    case 'none':
      return before.kind === 'request' && body.length > 0 ? withLength(edited, after, body.length) : edited;
    case 'close':
      return edited;
  }
}

function withLength(message: Buffer, { length, startLine }: HttpHead, body: number): Buffer {
  const head = message.toString('latin1', 0, length);
  const line = `Content-Length: ${body}`;
  const told = head.replace(/^content-length:[^\r\n]*/im, line);
  const mended = /^content-length:/im.test(told) ? told : head.replace(startLine, `${startLine}\r\n${line}`);
  return Buffer.concat([Buffer.from(mended, 'latin1'), message.subarray(length)]);
}

/** Sizes of edited chunks are wrong: a chunk whose size does not fit ends where the next line looks like a size. */
function inChunks(body: Buffer): Buffer {
  const text = body.toString('latin1');
  let mended = '';
  for (let at = 0; ; ) {
    SIZE_LINE.lastIndex = at;
    const line = SIZE_LINE.exec(text);
    if (line === null) return body;
    const [whole, digits, extension] = line;
    const start = at + whole.length;
    const size = Number.parseInt(digits, 16);
    if (size === 0) return Buffer.from(mended + text.slice(at), 'latin1');
    const end = fits(text, start + size) ? start + size : nextChunk(text, start);
    if (end === null) return body;
    mended += `${(end - start).toString(16)}${extension}\r\n${text.slice(start, end)}\r\n`;
    at = end + (text[end] === '\r' ? 2 : 1);
  }
}

function fits(text: string, end: number): boolean {
  const lineBreak = /\r?\n/y;
  lineBreak.lastIndex = end;
  SIZE_LINE.lastIndex = end + (lineBreak.exec(text)?.[0].length ?? 0);
  return SIZE_LINE.lastIndex > end && SIZE_LINE.test(text);
}

function nextChunk(text: string, from: number): number | null {
  NEXT_SIZE_LINE.lastIndex = from;
  return NEXT_SIZE_LINE.exec(text)?.index ?? null;
}

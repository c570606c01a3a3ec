/** HTTP/1 messages without knowledge of the other side. */
import { bodyEnd, chunks, httpHead } from '../protocols/http1-message.ts';
import type { Frame, Framer } from './framer.ts';

/** Responses to HEAD cannot be told from others without their request: they are taken to have their body. */
export const http1: Framer = {
  name: 'http',
  frame(bytes, from, seen = 0): Frame {
    const head = httpHead(bytes, from);
    if (head === null) return { kind: 'foreign' };
    if (head === 'partial') return { kind: 'partial', least: bytes.length - from + 1 };
    const end = bodyEnd(head, null);
    if (end.kind === 'none') return { kind: 'unit', length: head.length };
    if (end.kind === 'close') return { kind: 'rest' };
    if (end.kind === 'length') {
      const length = head.length + end.length;
      return length <= bytes.length - from ? { kind: 'unit', length } : { kind: 'partial', least: length };
    }
    const body = chunks(bytes, from + Math.max(head.length, seen));
    if (body.state === 'broken') return { kind: 'rest' };
    return body.end === null
      ? { kind: 'partial', least: bytes.length - from + 1, seen: body.last - from }
      : { kind: 'unit', length: body.end - from };
  },
};

/** Protocols of lines: what SMTP, FTP, POP3 and IMAP have in common. */
import type { Recognition } from '../protocol.ts';

/** Longest line that is believed, bytes. */
const LONGEST_LINE = 64 * 1024;

export interface Line {
  /** Without its line break. */
  text: string;
  /** Bytes with it. */
  length: number;
}

/** The line that starts at `from`; `partial`: its end has not come; null = none of these protocols has such a line. */
export function lineAt(bytes: Uint8Array, from: number): Line | 'partial' | null {
  const end = bytes.indexOf(10, from);
  const stop = end === -1 ? bytes.length : end;
  if (stop - from > LONGEST_LINE) return null;
  if (end === -1) return isText(bytes, from, Math.min(bytes.length, from + 64)) ? 'partial' : null;
  if (!isText(bytes, from, Math.min(stop, from + 64))) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, stop - from).toString('utf8');
  return { text: text.endsWith('\r') ? text.slice(0, -1) : text, length: stop + 1 - from };
}

function isText(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte < 0x20 ? byte !== 9 && byte !== 13 && byte !== 10 : byte === 0x7f) return false;
  }
  return true;
}

/** Bytes of a line that tell as much as the whole line. */
const TELLING_BYTES = 16;

/** Does the first line match? `perhaps` while too little of it, or nothing, has come. */
export function firstLineIs(bytes: Uint8Array, pattern: RegExp): Recognition {
  if (bytes.length === 0) return 'perhaps';
  const line = lineAt(bytes, 0);
  if (line === null) return 'no';
  if (line === 'partial' && bytes.length < TELLING_BYTES) return 'perhaps';
  const text = line === 'partial' ? Buffer.from(bytes.subarray(0, 256)).toString('latin1') : line.text;
  return pattern.test(text) ? 'yes' : 'no';
}

/** Both ends speak so: the one that has spoken decides, both together if both have. */
export function both(client: Recognition, server: Recognition): Recognition {
  if (client === 'no' || server === 'no') return 'no';
  return client === 'yes' && server === 'yes' ? 'yes' : 'perhaps';
}

/** A reply of three digits, of several lines perhaps ("250-…"), as SMTP and FTP have it (RFC 959 section 4.2). */
export interface NumberedReply {
  code: number;
  /** Of its first line, after the code. */
  text: string;
  /** Bytes of all its lines. */
  length: number;
}

export function numberedReply(bytes: Uint8Array): NumberedReply | 'partial' | null {
  const first = lineAt(bytes, 0);
  if (first === null || first === 'partial') return first;
  const begins = /^(\d{3})(?:([ -])(.*))?$/.exec(first.text);
  if (begins === null) return null;
  const [, code, mark, text = ''] = begins;
  const reply = { code: Number(code), text };
  let { length } = first;
  for (let isLast = mark !== '-'; !isLast; ) {
    const next = lineAt(bytes, length);
    if (next === null || next === 'partial') return next;
    length += next.length;
    isLast = next.text === code || next.text.startsWith(`${code} `);
  }
  return { ...reply, length };
}

/** Index after the line with a single dot that ends a text (RFC 5321 section 4.1.1.4), -1 = it has not come. */
export function dotEnd(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.subarray(0, 3).toString('latin1') === '.\r\n') return 3;
  const at = buffer.indexOf('\r\n.\r\n');
  return at === -1 ? -1 : at + 5;
}

/** Bytes of a text that can be passed over without missing such an end that is not whole yet. */
export const beforeDot = (bytes: Uint8Array): number => bytes.length - 4;

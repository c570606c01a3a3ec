/** PostgreSQL's messages, https://www.postgresql.org/docs/current/protocol-message-formats.html. */
import { decodeUtf8 } from '../safe-text.ts';

/** Bytes of a message before its content: type and length. */
export const HEAD = 5;

/** What a connection may begin with, by its code: such messages have no type. */
export const Opening = { startup: 196_608, cancel: 80_877_102, ssl: 80_877_103, gss: 80_877_104 } as const;
const OPENINGS: readonly number[] = Object.values(Opening);
const LONGEST_OPENING = 10_000;

export const FROM_CLIENT: Readonly<Record<string, string>> = {
  Q: 'Query',
  P: 'Parse',
  B: 'Bind',
  E: 'Execute',
  D: 'Describe',
  C: 'Close',
  S: 'Sync',
  H: 'Flush',
  X: 'Terminate',
  p: 'password or SASL answer',
  d: 'CopyData',
  c: 'CopyDone',
  f: 'CopyFail',
  F: 'FunctionCall',
};
export const FROM_SERVER: Readonly<Record<string, string>> = {
  R: 'Authentication',
  S: 'ParameterStatus',
  K: 'BackendKeyData',
  Z: 'ReadyForQuery',
  T: 'RowDescription',
  D: 'DataRow',
  C: 'CommandComplete',
  E: 'ErrorResponse',
  N: 'NoticeResponse',
  1: 'ParseComplete',
  2: 'BindComplete',
  3: 'CloseComplete',
  n: 'NoData',
  t: 'ParameterDescription',
  I: 'EmptyQueryResponse',
  A: 'NotificationResponse',
  G: 'CopyInResponse',
  H: 'CopyOutResponse',
  d: 'CopyData',
  c: 'CopyDone',
  s: 'PortalSuspended',
  V: 'FunctionCallResponse',
  v: 'NegotiateProtocolVersion',
};

/** Code and length of an opening message; `partial`: not to be told yet; null = it is none. */
export function openingOf(bytes: Uint8Array): { code: number; length: number } | 'partial' | null {
  if (bytes[0] !== 0) return null;
  if (bytes.length < 8) return 'partial';
  const view = viewOf(bytes);
  const [length, code] = [view.getUint32(0), view.getUint32(4)];
  // Minor versions after 3.0 are negotiated.
  const isKnown = OPENINGS.includes(code) || (code > Opening.startup && code < Opening.startup + 100);
  return length >= 8 && length <= LONGEST_OPENING && isKnown ? { code, length } : null;
}

export interface Message {
  type: string;
  /** Its name. */
  name: string;
  /** Bytes of all of it. */
  length: number;
}

/** The message that begins at `from`; `partial`: its head has not come; null = it is none. */
export function messageAt(
  bytes: Uint8Array,
  from: number,
  names: Readonly<Record<string, string>>,
): Message | 'partial' | null {
  const type = String.fromCharCode(bytes[from]);
  if (!Object.hasOwn(names, type)) return null;
  if (bytes.length - from < HEAD) return 'partial';
  const length = viewOf(bytes).getUint32(from + 1);
  return length < 4 || length > 2 ** 30 ? null : { type, name: names[type], length: 1 + length };
}

/** NUL-terminated strings, at most 100. */
export function strings(bytes: Uint8Array): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length && found.length < 100; ) {
    const end = bytes.indexOf(0, at);
    const stop = end === -1 ? bytes.length : end;
    if (stop > at) found.push(decodeUtf8(bytes.subarray(at, Math.min(stop, at + 4096))));
    at = stop + 1;
  }
  return found;
}

/** Fields of an ErrorResponse or NoticeResponse by their letters: S(everity), C(ode), M(essage), D(etail), H(int). */
export function errorFields(content: Uint8Array): Readonly<Record<string, string>> {
  return Object.fromEntries(strings(content).map((field) => [field[0], field.slice(1)]));
}

/** "ERROR 42P01", and with its message. */
export function errorWords(content: Uint8Array): { status: string; words: string } {
  const { V, S = '', C = '', M = '' } = errorFields(content);
  const status = `${V ?? S} ${C}`;
  return { status, words: `${status} ${M}` };
}

/** Columns of a DataRow as text, at most 100. */
export function columns(content: Uint8Array): string[] {
  const view = viewOf(content);
  const found: string[] = [];
  for (let at = 2; at + 4 <= content.length && found.length < 100; ) {
    const length = view.getInt32(at);
    at += 4;
    found.push(length < 0 ? 'NULL' : decodeUtf8(content.subarray(at, at + Math.min(length, 256))));
    at += Math.max(0, length);
  }
  return found;
}

/** Names of a RowDescription's columns, at most 100. */
export function columnNames(content: Uint8Array): string[] {
  const found: string[] = [];
  for (let at = 2; at < content.length && found.length < 100; ) {
    const end = content.indexOf(0, at);
    if (end === -1) break;
    found.push(decodeUtf8(content.subarray(at, end)));
    at = end + 1 + 18;
  }
  return found;
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

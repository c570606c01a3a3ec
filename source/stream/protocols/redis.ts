/** Redis commands and replies (RESP2 and RESP3), https://redis.io/docs/latest/develop/reference/protocol-spec/. */
import {
  type About,
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
} from '../protocol.ts';
import { decodeUtf8 } from '../safe-text.ts';
import type { End } from '../unit.ts';
import { type RespToken, RespValue, respToken } from './resp.ts';

/** Bytes of a value that are waited for before something is said of it. */
const ENOUGH = 1024;
const LONGEST_INLINE = 64 * 1024;
/** Lines of a value's description, and bytes of a string in it. */
const MOST_LINES = 10_000;
const LONGEST_STRING = 4096;

/** Commands whose next word says what they do. */
const CONTAINERS = new Set(
  ['ACL', 'CLIENT', 'CLUSTER', 'COMMAND', 'CONFIG', 'DEBUG', 'FUNCTION', 'LATENCY', 'MEMORY', 'MODULE'].concat([
    'OBJECT',
    'PUBSUB',
    'SCRIPT',
    'SLOWLOG',
    'XGROUP',
    'XINFO',
  ]),
);
/** What a server sends in RESP2 to those who have subscribed. */
const PUSHED = new Set(['message', 'pmessage', 'smessage']);

class RedisParser implements Parser {
  /** Values that are not whole yet. */
  private readonly open: Record<End, RespValue | null> = { client: null, server: null };

  read(from: End, bytes: Uint8Array): Step {
    const before = this.open[from];
    if (before === null && from === 'client' && isLetter(bytes[0])) return inline(bytes);
    const value = before ?? new RespValue();
    const taken = value.read(bytes);
    if (taken === -1) return FOREIGN;
    if (taken === 0) return more(bytes.length + 1);
    if (before === null && bytes.length < Math.min(ENOUGH, taken)) return more(Math.min(ENOUGH, taken));
    if (before === null && bytes.length < ENOUGH && !value.isWhole) return more(bytes.length + 1);
    this.open[from] = value.isWhole ? null : value;
    const about = before === null ? aboutOf(from, value) : {};
    return value.isWhole ? last(taken, about) : part(taken, about);
  }

  lost(from: End): void {
    this.open[from] = null;
  }
}

function inline(bytes: Uint8Array): Step {
  const end = bytes.indexOf(10);
  if (end === -1) return bytes.length > LONGEST_INLINE ? FOREIGN : more(bytes.length + 1);
  const words = decodeUtf8(bytes.subarray(0, end)).trim();
  return unit(end + 1, { kind: 'command', role: 'request', words: commandWords(words.split(/ +/, 4)) });
}

function aboutOf(from: End, value: RespValue): About {
  const { kind, text, parts } = value.first!;
  const { words } = value;
  if (from === 'client') return { kind: 'command', role: 'request', words: commandWords(words) };
  if (kind === '>' || PUSHED.has(words[0])) return { kind: 'push', role: 'notice', words: words.join(' ') };
  const reply = { kind: 'reply', role: 'reply' } as const;
  switch (kind) {
    case '-':
      return { ...reply, words: `ERROR ${text}`, status: `ERROR ${text.split(' ', 1)[0]}`, failed: true };
    case '!':
      return { ...reply, words: `ERROR ${words[0]}`, status: `ERROR ${words[0]?.split(' ', 1)[0]}`, failed: true };
    case '+':
      return { ...reply, words: text, status: text };
    case '$':
    case '=':
      return { ...reply, words: text === '-1' ? '(nil)' : (words[0] ?? '') };
    case '_':
      return { ...reply, words: '(nil)' };
    case '*':
    case '~':
    case '%':
      return { ...reply, words: text === '-1' ? '(nil)' : listWords(kind === '%' ? parts / 2 : parts, words) };
    default:
      return { ...reply, words: text };
  }
}

const listWords = (count: number, words: readonly string[]): string =>
  count > 0 && count === words.length ? words.join(' ') : `(${count} ${count === 1 ? 'value' : 'values'})`;

/** "SET k", "CONFIG GET maxmemory": the name and what it is about. */
function commandWords(words: readonly string[]): string {
  const name = (words[0] ?? '').toUpperCase();
  if (name === 'AUTH' || name === 'HELLO') return name;
  return [name, ...words.slice(1, CONTAINERS.has(name) ? 3 : 2)].join(' ');
}

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

function recogniseRedis({ client, server }: Opening): Recognition {
  const start = Buffer.from(client.subarray(0, 64)).toString('latin1');
  const answer = Buffer.from(server.subarray(0, 64)).toString('latin1');
  if (/^\*\d{1,6}\r\n\$\d{1,9}\r\n/.test(start)) return 'yes';
  if (start === '' ? !/^[+\-:$*_#,%~>]/.test(answer) : !/^(?:\*[\d\r\n$]*|[a-z]+(?: .*)?\r?\n?.*)$/is.test(start))
    return 'no';
  return answer === '' || /^[+\-:$*_#,%~>]/.test(answer) ? 'perhaps' : 'no';
}

function describe({ bytes, kind }: Described): Detail {
  const lines: string[] = [];
  const reader = { bytes, at: 0 };
  if (isLetter(bytes[0])) lines.push(decodeUtf8(bytes).trimEnd());
  else if (!tell(reader, lines, 0)) lines.push('(the value is not whole)');
  return { title: `Redis ${kind}`, lines, body: null };
}

interface Reader {
  bytes: Uint8Array;
  at: number;
}

/** Writes the next value down, its parts indented; false = it is not whole, or there are too many lines. */
function tell(reader: Reader, lines: string[], depth: number): boolean {
  if (lines.length >= MOST_LINES || reader.at >= reader.bytes.length) return false;
  const token = respToken(reader.bytes, reader.at);
  if (token === null || token === 'partial') return false;
  const from = reader.at + token.length;
  reader.at = from + token.bulk;
  const indent = '  '.repeat(depth);
  if (token.parts === 0) {
    lines.push(indent + valueText(token, reader.bytes.subarray(from, from + token.bulk)));
    return reader.at <= reader.bytes.length;
  }
  if (depth > 0) lines.push(`${indent}(${token.parts} values)`);
  for (let rest = token.parts; rest > 0; rest--) if (!tell(reader, lines, depth + 1)) return false;
  return true;
}

function valueText({ kind, text, bulk }: RespToken, bytes: Uint8Array): string {
  if (kind === '-') return `error: ${text}`;
  if (kind === '_' || (text === '-1' && '$*'.includes(kind))) return '(nil)';
  if (bulk === 0) return '*~%>'.includes(kind) ? '(empty)' : text;
  const string = bytes.subarray(0, Math.min(bulk - 2, LONGEST_STRING));
  return bulk - 2 > LONGEST_STRING ? `${decodeUtf8(string)} … (${bulk - 2} bytes)` : decodeUtf8(string);
}

export const redis: Protocol = {
  name: 'redis',
  title: 'Redis',
  ports: [6379, 6380, 26379],
  recognise: recogniseRedis,
  open: () => new RedisParser(),
  describe,
};

/**
 * PostgreSQL, https://www.postgresql.org/docs/current/protocol-flow.html. What the client sends up to a Sync is one unit, and
 * what the server answers up to ReadyForQuery another: people ask for a query and its result, not for rows and descriptions.
 */
import {
  type About,
  type Described,
  type Detail,
  type Opening as FirstBytes,
  FOREIGN,
  more,
  type Parser,
  type Protocol,
  type Recognition,
  type Step,
  unit,
  WAIT,
} from '../protocol.ts';
import type { End } from '../unit.ts';
import {
  columnNames,
  columns,
  errorFields,
  errorWords,
  FROM_CLIENT,
  FROM_SERVER,
  HEAD,
  type Message,
  messageAt,
  Opening,
  openingOf,
  strings,
} from './postgresql-message.ts';

/** Bytes of a message's content that are looked at for its words. */
const ENOUGH = 1024;
const MOST_LINES = 5000;

/** Messages of an open unit whose content says something. */
const TELLING = { client: 'QPF', server: 'ECNRSA' } as const;
/** Messages that end what an end has to say for now. */
const FINAL = { client: 'QSXpF', server: 'ZG' } as const;

class PostgresParser implements Parser {
  private hasBegun = false;
  /** It has asked for encryption, and a single byte is the answer. */
  private isAsking = false;
  private hasSwitched = false;
  /** An end is in the middle of a unit. */
  private readonly isOpen: Record<End, boolean> = { client: false, server: false };
  /** What the open reply says so far: "INSERT 0 1". */
  private said: string[] = [];
  private hasFailed = false;

  read(from: End, bytes: Uint8Array): Step {
    if (this.hasSwitched) return { kind: 'switch', to: null };
    if (this.isAsking) return from === 'client' ? WAIT : this.answer(bytes);
    if (from === 'client' && !this.hasBegun && bytes[0] === 0) return this.opening(bytes);
    const message = messageAt(bytes, 0, from === 'client' ? FROM_CLIENT : FROM_SERVER);
    if (message === null) return FOREIGN;
    const wanted = this.wanted(from, message);
    if (bytes.length < wanted) return more(wanted);
    this.hasBegun = true;
    return this.message(from, message as Message, bytes.subarray(HEAD, (message as Message).length));
  }

  lost(from: End): void {
    this.isOpen[from] = false;
    this.isAsking = false;
    this.hasBegun = true;
  }

  private wanted(from: End, message: Message | 'partial'): number {
    if (message === 'partial') return HEAD;
    return TELLING[from].includes(message.type) ? Math.min(message.length, HEAD + ENOUGH) : HEAD;
  }

  private opening(bytes: Uint8Array): Step {
    const opening = openingOf(bytes);
    if (opening === null) return FOREIGN;
    if (opening === 'partial') return more(8);
    const { code, length } = opening;
    if (bytes.length < length) return more(length);
    this.isAsking = code === Opening.ssl || code === Opening.gss;
    this.hasBegun = !this.isAsking;
    return unit(length, {
      kind: 'opening',
      role: code === Opening.cancel ? 'notice' : 'request',
      words: openingWords(code, bytes.subarray(8, length)),
    });
  }

  private answer(bytes: Uint8Array): Step {
    const letter = String.fromCharCode(bytes[0]);
    this.isAsking = false;
    // An old server answers with an error.
    if (letter === 'E') return this.read('server', bytes);
    this.hasSwitched = letter === 'S' || letter === 'G';
    const words = this.hasSwitched ? `${letter}: yes, encrypted from here on` : `${letter}: no`;
    return unit(1, { kind: 'answer', role: 'reply', words, status: this.hasSwitched ? 'yes' : 'no' });
  }

  private message(from: End, message: Message, content: Uint8Array): Step {
    const isFirst = !this.isOpen[from];
    const ends = isFinal(from, message, content) || (isFirst && isAlone(from, message.type));
    this.isOpen[from] = !ends;
    const about =
      from === 'client' ? clientSays(message, content, isFirst) : this.serverSays(message, content, isFirst);
    return { kind: 'take', length: message.length, ends, about };
  }

  private serverSays({ type, name }: Message, content: Uint8Array, isFirst: boolean): About {
    if (isFirst && type === 'A')
      return { kind: name, role: 'notice', words: `NOTIFY ${strings(content.subarray(4)).join(' ')}` };
    if (isFirst && (type === 'N' || type === 'S'))
      return { kind: name, role: 'notice', words: noticeWords(type, content) };
    if (isFirst) {
      this.said = [];
      this.hasFailed = false;
    }
    const begins: About = isFirst ? { kind: 'reply', role: type === 'G' ? 'partial' : 'reply', words: name } : {};
    if (type === 'E' && !this.hasFailed) {
      const { status, words } = errorWords(content);
      this.hasFailed = true;
      this.said.push(words);
      return { ...begins, words: this.said.join('; '), status, failed: true };
    }
    if (type === 'C' && !this.hasFailed && this.said.length < 8) {
      this.said.push(strings(content)[0] ?? '');
      return { ...begins, words: this.said.join('; '), status: this.said[0] };
    }
    if (type === 'R' && isFirst) return { ...begins, words: authenticationWords(content) };
    return begins;
  }
}

function isFinal(from: End, { type }: Message, content: Uint8Array): boolean {
  // Authentication goes on with what the client answers, but for 0, which says that it is over, and 12, that it will be.
  if (from === 'server' && type === 'R') return content[3] !== 0 && content[3] !== 12;
  return FINAL[from].includes(type);
}

/** Is it a unit by itself where none is open? */
function isAlone(from: End, type: string): boolean {
  return (from === 'server' ? 'ANS' : 'dcf').includes(type);
}

function clientSays({ type, name }: Message, content: Uint8Array, isFirst: boolean): About {
  const begins: About = isFirst ? { kind: 'query', role: 'request', words: name } : {};
  switch (type) {
    case 'Q':
      return { ...begins, words: sql(strings(content)[0]) };
    case 'P': {
      const [unnamed, named] = strings(content);
      return { ...begins, words: sql(content[0] === 0 ? unnamed : named) };
    }
    case 'p':
      return { ...begins, kind: 'log-in', words: 'password or SASL answer' };
    case 'X':
      return { kind: name, role: 'notice', words: name };
    case 'd':
    case 'c':
    case 'f':
      return isFirst ? { kind: name, role: 'notice', words: name } : {};
    default:
      return begins;
  }
}

const sql = (text: string | undefined): string => (text ?? '').trim().replace(/\s+/g, ' ');

function openingWords(code: number, content: Uint8Array): string {
  if (code === Opening.ssl) return 'SSLRequest';
  if (code === Opening.gss) return 'GSSENCRequest';
  if (code === Opening.cancel) return 'CancelRequest';
  const words = strings(content);
  const value = (name: string): string => words[words.indexOf(name) + 1] ?? '';
  return `startup ${[words.includes('user') ? `user ${value('user')}` : '', words.includes('database') ? `database ${value('database')}` : ''].filter((word) => word !== '').join(', ')}`;
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html, AuthenticationOk and those after it. */
const AUTHENTICATIONS: Readonly<Record<number, string>> = {
  0: 'logged in',
  3: 'password, please',
  5: 'password, please (MD5)',
  10: 'password, please (SASL)',
  11: 'log-in goes on (SASL)',
  12: 'log-in ends (SASL)',
};

const authenticationWords = (content: Uint8Array): string =>
  AUTHENTICATIONS[content[3]] ?? `authentication ${content[3]}`;

function noticeWords(type: string, content: Uint8Array): string {
  return type === 'N' ? errorWords(content).words : strings(content).join(' = ');
}

function recognisePostgres({ client, server }: FirstBytes): Recognition {
  if (client.length > 0) {
    const opening = openingOf(client);
    if (opening !== null) return opening === 'partial' ? 'perhaps' : 'yes';
    return leadOn(client, FROM_CLIENT) ? 'perhaps' : 'no';
  }
  return leadOn(server, FROM_SERVER) ? 'perhaps' : 'no';
}

/** Messages follow each other: what a capture begins with that began late. */
function leadOn(bytes: Uint8Array, names: Readonly<Record<string, string>>): boolean {
  for (let at = 0; at < bytes.length; ) {
    const message = messageAt(bytes, at, names);
    if (message === null) return false;
    if (message === 'partial') return true;
    at += message.length;
  }
  return true;
}

function describe({ bytes, role, kind }: Described): Detail {
  const title = `PostgreSQL ${kind}`;
  const opening = kind === 'opening' ? openingOf(bytes) : null;
  if (opening !== null && opening !== 'partial') {
    const words = strings(bytes.subarray(8));
    const pairs = words
      .filter((_word, index) => index % 2 === 0)
      .map((name, index) => `${name} = ${words[2 * index + 1] ?? ''}`);
    return { title, lines: [openingWords(opening.code, bytes.subarray(8)), ...pairs], body: null };
  }
  if (kind === 'answer') return { title, lines: [String.fromCharCode(bytes[0])], body: null };
  // Requests and what the client copies are told from replies by who sent them.
  const isClient = role === 'request' || ['CopyData', 'CopyDone', 'CopyFail', 'Terminate'].includes(kind);
  const names = isClient ? FROM_CLIENT : FROM_SERVER;
  const lines: string[] = [];
  for (let at = 0; at < bytes.length && lines.length < MOST_LINES; ) {
    const message = messageAt(bytes, at, names);
    if (message === null || message === 'partial') break;
    lines.push(lineOf(message, bytes.subarray(at + HEAD, at + message.length), isClient));
    at += message.length;
  }
  return { title, lines, body: null };
}

function lineOf({ type, name }: Message, content: Uint8Array, isClient: boolean): string {
  const nothing = content.length === 0 ? name : `${name}  ${content.length} bytes`;
  if (isClient) return type === 'Q' || type === 'P' ? `${name}  ${strings(content).join(' ')}` : nothing;
  switch (type) {
    case 'C':
    case 'S':
      return `${name}  ${strings(content).join(' ')}`;
    case 'E':
    case 'N': {
      const { V, S, C, M, D, H } = errorFields(content);
      return [name, '', V ?? S, C, M, D, H].filter((field) => field !== undefined).join(' ');
    }
    case 'T':
      return `${name}  ${columnNames(content).join(' | ')}`;
    case 'D':
      return `${name}  ${columns(content).join(' | ')}`;
    case 'R':
      return `${name}  ${authenticationWords(content)}`;
    default:
      return nothing;
  }
}

export const postgresql: Protocol = {
  name: 'postgresql',
  title: 'PostgreSQL',
  ports: [5432, 5433, 6432],
  recognise: recognisePostgres,
  open: () => new PostgresParser(),
  describe,
};

/** IMAP (RFC 9051): tagged commands, literals, IDLE and STARTTLS. */
import {
  type About,
  FOREIGN,
  last,
  more,
  type Opening,
  type Parser,
  type Protocol,
  part,
  type Step,
} from '../protocol.ts';
import type { End } from '../unit.ts';
import { both, firstLineIs, lineAt } from './lines.ts';

const MOST_ASKED = 256;

class ImapParser implements Parser {
  /** Tags of the commands without a reply, with their names. */
  private readonly asked = new Map<string, string>();
  /** An end is in the middle of a command or reply. */
  private readonly isOpen: Record<End, boolean> = { client: false, server: false };
  private hasSwitched = false;

  read(from: End, bytes: Uint8Array): Step {
    if (this.hasSwitched) return { kind: 'switch', to: null };
    const line = lineAt(bytes, 0);
    if (line === null) return FOREIGN;
    if (line === 'partial') return more(bytes.length + 1);
    return from === 'client' ? this.command(line.text, line.length) : this.reply(line.text, line.length);
  }

  lost(from: End): void {
    this.asked.clear();
    this.isOpen[from] = false;
  }

  private command(text: string, length: number): Step {
    const about = this.isOpen.client ? {} : this.asks(text);
    if (about === null) return FOREIGN;
    return this.linesOf('client', text, length, about, true);
  }

  /** What a command's first line, or a line that goes on with one (an answer to "+"), says; null = neither. */
  private asks(text: string): About | null {
    const [tag, name = ''] = text.split(' ', 2);
    const isTagged = /^[\w.+-]+$/.test(tag) && /^[A-Z]+$/i.test(name);
    if (!isTagged) return this.asked.size > 0 ? { kind: 'continuation', role: 'notice', words: text } : null;
    if (this.asked.size < MOST_ASKED) this.asked.set(tag, name.toUpperCase());
    const words = text.slice(tag.length + 1).replace(/^(LOGIN|AUTHENTICATE) (\S+) .+/i, '$1 $2 (…)');
    return { kind: 'command', role: 'request', words };
  }

  private reply(text: string, length: number): Step {
    const about: About = this.isOpen.server
      ? {}
      : { kind: 'reply', role: this.asked.size > 0 ? 'reply' : 'notice', words: text };
    const [tag, status = ''] = text.split(' ', 2);
    if (tag === '*') return this.linesOf('server', text, length, about, this.asked.size === 0);
    if (tag === '+') return this.linesOf('server', text, length, { ...about, role: 'interim' }, true);
    const name = this.asked.get(tag);
    // The rest of a line after a literal has no tag.
    if (name === undefined) return this.isOpen.server ? this.linesOf('server', text, length, about, false) : FOREIGN;
    this.asked.delete(tag);
    this.hasSwitched = name === 'STARTTLS' && status === 'OK';
    const words = text.slice(tag.length + 1);
    return this.linesOf('server', text, length, { ...about, words, status, failed: status !== 'OK' }, true);
  }

  /** A line with the literal that it announces (RFC 9051 section 4.3), which goes on with a line. */
  private linesOf(from: End, text: string, length: number, about: About, isLast: boolean): Step {
    const literal = /\{(\d{1,10})\+?\}$/.exec(text);
    this.isOpen[from] = literal !== null || !isLast;
    const bytes = length + Number(literal?.[1] ?? 0);
    return this.isOpen[from] ? part(bytes, about) : last(bytes, about);
  }
}

export const imap: Protocol = {
  name: 'imap',
  title: 'IMAP',
  ports: [143, 993],
  recognise: ({ client, server }: Opening) =>
    both(
      firstLineIs(client, /^[\w.+-]+ (?:CAPABILITY|LOGIN|AUTHENTICATE|STARTTLS|ID|NOOP|LOGOUT|ENABLE)\b/i),
      firstLineIs(server, /^\* (?:OK|PREAUTH|BYE)\b/),
    ),
  open: () => new ImapParser(),
};

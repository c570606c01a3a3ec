/** POP3 (RFC 1939) with STLS (RFC 2595) and AUTH (RFC 5034). */
import { FOREIGN, last, more, type Opening, type Parser, type Protocol, part, type Step, unit } from '../protocol.ts';
import type { End } from '../unit.ts';
import { beforeDot, both, dotEnd, firstLineIs, lineAt } from './lines.ts';

const MOST_ASKED = 256;

class Pop3Parser implements Parser {
  /** Commands without a reply. */
  private asked: string[] = [];
  private hasGreeted = false;
  /** The server is in the middle of a reply of several lines. */
  private isInText = false;
  private isSecretNext = false;
  private hasSwitched = false;

  read(from: End, bytes: Uint8Array): Step {
    if (this.hasSwitched) return { kind: 'switch', to: null };
    if (from === 'server' && this.isInText) return this.text(bytes);
    const line = lineAt(bytes, 0);
    if (line === null) return FOREIGN;
    if (line === 'partial') return more(bytes.length + 1);
    return from === 'client' ? this.command(line.text, line.length) : this.reply(line.text, line.length);
  }

  lost(): void {
    this.asked = [];
    this.isInText = false;
    this.isSecretNext = false;
  }

  private command(text: string, length: number): Step {
    if (this.isSecretNext) {
      this.isSecretNext = false;
      return unit(length, { kind: 'log-in', role: 'request', words: '(a part of the log-in)' });
    }
    if (!/^[A-Z]{3,4}\b/i.test(text)) return FOREIGN;
    if (this.asked.length < MOST_ASKED) this.asked.push(text.toUpperCase());
    this.hasGreeted = true;
    return unit(length, {
      kind: 'command',
      role: 'request',
      words: text.replace(/^(PASS|AUTH \S+|APOP \S+) .+/i, '$1 (…)'),
    });
  }

  private reply(text: string, length: number): Step {
    const asked = this.asked.shift() ?? '';
    if (/^\+ /.test(text) || text === '+') {
      this.isSecretNext = true;
      this.asked.unshift(asked);
      return unit(length, { kind: 'reply', role: 'reply', words: text, status: '+' });
    }
    const failed = text.startsWith('-ERR');
    if (!failed && !text.startsWith('+OK')) return FOREIGN;
    this.hasSwitched = asked === 'STLS' && !failed;
    const role = this.hasGreeted ? 'reply' : 'notice';
    const about = { kind: 'reply', role, words: text, status: failed ? '-ERR' : '+OK', failed } as const;
    // Commands that are answered in several lines.
    this.isInText = !failed && /^(?:RETR |TOP |CAPA$|LIST$|UIDL$)/.test(asked);
    return this.isInText ? part(length, about) : unit(length, about);
  }

  private text(bytes: Uint8Array): Step {
    const end = dotEnd(bytes);
    if (end === -1) return bytes.length <= 4 ? more(bytes.length + 1) : part(beforeDot(bytes));
    this.isInText = false;
    return last(end);
  }
}

export const pop3: Protocol = {
  name: 'pop3',
  title: 'POP3',
  ports: [110, 995],
  recognise: ({ client, server }: Opening) =>
    both(firstLineIs(client, /^(?:USER|CAPA|AUTH|APOP|STLS|QUIT)\b/i), firstLineIs(server, /^(?:\+OK|-ERR)/)),
  open: () => new Pop3Parser(),
};

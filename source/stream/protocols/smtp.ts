/** SMTP (RFC 5321) with STARTTLS (RFC 3207), AUTH (RFC 4954) and BDAT (RFC 3030); LMTP as far as it is the same. */
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
  unit,
} from '../protocol.ts';
import type { End } from '../unit.ts';
import { beforeDot, both, dotEnd, firstLineIs, lineAt, numberedReply } from './lines.ts';

/** Commands without a reply whose names are remembered. */
const MOST_ASKED = 256;
/** Bytes of a mail in which its subject is looked for. */
const MOST_HEAD = 4096;

class SmtpParser implements Parser {
  /** Names of the commands without a reply. */
  private asked: string[] = ['greeting'];
  /** What the client sends next: a text that ends with a dot, or the next line of a log-in. */
  private next: 'command' | 'text' | 'secret' = 'command';
  private isTextBegun = false;
  private hasSwitched = false;

  read(from: End, bytes: Uint8Array): Step {
    if (this.hasSwitched) return { kind: 'switch', to: null };
    if (from === 'server') return this.reply(bytes);
    return this.next === 'text' ? this.text(bytes) : this.command(bytes);
  }

  lost(): void {
    this.asked = [];
    this.next = 'command';
    this.isTextBegun = false;
  }

  private command(bytes: Uint8Array): Step {
    const line = lineAt(bytes, 0);
    if (line === null) return FOREIGN;
    if (line === 'partial') return more(bytes.length + 1);
    if (this.next === 'secret') {
      this.next = 'command';
      return unit(line.length, { kind: 'log-in', role: 'request', words: '(a part of the log-in)' });
    }
    const verb = line.text.split(' ', 1)[0].toUpperCase();
    if (!/^[A-Z]{3,10}$/.test(verb)) return FOREIGN;
    if (this.asked.length < MOST_ASKED) this.asked.push(verb);
    const about: About = { kind: 'command', role: 'request', words: withoutSecret(line.text) };
    const chunk = verb === 'BDAT' ? Number(/^\S+ (\d{1,12})\b/.exec(line.text)?.[1] ?? 0) : 0;
    return unit(line.length + chunk, about);
  }

  private text(bytes: Uint8Array): Step {
    const end = dotEnd(bytes);
    if (end === -1 && !this.isTextBegun && bytes.length < MOST_HEAD && !hasHead(bytes)) return more(bytes.length + 1);
    if (end === -1 && bytes.length <= 4) return more(bytes.length + 1);
    const about: About = this.isTextBegun ? {} : { kind: 'message', role: 'request', words: subjectOf(bytes) };
    this.isTextBegun = end === -1;
    if (end === -1) return part(beforeDot(bytes), about);
    this.next = 'command';
    return last(end, about);
  }

  private reply(bytes: Uint8Array): Step {
    const reply = numberedReply(bytes);
    if (reply === null) return FOREIGN;
    if (reply === 'partial') return more(bytes.length + 1);
    const { code, text, length } = reply;
    const asked = this.asked.shift();
    if (asked === 'DATA' && code === 354) {
      this.next = 'text';
      this.asked.push('message');
    } else if (code === 334) {
      this.next = 'secret';
      this.asked.push('AUTH');
    }
    this.hasSwitched = asked === 'STARTTLS' && code === 220;
    const role = asked === 'greeting' ? 'notice' : 'reply';
    return unit(length, { kind: 'reply', role, words: `${code} ${text}`, status: String(code), failed: code >= 400 });
  }
}

/** What follows AUTH and its mechanism is a password, or lets one be guessed. */
const withoutSecret = (line: string): string => line.replace(/^(AUTH \S+) .+/i, '$1 (…)');

const hasHead = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('\r\n\r\n');

function subjectOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, MOST_HEAD)).toString('utf8');
  const subject = /^subject: *(.*)$/im.exec(head)?.[1];
  return subject === undefined ? 'message' : `message "${subject}"`;
}

export const smtp: Protocol = {
  name: 'smtp',
  title: 'SMTP',
  ports: [25, 587, 2525, 465],
  recognise: ({ client, server }: Opening) =>
    both(firstLineIs(client, /^(?:ehlo|helo|lhlo) /i), firstLineIs(server, /^(?:220[ -]|5\d\d |421 )/)),
  open: () => new SmtpParser(),
};

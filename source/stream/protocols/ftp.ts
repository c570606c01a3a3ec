/** FTP's control connection (RFC 959) with AUTH TLS (RFC 4217). */
import { FOREIGN, more, type Opening, type Parser, type Protocol, type Step, unit } from '../protocol.ts';
import type { End } from '../unit.ts';
import { both, firstLineIs, lineAt, numberedReply } from './lines.ts';

class FtpParser implements Parser {
  private hasGreeted = false;
  private asksTls = false;
  private hasSwitched = false;

  read(from: End, bytes: Uint8Array): Step {
    if (this.hasSwitched) return { kind: 'switch', to: null };
    return from === 'server' ? this.reply(bytes) : this.command(bytes);
  }

  private command(bytes: Uint8Array): Step {
    const line = lineAt(bytes, 0);
    if (line === null) return FOREIGN;
    if (line === 'partial') return more(bytes.length + 1);
    const verb = line.text.split(' ', 1)[0].toUpperCase();
    if (!/^[A-Z]{3,5}$/.test(verb)) return FOREIGN;
    this.hasGreeted = true;
    this.asksTls = verb === 'AUTH';
    return unit(line.length, { kind: 'command', role: 'request', words: line.text.replace(/^(PASS) .+/i, '$1 (…)') });
  }

  private reply(bytes: Uint8Array): Step {
    const reply = numberedReply(bytes);
    if (reply === null) return FOREIGN;
    if (reply === 'partial') return more(bytes.length + 1);
    const { code, text, length } = reply;
    this.hasSwitched = this.asksTls && code === 234;
    // 1yz says that the reply proper is still to come (section 4.2.1).
    const role = !this.hasGreeted ? 'notice' : code < 200 ? 'partial' : 'reply';
    return unit(length, { kind: 'reply', role, words: `${code} ${text}`, status: String(code), failed: code >= 400 });
  }
}

export const ftp: Protocol = {
  name: 'ftp',
  title: 'FTP',
  ports: [21, 2121],
  recognise: ({ client, server }: Opening) =>
    both(firstLineIs(client, /^(?:USER|AUTH|FEAT|SYST|OPTS|QUIT)\b/i), firstLineIs(server, /^(?:220[ -]|421 |120 )/)),
  open: () => new FtpParser(),
};

/** Protocols of lines (SMTP, FTP, POP3, IMAP): text, under their name. */

import { safeLines } from '../content/lines.ts';
import { decodeText } from '../content/text.ts';
import { safeBytes, textShare } from '../safe-text.ts';
import { type Decoder, onPort } from './decoder.ts';

const PROTOCOLS: readonly [name: string, ports: number[]][] = [
  ['SMTP', [25, 465, 587, 2525]],
  ['FTP', [21]],
  ['POP3', [110]],
  ['IMAP', [143]],
];

export const lineProtocols: Decoder = {
  name: 'lines',
  priority: 30,
  decode(input) {
    const protocol = PROTOCOLS.find(([, ports]) => onPort(input, ...ports));
    if (protocol === undefined || textShare(input.bytes.subarray(0, 4096)) < 0.9) return null;
    const firstLine = safeBytes(input.bytes.subarray(0, 80));
    const reply = /^\d{3}[ -]/.test(firstLine) || /^(?:\+OK|-ERR|\* )/.test(firstLine);
    const { text } = decodeText(input.bytes, null);
    return { title: `${protocol[0]} ${reply ? 'reply' : 'command'}`, lines: safeLines(text.replace(/\r?\n$/, '')) };
  },
};

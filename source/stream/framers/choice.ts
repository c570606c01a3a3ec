/** Framers by the names a user types: `http`, `tls`, `line`, `delimiter:0d0a`, `length:4`, `length:2,little,offset:1,adjust:-2`. */
import type { Framer } from './framer.ts';
import { http1 } from './http1.ts';
import { delimited, type LengthField, lengthPrefix, tlsRecords } from './simple.ts';

export const FRAMER_FORMS = 'http, tls, line, delimiter:HEX, length:BYTES[,little][,offset:N][,adjust:N]';

/** The framer of that name; a string says what is wrong with it. */
export function framerNamed(text: string): Framer | string {
  if (text === 'http') return http1;
  if (text === 'tls') return tlsRecords;
  if (text === 'line') return delimited(Uint8Array.of(10));
  const [name, argument = ''] = splitOnce(text, ':');
  if (name === 'delimiter' && /^(?:[0-9a-f]{2}){1,64}$/i.test(argument)) return delimited(Buffer.from(argument, 'hex'));
  if (name === 'length') return lengthFramer(argument.split(','));
  return `unknown framing "${text}": use ${FRAMER_FORMS}`;
}

function lengthFramer([size, ...options]: string[]): Framer | string {
  if (!/^[1-4]$/.test(size)) return `length:${size}: the length field has 1, 2, 3 or 4 bytes`;
  const field: LengthField = { offset: 0, size: Number(size) as 1 | 2 | 3 | 4, order: 'big', adjust: 0 };
  for (const option of options) {
    const [name, value = ''] = splitOnce(option, ':');
    if (option === 'little' || option === 'big') field.order = option;
    else if (name === 'offset' && /^\d{1,4}$/.test(value)) field.offset = Number(value);
    else if (name === 'adjust' && /^-?\d{1,6}$/.test(value)) field.adjust = Number(value);
    else return `length framing does not know "${option}": use ${FRAMER_FORMS}`;
  }
  return lengthPrefix(field);
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * What reads a connection, by the words a user types: a protocol's name, a form of framing, or how to cut what none takes.
 * This is the one list of these forms: screens, options and the proxy ask here.
 */
import { type Choice, RECOGNISE } from './dialogue.ts';
import type { Protocol } from './protocol.ts';
import { delimited, type LengthField, lengthPrefix } from './protocols/framing.ts';
import { PROTOCOLS } from './protocols/registry.ts';
import { PIECES, type Talk, TURNS } from './talk.ts';

export interface Reading {
  readonly choice: Choice;
  readonly talk: Talk;
}

/** Recognised by the first bytes; turns where nothing is. */
export const AUTOMATIC: Reading = { choice: RECOGNISE, talk: TURNS };

const FRAMINGS = ['line', 'delimiter:HEX', 'length:BYTES[,little][,offset:N][,adjust:N]'];
const TALKS = ['turns', 'pieces', 'silence:MS'];

/** Turns, whatever is spoken. */
export const TURNS_ONLY: Reading = { choice: { kind: 'none' }, talk: TURNS };

/** All forms, for help and messages. */
export const READING_FORMS: readonly string[] = [...PROTOCOLS.map(({ name }) => name), ...FRAMINGS, ...TALKS];

/** What the form asks for; "" and "auto": AUTOMATIC. A string says what is wrong with it. */
export function readingNamed(form: string): Reading | string {
  if (form === '' || form === 'auto') return AUTOMATIC;
  const [name, argument = ''] = splitOnce(form, ':');
  const protocol = argument === '' ? PROTOCOLS.find((known) => known.name === name) : undefined;
  if (protocol !== undefined) return reads({ kind: 'protocol', protocol });
  if (form === 'line') return reads({ kind: 'protocol', protocol: delimited(form, Uint8Array.of(10)) });
  if (form === 'turns') return TURNS_ONLY;
  if (form === 'pieces') return { choice: { kind: 'none' }, talk: PIECES };
  if (name === 'silence' && /^\d{1,7}(?:ms)?$/.test(argument)) {
    return { choice: { kind: 'none' }, talk: { kind: 'silence', micros: 1000 * Number.parseInt(argument, 10) } };
  }
  if (name === 'delimiter' && /^(?:[0-9a-f]{2}){1,64}$/i.test(argument)) {
    return reads({ kind: 'protocol', protocol: delimited(form, Buffer.from(argument, 'hex')) });
  }
  if (name === 'length') return lengthReading(form, argument.split(','));
  return `no protocol or framing is called "${form}": use ${READING_FORMS.join(', ')}`;
}

const reads = (choice: Choice): Reading => ({ choice, talk: TURNS });

function lengthReading(form: string, [size, ...options]: string[]): Reading | string {
  if (!/^[1-4]$/.test(size)) return `length:${size}: the length field has 1, 2, 3 or 4 bytes`;
  const field: LengthField = { offset: 0, size: Number(size) as 1 | 2 | 3 | 4, order: 'big', adjust: 0 };
  for (const option of options) {
    const [name, value = ''] = splitOnce(option, ':');
    if (option === 'little' || option === 'big') field.order = option;
    else if (name === 'offset' && /^\d{1,4}$/.test(value)) field.offset = Number(value);
    else if (name === 'adjust' && /^-?\d{1,6}$/.test(value)) field.adjust = Number(value);
    else return `length framing does not know "${option}": use ${READING_FORMS.join(', ')}`;
  }
  return reads({ kind: 'protocol', protocol: lengthPrefix(form, field) });
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** The protocol that units name; null = none cut them. */
export function protocolNamed(name: string): Protocol | null {
  const reading = readingNamed(name);
  return typeof reading !== 'string' && reading.choice.kind === 'protocol' ? reading.choice.protocol : null;
}

/** JSON and XML, pretty. */
import { type DecodedUnit, safeLines } from './lines.ts';
import { decodeText } from './text.ts';

/** Longest document that is parsed, bytes. */
const LONGEST_DOCUMENT = 2 ** 20;
const DEEPEST = 200;

/** null: no JSON object or list, or too long. */
export function jsonMessage(bytes: Uint8Array): DecodedUnit | null {
  if (bytes.length > LONGEST_DOCUMENT || !startsWith(bytes, '{[')) return null;
  const { text } = decodeText(bytes, 'utf-8');
  if (deepest(text) > DEEPEST) return null;
  try {
    return { title: 'JSON', lines: safeLines(JSON.stringify(JSON.parse(text), null, 2)) };
  } catch {
    return null;
  }
}

/** null: no XML or HTML, or too long. Indents by tags; the text itself is not touched. */
export function xmlMessage(bytes: Uint8Array, label: string | null): DecodedUnit | null {
  if (bytes.length > LONGEST_DOCUMENT || !startsWith(bytes, '<')) return null;
  const { text } = decodeText(bytes, label);
  if (!/^\s*<[?!/a-z]/i.test(text)) return null;
  return { title: /^\s*<(?:!doctype html|html)/i.test(text) ? 'HTML' : 'XML', lines: safeLines(indentXml(text)) };
}

/** Tags that have no end in HTML (https://html.spec.whatwg.org/multipage/syntax.html#void-elements). */
const VOID = /^<(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b/i;

function indentXml(text: string): string {
  let depth = 0;
  const lines: string[] = [];
  for (const [token] of text.matchAll(/<!--[\s\S]*?(?:-->|$)|<[^>]*>?|[^<]+/g)) {
    const trimmed = token.trim();
    if (trimmed === '') continue;
    const closing = trimmed.startsWith('</');
    if (closing) depth = Math.max(0, depth - 1);
    lines.push('  '.repeat(Math.min(depth, DEEPEST)) + trimmed);
    const opening = /^<[a-z]/i.test(trimmed) && !trimmed.endsWith('/>') && !VOID.test(trimmed);
    if (opening) depth++;
  }
  return lines.join('\n');
}

function startsWith(bytes: Uint8Array, characters: string): boolean {
  const first = bytes.subarray(0, 64).find((byte) => byte > 0x20 && byte < 0x7f);
  return first !== undefined && characters.includes(String.fromCharCode(first));
}

function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === 0x7b || character === 0x5b) most = Math.max(most, ++depth);
    else if (character === 0x7d || character === 0x5d) depth--;
  }
  return most;
}

/** What a unit says at length, as lines for the terminal: by its protocol, else as JSON, XML or text; else nothing. */
import { createHash } from 'node:crypto';
import type { Body, Described, Protocol } from '../protocol.ts';
import { safeText } from '../safe-text.ts';
import { type DecodedUnit, safeLines } from './lines.ts';
import { jsonMessage, xmlMessage } from './structured.ts';
import { isReadable, textMessage } from './text.ts';

/** null: nobody can say more of these bytes than hex does. */
export function decodeUnit(unit: Described, protocol: Protocol | null): DecodedUnit | null {
  if (unit.bytes.length === 0) return null;
  return byProtocol(unit, protocol) ?? readable(unit.bytes, null, unit.size);
}

/** The unit's body as it was meant; null = it has none, or its protocol cannot tell. */
export function bodyOf(unit: Described, protocol: Protocol | null): Body | null {
  try {
    return protocol?.describe?.(unit).body ?? null;
  } catch {
    return null;
  }
}

function byProtocol(unit: Described, protocol: Protocol | null): DecodedUnit | null {
  try {
    const detail = protocol?.describe?.(unit);
    if (detail === undefined) return null;
    const lines = detail.lines.flatMap(safeLines);
    if (detail.body === null) return lines.length === 0 ? null : { title: safeText(detail.title), lines };
    const body = bodyLines(detail.body);
    if (lines.length === 0)
      return body === null ? null : { title: `${safeText(detail.title)}: ${body.title}`, lines: body.lines };
    return { title: safeText(detail.title), lines: [...lines, '', ...(body?.lines ?? unreadable(detail.body))] };
  } catch {
    // Damaged bytes must not hide what can be read in them.
    return null;
  }
}

function bodyLines({ bytes, type, note }: Body): DecodedUnit | null {
  const shown = readable(bytes, type, bytes.length);
  return shown === null ? null : { ...shown, lines: [...(note === null ? [] : safeLines(note)), ...shown.lines] };
}

/** As what it is, where that is something people read; null = hex says as much. `type`: media type, null = not stated. */
function readable(bytes: Uint8Array, type: string | null, size: number): DecodedUnit | null {
  const label = /charset="?([\w.:-]+)/i.exec(type ?? '')?.[1] ?? null;
  const isText = /^text\/|json|xml|javascript|urlencoded/i.test(type ?? '') || isReadable(bytes);
  const shown = jsonMessage(bytes) ?? xmlMessage(bytes, label) ?? (isText ? textMessage(bytes, label) : null);
  if (shown === null || bytes.length >= size) return shown;
  return {
    ...shown,
    lines: [...shown.lines, `(${(size - bytes.length).toLocaleString('en-US')} more bytes are not shown)`],
  };
}

/** Images and the like: what they are and how to tell them from others. */
function unreadable({ bytes, type, note }: Body): string[] {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const what = `(${bytes.length.toLocaleString('en-US')} bytes of ${type === null ? 'binary data' : safeText(type)})`;
  return [...(note === null ? [] : safeLines(note)), what, `sha256 ${hash}`];
}

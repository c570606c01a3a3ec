/**
 * Which messages stop until someone says what becomes of them.
 */
import type { FlowDirection } from './impairments.ts';

export interface HoldPattern {
  /** As typed. */
  readonly text: string;
  readonly direction: FlowDirection | 'both';
  readonly match: RegExp;
}

/**
 * `[to-server:|to-client:]TEXT` holds messages that contain the text, `/REGEX/flags` those that match, `*` all.
 * Patterns see bytes as ISO 8859-1 characters. Null: the regular expression does not parse.
 */
export function parseHoldPattern(text: string): HoldPattern | null {
  const [, direction, pattern] = /^(?:(to-server|to-client):)?(.*)$/s.exec(text) as RegExpExecArray;
  const match = matcher(pattern);
  return match && { text, direction: (direction as FlowDirection | undefined) ?? 'both', match };
}

function matcher(pattern: string): RegExp | null {
  if (pattern === '') return null;
  if (pattern === '*') return /^/;
  const regex = /^\/(.+)\/([a-z]*)$/s.exec(pattern);
  try {
    // Without g and y: a pattern must not remember where it matched last.
    return regex === null
      ? new RegExp(pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      : new RegExp(regex[1], regex[2].replace(/[gy]/g, ''));
  } catch {
    return null;
  }
}

export function matchesHold(patterns: readonly HoldPattern[], direction: FlowDirection, message: Buffer): boolean {
  return patterns.some(
    (pattern) =>
      (pattern.direction === 'both' || pattern.direction === direction) &&
      pattern.match.test(message.toString('latin1')),
  );
}

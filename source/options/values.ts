/**
 * The values that options take, read from their words. Each reader throws a UsageError that shows the right form.
 */
import type { TimeCut } from '../analysis/cuts.ts';
import { readNetwork } from '../filter/address.ts';
import { readDate, readDuration, readSize } from '../quantities/quantities.ts';
import { UsageError } from '../report/usage-error.ts';

export function wholeNumber(option: string, text: string, least = 1, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value)) {
    throw new UsageError(`${option}: '${text}' is not a whole number from ${least} up`);
  }
  if (value > most) throw new UsageError(`${option}: at most ${most}`);
  return value;
}

export function size(option: string, text: string): number {
  const bytes = readSize(text);
  if (bytes === null || bytes < 1)
    throw new UsageError(`${option}: '${text}' is not a size; write it as in 500MB or 2GiB`);
  return bytes;
}

/** "+12.5s" after the first packet, or a date and time, local unless it ends in Z or +hh:mm (ISO 8601). */
export function time(option: string, text: string): TimeCut {
  if (text.startsWith('+')) {
    const offset = text.slice(1);
    const micros = readDuration(/^[\d.]+$/.test(offset) ? `${offset}s` : offset);
    if (micros !== null) return { kind: 'offset', micros };
  }
  const micros = readDate(text);
  if (micros !== null) return { kind: 'absolute', micros };
  throw new UsageError(
    `${option}: '${text}' is not a time; write 2026-01-31T10:05:00 (local, or with Z or +01:00 at its end) or +12.5s`,
  );
}

/** An address, or a network as ADDRESS/BITS. */
export function host(option: string, text: string): string {
  if (readNetwork(text) !== null) return text;
  throw new UsageError(`${option}: '${text}' is not an address; write 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32`);
}

/** "443" or "80-90". */
export function ports(option: string, text: string): { from: number; to: number } {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const range = { from: Number(first), to: Number(last) };
  if (first === undefined || range.to > 65_535 || range.from > range.to) {
    throw new UsageError(`${option}: '${text}' is no port; write 443 or 80-90, at most 65535`);
  }
  return range;
}

export function oneOf<T extends string>(option: string, choices: readonly T[], text: string): T {
  const choice = choices.find((known) => known === text);
  if (choice === undefined) throw new UsageError(`${option}: '${text}' is none of ${choices.join(', ')}`);
  return choice;
}

/** Text as lines that a terminal can show. */
import { safeLine } from '../safe-text.ts';

/** What a unit, or a part of it, says. */
export interface DecodedUnit {
  /** "HTTP request", "JSON", "TLS ClientHello", "text (UTF-8)". */
  title: string;
  /** Safe for the terminal. */
  lines: string[];
}

const MOST_LINES = 20_000;
const LONGEST_LINE = 8192;

/** Lines of a text, made safe and bounded in number and length, saying so where they are cut. */
export function safeLines(text: string): string[] {
  const lines = text.split('\n', MOST_LINES + 1);
  const shown = lines.slice(0, MOST_LINES).map((line) => {
    const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
    return bare.length <= LONGEST_LINE ? safeLine(bare) : `${safeLine(bare.slice(0, LONGEST_LINE))} … (line cut)`;
  });
  if (lines.length > MOST_LINES) shown.push(`… (more than ${MOST_LINES.toLocaleString('en-US')} lines)`);
  return shown;
}

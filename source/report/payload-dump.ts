/** Payload as --dump_packet_data prints it: text as it is, all other bytes as three octal digits behind a backslash. */

const RULE = '='.repeat(40);
/** A line with more columns than this is broken, with a backslash at its end. */
const WIDEST = 70;
const CR = 0x0d;
const LF = 0x0a;

/** The lines for `bytes`, between two rules. CR LF ends a line. */
export function payloadDump(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  let line = '';
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === CR && bytes[i + 1] === LF) {
      lines.push(line);
      line = '';
      i++;
      continue;
    }
    line += shown(bytes[i]);
    if (line.length > WIDEST) {
      lines.push(`${line}\\`);
      line = '';
    }
  }
  if (line !== '') lines.push(`${line}\\`);
  return [RULE, `   data (${bytes.length} bytes):`, ...lines, RULE];
}

function shown(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
}

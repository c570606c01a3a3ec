import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/**
 * Lets the user change bytes in their editor ($VISUAL, $EDITOR, else vi): as text where all of it is plain text, otherwise as
 * hex digits, sixteen bytes a line. Returns the new bytes, or what went wrong. The caller has handed over the terminal.
 */
export function editBytes(bytes: Uint8Array): { bytes: Uint8Array } | { problem: string } {
  const plain = bytes.every((byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13);
  const folder = mkdtempSync(path.join(tmpdir(), 'tcptrace-tui-'));
  const file = path.join(folder, plain ? 'message.txt' : 'message.hex');
  const editor = process.env['VISUAL'] || process.env['EDITOR'] || 'vi';
  try {
    writeFileSync(file, plain ? bytes : toHex(bytes), { mode: 0o600 });
    // The variable may hold options ("code --wait"), so the shell splits it, as git(1) does.
    const done = spawnSync('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    if (done.error !== undefined) return { problem: `${editor}: ${done.error.message}` };
    if (done.status !== 0)
      return { problem: `${editor} ended with ${done.status ?? done.signal}; nothing was changed` };
    const edited = readFileSync(file);
    if (plain) return { bytes: edited };
    const read = fromHex(edited.toString('latin1'));
    return read === null
      ? { problem: 'the file holds more than pairs of hex digits; nothing was changed' }
      : { bytes: read };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes as pairs of hex digits to edit: sixteen a line, nothing but digits and blanks. */
export function toHex(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes).toString('hex');
  return (digits.match(/.{1,32}/g) ?? []).map((line) => `${line.match(/../g)!.join(' ')}\n`).join('');
}

/** The bytes again; null where there is anything but pairs of hex digits. */
export function fromHex(text: string): Uint8Array | null {
  const pairs = text.split(/\s+/).filter((pair) => pair !== '');
  return pairs.every((pair) => /^[0-9a-f]{2}$/i.test(pair))
    ? Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16))
    : null;
}

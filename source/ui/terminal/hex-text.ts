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

/** PostgreSQL messages built for tests, as latin1 text. */

export function pgMessage(type: string, content: string): string {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeUInt32BE(content.length + 4, 1);
  return head.toString('latin1') + content;
}

/** A message without a type, as a connection begins with. */
export function pgOpening(code: number, content = ''): string {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.writeUInt32BE(code, 4);
  return head.toString('latin1') + content;
}

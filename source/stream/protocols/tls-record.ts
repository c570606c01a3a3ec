/** Where TLS records begin and end (RFC 8446 section 5.1): encrypted or not, each says its type and length. */

export const RecordType = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
} as const;

/** Bytes before a record's content. */
export const RECORD_HEAD = 5;
/** Longest content: 2^14 bytes and what encryption may add (RFC 5246 section 6.2.3). */
const LONGEST_CONTENT = 2 ** 14 + 2048;

/** Length of the record that begins at `from`, its head included; `partial`: its head is not whole yet; null = no record. */
export function recordLength(bytes: Uint8Array, from: number): number | 'partial' | null {
  const type = bytes[from];
  if (type < RecordType.changeCipherSpec || type > RecordType.heartbeat) return null;
  if (bytes.length - from > 1 && bytes[from + 1] !== 3) return null;
  if (bytes.length - from < RECORD_HEAD) return 'partial';
  const length = (bytes[from + 3] << 8) | bytes[from + 4];
  return length > LONGEST_CONTENT ? null : RECORD_HEAD + length;
}

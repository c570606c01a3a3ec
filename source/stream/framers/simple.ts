/** Framers for protocols that say how long a unit is, or how it ends. */
import type { Framer } from './framer.ts';

export interface LengthField {
  /** Bytes before the length field. */
  offset: number;
  /** Bytes of the field. */
  size: 1 | 2 | 3 | 4;
  order: 'big' | 'little';
  /** Added to the field's value to get the bytes after the field (negative where the value counts headers too). */
  adjust: number;
}

/** Units that carry their length in a field of fixed place. */
export function lengthPrefix(field: LengthField): Framer {
  return {
    name: `length:${field.size}`,
    head: field.offset + field.size,
    frame(bytes, from) {
      const head = field.offset + field.size;
      if (bytes.length - from < head) return { kind: 'partial', least: head };
      let value = 0;
      for (let i = 0; i < field.size; i++) {
        const byte = bytes[from + field.offset + (field.order === 'big' ? i : field.size - 1 - i)];
        value = value * 256 + byte;
      }
      const length = head + value + field.adjust;
      if (length < head) return { kind: 'foreign' };
      return length <= bytes.length - from ? { kind: 'unit', length } : { kind: 'partial', least: length };
    },
  };
}

/** Units that end with the given bytes, which belong to the unit. */
export function delimited(delimiter: Uint8Array): Framer {
  return {
    name: `delimiter:${Buffer.from(delimiter).toString('hex')}`,
    frame(bytes, from, seen = 0) {
      const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(delimiter, from + seen);
      const length = bytes.length - from;
      if (at === -1) return { kind: 'partial', least: length + 1, seen: Math.max(seen, length - delimiter.length + 1) };
      return { kind: 'unit', length: at + delimiter.length - from };
    },
  };
}

/** Types of TLS records (RFC 8446 section 5.1; heartbeat RFC 6520). */
const TLS_TYPES = new Set([20, 21, 22, 23, 24]);
/** Longest record: 2^14 bytes and what encryption may add (RFC 5246 section 6.2.3). */
const LONGEST_TLS_RECORD = 2 ** 14 + 2048;

export const tlsRecords: Framer = {
  name: 'tls',
  frame(bytes, from) {
    if (!TLS_TYPES.has(bytes[from])) return { kind: 'foreign' };
    if (bytes.length - from < 5) return { kind: 'partial', least: 5 };
    const length = (bytes[from + 3] << 8) | bytes[from + 4];
    if (bytes[from + 1] !== 3 || length > LONGEST_TLS_RECORD) return { kind: 'foreign' };
    return 5 + length <= bytes.length - from
      ? { kind: 'unit', length: 5 + length }
      : { kind: 'partial', least: 5 + length };
  },
};

/** Units of protocols that only say how long a unit is, or how it ends: the user chooses these, no first bytes tell them. */
import { PREVIEW_BYTES, previewOf } from '../preview.ts';
import { FOREIGN, more, type Parser, type Protocol, type Step, unit } from '../protocol.ts';

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
export function lengthPrefix(name: string, field: LengthField): Protocol {
  const head = field.offset + field.size;
  return framing(name, head, () => ({
    read(_from, bytes) {
      if (bytes.length < head) return more(head);
      let value = 0;
      for (let i = 0; i < field.size; i++) {
        value = value * 256 + bytes[field.offset + (field.order === 'big' ? i : field.size - 1 - i)];
      }
      const length = head + value + field.adjust;
      if (length < head) return FOREIGN;
      const enough = Math.min(length, head + PREVIEW_BYTES);
      return bytes.length < enough ? more(enough) : unitOf(bytes, head, length);
    },
  }));
}

/** Units that end with the given bytes, which belong to the unit. */
export function delimited(name: string, delimiter: Uint8Array): Protocol {
  return framing(name, 0, () => ({
    read(_from, bytes) {
      const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(delimiter);
      return at === -1 ? more(bytes.length + 1) : unitOf(bytes, 0, at + delimiter.length);
    },
    // What follows a delimiter.
    resume(_from, bytes) {
      const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(delimiter);
      return at === -1 || at + delimiter.length === bytes.length ? -1 : at + delimiter.length;
    },
  }));
}

function unitOf(bytes: Uint8Array, head: number, length: number): Step {
  const start = bytes.subarray(head, Math.min(length, head + PREVIEW_BYTES));
  return unit(length, { kind: 'unit', role: 'talk', words: previewOf(start) });
}

function framing(name: string, head: number, open: () => Parser): Protocol {
  return {
    name,
    title: name,
    ports: [],
    recognise: () => 'no',
    open,
    // What comes after the unit's length says more than the unit with it.
    describe: ({ bytes }) => ({
      title: name,
      lines: [],
      body: { bytes: bytes.subarray(head), type: null, note: null },
    }),
  };
}

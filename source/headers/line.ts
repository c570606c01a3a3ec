/** What headers say, as lines of facts: a line a header, and lines below it for those of its fields that are long or read often. */

export interface Fact {
  /** Printable ASCII. */
  readonly text: string;
  /** Something is the matter with it; the text says so too. */
  readonly wrong: boolean;
}

export interface HeaderLine {
  /** At most 10 characters, 8 of a field. */
  readonly name: string;
  /** Of a field of the header above. */
  readonly isField: boolean;
  readonly facts: readonly Fact[];
}

/** A fact, or null where there is nothing to say. */
export type Said = string | Fact | null;

export const wrong = (text: string): Fact => ({ text, wrong: true });

export const header = (name: string, said: readonly Said[]): HeaderLine => ({
  name,
  isField: false,
  facts: facts(said),
});
export const field = (name: string, said: readonly Said[]): HeaderLine => ({ name, isField: true, facts: facts(said) });

const facts = (said: readonly Said[]): Fact[] =>
  said.filter((one) => one !== null).map((one) => (typeof one === 'string' ? { text: one, wrong: false } : one));

export const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;

/** The bytes of [from, to) that are there, "0a1b2c". */
export const hexBytes = (bytes: Uint8Array, from: number, to: number): string =>
  Array.from(bytes.subarray(from, Math.max(from, to)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** "52:54:00:12:34:56" */
export const hardwareAddress = (bytes: Uint8Array, at: number, length = 6): string =>
  Array.from(bytes.subarray(at, at + length), (byte) => byte.toString(16).padStart(2, '0')).join(':');

/** "1448 bytes", "1 byte" */
export const inBytes = (count: number): string => `${count} ${count === 1 ? 'byte' : 'bytes'}`;

/**
 * How a structure lies in the kernel's memory, computed from one ordered table of its fields. The host reads and writes by the
 * offsets found here; the kernel by the classes that assemblyscript.ts writes from the same table.
 */

/** Numbers: unsigned integers of 1, 2 and 4 bytes, and doubles. */
export type Scalar = 'u8' | 'u16' | 'u32' | 'f64';

/** An address, and classes of the kernel, which are addresses of something: 4 bytes. */
export type Class =
  | 'usize'
  | 'Bytes'
  | 'Shorts'
  | 'Words'
  | 'Doubles'
  | 'Table'
  | 'Table | null'
  | 'Totals'
  | 'Outcome';

/** `u32*8`: eight of them, one after the other. */
export type FieldType = Scalar | `${Scalar}*${number}` | Class;

/** A row of a table: name, type, and meaning with unit. */
export type FieldRow = readonly [name: string, type: FieldType, meaning: string];

/** Statistics say by it which pass knows them. */
export type Stage = 'core' | 'traffic' | 'rtt' | 'owin';

export interface Part {
  /** An identifier, unique in its structure. */
  readonly name: string;
  /** The stage of a pass that fills it. */
  readonly stage: Stage;
  /** Where it begins: after the part before, at the next cache line, or at the beginning, as another reading of the first part. */
  readonly begins: 'after' | 'at a cache line' | 'at 0';
  readonly fields: readonly FieldRow[];
}

export interface Field {
  readonly name: string;
  /** Of each of its elements. */
  readonly type: Scalar;
  readonly class: Class | null;
  readonly meaning: string;
  readonly stage: Stage;
  /** Bytes from the beginning of the structure, a multiple of the type's size. */
  readonly offset: number;
  /** Elements: 1 unless it is an array. */
  readonly count: number;
}

export interface Structure<Name extends string = string> {
  readonly fields: Readonly<Record<Name, Field>>;
  readonly parts: readonly {
    readonly name: string;
    readonly stage: Stage;
    readonly begin: number;
    readonly end: number;
  }[];
  /** To the end of the last field. */
  readonly bytes: number;
}

export const CACHE_LINE = 64;

export const BYTES: Readonly<Record<Scalar, number>> = { u8: 1, u16: 2, u32: 4, f64: 8 };

export const roundUp = (bytes: number, unit: number): number => Math.ceil(bytes / unit) * unit;

/** Lays parts out one after the other; each field stands at a multiple of its size. */
export function structure<const Parts extends readonly Part[]>(
  parts: Parts,
): Structure<Parts[number]['fields'][number][0]> {
  const fields: Record<string, Field> = {};
  const laidOut = [];
  let end = 0;
  for (const { name, stage, begins, fields: rows } of parts) {
    let at = begins === 'at 0' ? 0 : begins === 'after' ? end : roundUp(end, CACHE_LINE);
    const begin = at;
    for (const [field, written, meaning] of rows) {
      const { type, count, className } = typeOf(written);
      const offset = roundUp(at, BYTES[type]);
      if (fields[field] !== undefined) throw new RangeError(`two fields are called ${field}`);
      fields[field] = { name: field, type, class: className, meaning, stage, offset, count };
      at = offset + BYTES[type] * count;
    }
    laidOut.push({ name, stage, begin, end: at });
    end = Math.max(end, at);
  }
  return { fields: fields as Structure<Parts[number]['fields'][number][0]>['fields'], parts: laidOut, bytes: end };
}

/** A structure of one part. */
export const record = <const Rows extends readonly FieldRow[]>(fields: Rows): Structure<Rows[number][0]> =>
  structure([{ name: 'all', stage: 'core', begins: 'after', fields }]);

/** Element `index` of an array, as a field of its own. */
export const element = (field: Field, index: number): Field => ({
  ...field,
  offset: field.offset + index * BYTES[field.type],
  count: 1,
});

/** For structures of doubles alone: which double a field is. */
export function indexesOf<Name extends string>({ fields }: Structure<Name>): Readonly<Record<Name, number>> {
  const entries = Object.values<Field>(fields).map(({ name, offset }) => [name, offset / BYTES.f64]);
  return Object.fromEntries(entries) as Record<Name, number>;
}

function typeOf(written: FieldType): { type: Scalar; count: number; className: Class | null } {
  const [name, count = '1'] = written.split('*');
  return Object.hasOwn(BYTES, name)
    ? { type: name as Scalar, count: Number(count), className: null }
    : { type: 'u32', count: 1, className: written as Class };
}

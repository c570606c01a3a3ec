/** Writes the tables down for the kernel, in AssemblyScript: files of kernel/generated, by name. kernel.mjs puts them there. */
import { BATCH } from './batch.ts';
import * as constants from './constants.ts';
import { DIRECTION } from './direction.ts';
import { OUTCOME } from './outcome.ts';
import { PAIR } from './pair.ts';
import { SETTINGS, TABLE } from './settings.ts';
import type { Class, Field, Scalar, Structure } from './structure.ts';
import { TOTALS } from './totals.ts';

const VIEWS: Record<Scalar, Class> = { u8: 'Bytes', u16: 'Shorts', u32: 'Words', f64: 'Doubles' };

const HEAD = '// Written by kernel.mjs from source/connection/layout: change it there.\n';

export function kernelFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['direction.ts', HEAD + VIEW_IMPORT + classOf('Direction', DIRECTION) + boundsOf(DIRECTION)],
    ['pair.ts', HEAD + VIEW_IMPORT + classOf('Pair', PAIR)],
    ['batch.ts', HEAD + VIEW_IMPORT + classOf('Batch', BATCH)],
    ['totals.ts', HEAD + classOf('Totals', TOTALS)],
    ['outcome.ts', HEAD + classOf('Outcome', OUTCOME)],
    ['settings.ts', HEAD + SETTINGS_IMPORTS + classOf('Table', TABLE) + classOf('Settings', SETTINGS)],
    ['constants.ts', HEAD + Object.entries(constants).map(constantOf).join('')],
  ]);
}

const VIEW_IMPORT = "import { Bytes, Doubles, Shorts, Words } from '../views';\n";
const SETTINGS_IMPORTS =
  "import { Words } from '../views';\nimport { Outcome } from './outcome';\nimport { Totals } from './totals';\n";

const classOf = (name: string, { fields }: Structure): string =>
  `\n@unmanaged\n@final\nexport class ${name} {\n${Object.values(fields).map(accessorsOf).join('')}}\n`;

/** Numbers below 4 bytes are u32 to the kernel, which has no smaller registers. */
function accessorsOf({ name, type, class: className, meaning, offset, count }: Field): string {
  const about = `  /** ${meaning} */\n  `;
  const at = 'changetype<usize>(this)';
  if (count > 1) {
    const view = VIEWS[type];
    return `${about}get ${name}(): ${view} { return changetype<${view}>(${at} + ${offset}); }\n`;
  }
  if (className !== null) {
    return (
      `${about}get ${name}(): ${className} { return changetype<${className}>(<usize>load<u32>(${at}, ${offset})); }\n` +
      `  set ${name}(value: ${className}) { store<u32>(${at}, <u32>changetype<usize>(value), ${offset}); }\n`
    );
  }
  const seen = type === 'f64' ? 'f64' : 'u32';
  return (
    `${about}get ${name}(): ${seen} { return <${seen}>load<${type}>(${at}, ${offset}); }\n` +
    `  set ${name}(value: ${seen}) { store<${type}>(${at}, value, ${offset}); }\n`
  );
}

/** Where parts begin and end, for those who bring rows into the caches. */
function boundsOf({ parts }: Structure): string {
  const begins = parts.map(({ name, begin }) => [name, begin]);
  const ends = parts.map(({ name, end }) => [name, end]);
  return constantOf(['Begin', Object.fromEntries(begins)]) + constantOf(['End', Object.fromEntries(ends)]);
}

function constantOf([name, value]: [string, number | Readonly<Record<string, number>>]): string {
  if (typeof value === 'number') return `\nexport const ${name}: u32 = ${value >>> 0};\n`;
  const members = Object.entries(value).map(([member, number]) => `  ${member} = ${number},\n`);
  return `\nexport enum ${name} {\n${members.join('')}}\n`;
}

/** The house rules of ARCHITECTURE.md, held: who may import whom, how files are named, how long they are, what they cite. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from './support/program.ts';

const read = (file: string): string => readFileSync(path.join(PROJECT, file), 'utf8');

/** What a room may import, besides itself. */
interface Plan {
  rooms: readonly string[];
  /** Rooms of which it may import types alone. */
  typesOf: readonly string[];
}

/** The rooms, as ARCHITECTURE.md's table has them: "| `room` | duty | imports | and types of |". */
function planOf(architecture: string): Map<string, Plan> {
  const plan = new Map<string, Plan>();
  for (const [, room, rooms, types] of architecture.matchAll(/^\| `([\w-]+)` \|[^|]*\|([^|]*)\|([^|]*)\|$/gm)) {
    const listed = (cell: string): string[] => (cell.trim() === '–' ? [] : cell.split(',').map((name) => name.trim()));
    plan.set(room, { rooms: rooms.trim() === 'all above' ? [...plan.keys()] : listed(rooms), typesOf: listed(types) });
  }
  return plan;
}

const PLAN = planOf(read('ARCHITECTURE.md'));

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const files = (folder: string): string[] =>
  readdirSync(path.join(PROJECT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(PROJECT, path.join(entry.parentPath, entry.name)));

const sources = files('source');

function importsOf(file: string): Import[] {
  const statement = /(?:^|\n)(?:import|export)\s+([^;]*?)\s+from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;
  return [...read(file).matchAll(statement)].map(([, what, fixed, lazy]) => {
    const name = fixed ?? lazy;
    const to = name.startsWith('.') ? path.join(path.dirname(file), name) : name;
    return { from: file, to, typeOnly: what !== undefined && onlyTypes(what) };
  });
}

/** `type { A }`, `{ type A, type B }`. */
const onlyTypes = (what: string): boolean =>
  what.startsWith('type ') || /^\{(\s*type \w+( as \w+)?\s*,?)+\s*\}$/.test(what);

const imports = sources.flatMap(importsOf);
const roomOf = (file: string): string | null => /^source\/([^/]+)\//.exec(file)?.[1] ?? null;

describe('the house', () => {
  test('every room is in the table of ARCHITECTURE.md, and every row is a room', () => {
    const rooms = new Set(sources.map(roomOf).filter((room) => room !== null));
    expect([...rooms].sort()).toEqual([...PLAN.keys()].sort());
  });

  test('a room imports only the rooms below it', () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      const [room, other] = [roomOf(from), roomOf(to)];
      if (room === null || other === null || room === other) return false;
      const { rooms, typesOf } = PLAN.get(room)!;
      return !rooms.includes(other) && !(typeOnly && typesOf.includes(other));
    });
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test('no file imports itself round a circle', () => {
    const ours = imports.filter(({ to }) => roomOf(to) !== null);
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, trail: string[]): void => {
      if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' > '));
      if (done.has(file) || trail.includes(file)) return;
      for (const { to } of ours.filter(({ from }) => from === file)) visit(to, [...trail, file]);
      done.add(file);
    };
    for (const file of sources) visit(file, []);
    expect(circles).toEqual([]);
  });

  test('every export is used by the program, not by tests alone', () => {
    const withoutComments = (text: string): string => text.replace(/\/\*.*?\*\/|\/\/.*?$/gms, '');
    const texts = [...sources, 'kernel.mjs'].map((file) => ({ file, text: withoutComments(read(file)) }));
    const declared = /^export (?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm;
    const unused = texts
      .filter(({ file }) => sources.includes(file))
      .flatMap(({ file, text }) =>
        [...text.matchAll(declared)]
          .map(([, name]) => ({ name, use: new RegExp(`\\b${name}\\b`, 'g') }))
          .filter(
            ({ use }) =>
              text.match(use)!.length === 1 &&
              !texts.some((other) => other.file !== file && other.text.search(use) !== -1),
          )
          .map(({ name }) => `${file}: ${name}`),
      );
    expect(unused).toEqual([]);
  });

  test('only the screens know Ink and React', () => {
    const wrong = imports.filter(
      ({ from, to }) => /^(ink|react)\b/.test(to) && roomOf(from) !== 'ui' && from !== 'source/cli.tsx',
    );
    expect(wrong.map(({ from }) => from)).toEqual([]);
  });
});

describe('a file', () => {
  const code = [...sources, ...files('test'), ...files('bench')].filter((file) => /\.tsx?$/.test(file));

  test('is named in lower case with hyphens', () => {
    expect(code.filter((file) => !/^[a-z0-9-]+(\.test|\.d)?\.tsx?$/.test(path.basename(file)))).toEqual([]);
  });

  test('holds one idea: never over 400 lines, nine in ten under 250', () => {
    const lengths = sources.map((file) => ({ file, lines: read(file).split('\n').length }));
    expect(lengths.filter(({ lines }) => lines > 400)).toEqual([]);
    expect(lengths.filter(({ lines }) => lines > 250).length).toBeLessThanOrEqual(lengths.length / 10);
  });

  test('cites only what a stranger can open', () => {
    const absent = /\.\.\/shared|house\.md|brief\.md|spec\/(tcptrace|formats)/;
    const documents = [...sources, ...files('docs'), 'README.md', 'ARCHITECTURE.md'];
    expect(documents.filter((file) => absent.test(read(file)))).toEqual([]);
  });

  test('under test/ belongs to a room, or says what else it is', () => {
    const others = ['support', 'fixtures', 'terminal', 'bench', 'cli', 'packaging'];
    const folders = readdirSync(path.join(PROJECT, 'test'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(folders.filter((name) => !PLAN.has(name) && !others.includes(name))).toEqual([]);
  });
});

describe('the fixtures', () => {
  const captures = files('test/fixtures').filter((file) => /\.pcap(ng)?$/.test(file));

  test('stay small', () => {
    const bytes = captures.reduce((sum, file) => sum + statSync(path.join(PROJECT, file)).size, 0);
    expect(bytes).toBeLessThan(2_000_000);
  });

  test('are all explained', () => {
    const table = read('test/fixtures/README.md');
    expect(captures.filter((file) => !table.includes(`| \`${path.basename(file)}\` |`))).toEqual([]);
  });
});

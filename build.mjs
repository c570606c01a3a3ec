// Bundles source/cli.tsx into one executable file, dist/cli.js, that needs nothing but Node. What V8 compiles of it is kept
// beside it, in dist/code-cache, and spares time where it is there.
// usage: node build.mjs [--if-needed]
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { hashOf } from './code-cache/hash.cjs';
import { kernelForBundle } from './kernel.mjs';

const ENTRY = path.resolve('source/cli.tsx');
/** Half of what sessions import, for one key. */
const SAVING = path.resolve('source/session/save/save.ts');
const OUTPUT = 'dist/cli.js';
const NO_DEVTOOLS = './source/ui/terminal/no-devtools.ts';

function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile())
      newest = Math.max(newest, statSync(path.join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return Math.max(newest, statSync('package.json').mtimeMs);
}

if (process.argv.includes('--if-needed') && existsSync(OUTPUT) && statSync(OUTPUT).mtimeMs > newestChange('source')) {
  process.exit(0);
}

const COMMON = {
  bundle: true,
  write: false,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  jsx: 'automatic',
  // Yoga, which lays out Ink's boxes, would fetch() its own bytes, which loads all of Node's HTTP.
  define: { 'process.env.NODE_ENV': '"production"', fetch: 'undefined' },
  // Ink asks for the React developer tools, over a WebSocket, only when DEV=true; the stub keeps 350 kB out of the bundle.
  alias: { 'react-devtools-core': NO_DEVTOOLS, ws: NO_DEVTOOLS },
  inject: ['./source/ui/terminal/plain-segmenter.ts'],
  logLevel: 'warning',
};

/** What has been set aside: a module's path below source/, and its bundle as the body of a function. */
const parts = new Map();

/**
 * V8 reads all of a program before it runs its first line, in each thread again; a report shall not pay for Ink, nor a worker for
 * either. So what cli.tsx imports dynamically is a bundle of its own that stands, as a JSON string, in a comment at the end of the
 * file: V8 skips it, and it is read and compiled when it is asked for. (Separate files would do the same, but would be many.)
 */
const setAside = {
  name: 'set-aside',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ path: file, kind, importer, resolveDir }) => {
      const module = path.resolve(resolveDir, file);
      const isPart = importer === ENTRY || module === SAVING;
      return kind === 'dynamic-import' && isPart ? { path: module, namespace: 'part' } : null;
    });
    onLoad({ filter: /./, namespace: 'part' }, async ({ path: file }) => {
      const { outputFiles, metafile } = await build({
        ...COMMON,
        entryPoints: [file],
        plugins: [setAside, builtins, kernelForBundle, latePackages],
        metafile: true,
        // The outer build says what is wrong.
        logLevel: 'silent',
        define: { ...COMMON.define, 'import.meta': 'importMeta' },
      });
      const name = path.relative('source', file);
      const [{ exports }] = Object.values(metafile.outputs);
      const text = `(async function (require, importMeta) {${outputFiles[0].text.replace(EXPORTS, asReturn)}})`;
      parts.set(name, text);
      return {
        resolveDir: path.dirname(file),
        contents: `
          import { existsSync, readFileSync } from 'node:fs';
          import { fileURLToPath } from 'node:url';
          import { Script } from 'node:vm';
          const program = readFileSync(fileURLToPath(import.meta.url));
          const begin = program.lastIndexOf(${JSON.stringify(comment.begin(name))}) + ${comment.begin(name).length};
          const text = JSON.parse(program.latin1Slice(begin, program.indexOf('*/', begin)));
          const cache = fileURLToPath(new URL(\`code-cache/\${process.version}-\${process.arch}/${hashOf(text)}\`, import.meta.url));
          const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
          const script = new Script(text, { filename: ${JSON.stringify(name)}, cachedData });
          export const { ${exports.join()} } = await script.runInThisContext()(require, import.meta);`,
      };
    });
  },
};

/**
 * A JSON string may write a slash as \/, so nothing in it ends the comment. What is not ASCII (esbuild leaves it in regular
 * expressions) is escaped: a part is read back as latin1, and of all the file one such character would make V8 decode and
 * scan three megabytes in the slow way, 10 ms in each thread.
 */
const comment = {
  begin: (name) => `\n/*${name}\n`,
  of: ([name, text]) => `${comment.begin(name)}${inAscii(JSON.stringify(text)).replaceAll('*/', '*\\/')}\n*/`,
};
const inAscii = (text) =>
  text.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The statement that ends a bundle (licences follow it), as the end of a function. */
const EXPORTS = /export\s*\{([^{}]*)\};(?=\s*(\/\*|$))/;
const asReturn = (_, names) => `return {${names.replace(/([\w$]+) as ([\w$]+)/g, '$2:$1')}};`;

/** Node's own modules, loaded where a function can: an import statement stands only in a file of its own. */
const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path: name, namespace }) =>
      isBuiltin(name) && namespace !== 'builtin' ? { path: name, namespace: 'builtin' } : null,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path: name }) => ({
      contents: SELDOM_USED.has(name.replace('node:', ''))
        ? lateBuiltin(name)
        : `module.exports = require(${JSON.stringify(name)});`,
    }));
  },
};

/** Modules of plain functions and classes, each some milliseconds of a start: loaded when one of them is used. */
const SELDOM_USED = new Set(['child_process', 'crypto', 'dns/promises', 'zlib']);

const lateBuiltin = (name) => `
  for (const member of ${JSON.stringify(Object.keys(createRequire(import.meta.url)(name)))})
    Object.defineProperty(exports, member, { enumerable: true, get: () => require(${JSON.stringify(name)})[member] });`;

/** Packages loaded when what they do is needed, as that takes long: what stands in for them until then. */
const LATE = {
  // It has ICU make its tables as soon as it is loaded, a good part of a short run.
  'string-width': String.raw`
    import { PLAIN_CHARACTERS } from './source/ui/terminal/plain-characters.ts';
    const NARROW = new RegExp('^[' + PLAIN_CHARACTERS + ']*$');
    const COLOUR = /\x1b\[[\d;]*m/g;
    export default (text, options) => {
      const shown = text.includes('\x1b') ? text.replace(COLOUR, '') : text;
      return NARROW.test(shown) ? shown.length : require('string-width').default(text, options);
    };`,
  // It asks OpenSSL for all its hashes; ink-table names its rows by one of them.
  'object-hash': `export const sha1 = (value) => require('object-hash').sha1(value);`,
};

const latePackages = {
  name: 'late-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[\w-]+$/ }, ({ path: name, kind }) =>
      kind === 'import-statement' && Object.hasOwn(LATE, name) ? { path: name, namespace: 'late' } : null,
    );
    onLoad({ filter: /./, namespace: 'late' }, ({ path: name }) => ({
      resolveDir: path.resolve('.'),
      contents: LATE[name],
    }));
  },
};

const { outputFiles } = await build({
  ...COMMON,
  entryPoints: [ENTRY],
  plugins: [setAside, builtins, kernelForBundle],
  banner: {
    js: '#!/usr/bin/env node\nimport { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
});
mkdirSync(path.dirname(OUTPUT), { recursive: true });
writeFileSync(OUTPUT, inAscii(outputFiles[0].text) + [...parts].map(comment.of).join(''));
chmodSync(OUTPUT, 0o755);

const { status } = spawnSync(process.execPath, ['script.mjs', 'code-cache/code-cache.ts'], { stdio: 'inherit' });
if (status !== 0) console.error('dist/code-cache is not there: the program works, but is slower to start');

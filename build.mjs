// Bundles the program into dist/: cli.js, which the user starts, loads program.js (source/cli.tsx) and that the other parts, a
// plain file each. It needs nothing but Node.
// usage: node build.mjs [--if-needed] [--to FOLDER]
import { chmodSync, copyFileSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { kernelForBundle } from './kernel.mjs';
import { licencesOf } from './licences.mjs';

const { values: options } = parseArgs({
  options: { 'if-needed': { type: 'boolean', default: false }, to: { type: 'string', default: 'dist' } },
});
const STARTED = path.join(options.to, 'cli.js');
const NO_DEVTOOLS = './source/ui/terminal/no-devtools.ts';

function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile())
      newest = Math.max(newest, statSync(path.join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return Math.max(newest, statSync('package.json').mtimeMs);
}

if (options['if-needed'] && existsSync(STARTED) && statSync(STARTED).mtimeMs > newestChange('source')) {
  process.exit(0);
}

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

rmSync(options.to, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { program: 'source/cli.tsx' },
  outdir: options.to,
  bundle: true,
  metafile: true,
  // They stand in THIRD-PARTY-LICENSES.
  legalComments: 'none',
  // The names of parts come from their paths: they are the same wherever node_modules lies.
  preserveSymlinks: true,
  // What is imported dynamically is read and compiled when it is needed: a report does not pay for Ink, nor a worker for either.
  splitting: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  jsx: 'automatic',
  // Yoga, which lays out Ink's boxes, would fetch() its own bytes, which loads all of Node's HTTP.
  define: { 'process.env.NODE_ENV': '"production"', fetch: 'undefined' },
  // Ink asks for the React developer tools, over a WebSocket, only when DEV=true; the stub keeps 350 kB out of the program.
  alias: { 'react-devtools-core': NO_DEVTOOLS, ws: NO_DEVTOOLS },
  inject: ['./source/ui/terminal/plain-segmenter.ts'],
  plugins: [kernelForBundle, latePackages],
  // For packages written as CommonJS that ask for Node's modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
});
copyFileSync('source/launch.js', STARTED);
chmodSync(STARTED, 0o755);
writeFileSync(path.join(options.to, 'THIRD-PARTY-LICENSES'), licencesOf(metafile));

// Bundles source/cli.tsx into one executable file, dist/cli.js, that needs nothing but Node.
// usage: node build.mjs [--if-needed]
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const OUTPUT = 'dist/cli.js';

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

await build({
  entryPoints: ['source/cli.tsx'],
  outfile: OUTPUT,
  bundle: true,
  minify: true,
  keepNames: false,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  // Ink asks for the React developer tools only when DEV=true; the stub keeps 300 kB out of the bundle.
  alias: { 'react-devtools-core': './source/ui/terminal/no-devtools.ts' },
  banner: {
    js: '#!/usr/bin/env node\nimport { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: 'warning',
});
chmodSync(OUTPUT, 0o755);

// Runs one of the project's own TypeScript scripts. usage: node script.mjs FILE [ARGUMENT …]
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { kernelForBundle } from './kernel.mjs';

const [source, ...args] = process.argv.slice(2);
// Two folders below the project, as test/support/ is, so that both find the project from their own place.
const outfile = path.resolve('dist/scripts', `${path.basename(source, '.ts')}.mjs`);

await build({
  entryPoints: [source],
  outfile,
  bundle: true,
  // What carries machine code stays outside the bundle.
  external: ['@lydell/node-pty', '@resvg/resvg-js'],
  platform: 'node',
  target: 'node20',
  format: 'esm',
  plugins: [kernelForBundle],
  logLevel: 'warning',
});
process.argv = [process.argv[0], outfile, ...args];
await import(pathToFileURL(outfile).href);

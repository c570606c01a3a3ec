// Compiles the kernel (source/connection/kernel, AssemblyScript) to WebAssembly, for those who bundle or run the sources. What it
// has in common with the host stands in the tables of source/connection/layout, and is written down for it in kernel/generated.
// usage, to write no more than that: node kernel.mjs
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

const FOLDER = path.resolve(import.meta.dirname, 'source/connection/kernel');
/** What the sources import it by. */
const PROGRAM = path.join(FOLDER, 'index.wasm');

/** Writes the tables down in AssemblyScript. A file is replaced at once, as tests in other processes may be reading it. */
async function writeTables() {
  const { outputFiles } = await build({
    entryPoints: [path.resolve(FOLDER, '../layout/assemblyscript.ts')],
    ...{ bundle: true, write: false, format: 'esm', platform: 'node' },
  });
  const { kernelFiles } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  const folder = path.join(FOLDER, 'generated');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of kernelFiles()) {
    const file = path.join(folder, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  }
}

/** The program's bytes; throws with the compiler's words where it is wrong. */
async function compile() {
  await writeTables();
  let bytes;
  const { error, stderr } = await asc.main(
    [
      path.join(FOLDER, 'index.ts'),
      ...['--outFile', 'kernel.wasm', '-O3', '--noAssert', '--runtime', 'stub'],
      ...['--importMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--sharedMemory'],
      ...['--enable', 'threads', '--enable', 'bulk-memory'],
    ],
    {
      writeFile: (_, contents) => {
        bytes = contents;
      },
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return bytes;
}

let compiled;
const program = () => (compiled ??= compile());

/** For esbuild. */
export const kernelForBundle = {
  name: 'kernel',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm$/ }, () => ({ path: 'index.wasm', namespace: 'kernel' }));
    onLoad({ filter: /./, namespace: 'kernel' }, async () => ({ contents: await program(), loader: 'binary' }));
  },
};

/** For Vite, and so for tests. */
export const kernelForTests = {
  name: 'kernel',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('/index.wasm') ? PROGRAM : null),
  load: async (id) =>
    id === PROGRAM
      ? `export default Buffer.from(${JSON.stringify(Buffer.from(await program()).toString('base64'))}, 'base64');`
      : null,
};

if (process.argv[1] === import.meta.filename) await writeTables();

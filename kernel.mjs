// Compiles the kernel (source/connection/kernel, AssemblyScript) to WebAssembly, for those who bundle or run the sources.
import path from 'node:path';
import asc from 'assemblyscript/asc';

const FOLDER = path.resolve(import.meta.dirname, 'source/connection/kernel');
/** What the sources import it by. */
const PROGRAM = path.join(FOLDER, 'index.wasm');

/** The program's bytes; throws with the compiler's words where it is wrong. */
async function compile() {
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

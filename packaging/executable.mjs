/** Makes one executable of the built program and Node: nothing else is needed where it runs, and nothing is unpacked. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The first line of Node that builds single executable applications by itself. */
const NODE = '26.10.0';
const MAIN = path.resolve(import.meta.dirname, 'main.mjs');

/** By the names of Node, Debian and GNU. */
export const ARCHITECTURES = {
  x64: { debian: 'amd64', gnu: 'x86_64' },
  arm64: { debian: 'arm64', gnu: 'aarch64' },
};

/**
 * Writes the executable for Linux on `architecture` to `output`.
 * `dist`: the built program; `scratch`: a folder where Node is downloaded to from npm's registry, unless it is there.
 */
export function makeExecutable(architecture, { dist, output, scratch }) {
  const config = path.join(scratch, `${architecture}.json`);
  const parts = readdirSync(dist).filter((file) => file.endsWith('.js'));
  const assets = { 'main.mjs': MAIN, ...Object.fromEntries(parts.map((file) => [file, path.join(dist, file)])) };
  writeFileSync(
    config,
    JSON.stringify({
      main: MAIN,
      mainFormat: 'module',
      executable: strippedNode(architecture, scratch),
      output,
      disableExperimentalSEAWarning: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      assets,
    }),
  );
  execFileSync(path.join(nodeFolder(process.arch, scratch), 'bin/node'), ['--build-sea', config], { stdio: 'pipe' });
}

/** Node's licence, which the executable falls under too. */
export const nodeLicence = (scratch) => path.join(nodeFolder(process.arch, scratch), 'LICENSE');

function strippedNode(architecture, scratch) {
  const stripped = path.join(scratch, `node-${NODE}-${architecture}`);
  const strip = architecture === process.arch ? 'strip' : `${ARCHITECTURES[architecture].gnu}-linux-gnu-strip`;
  if (!existsSync(stripped))
    execFileSync(strip, ['-o', stripped, path.join(nodeFolder(architecture, scratch), 'bin/node')]);
  return stripped;
}

function nodeFolder(architecture, scratch) {
  const name = `node-linux-${architecture}`;
  const folder = path.join(scratch, name);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    const [{ filename }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', `${name}@${NODE}`], { cwd: scratch, encoding: 'utf8' }),
    );
    execFileSync('tar', ['-xzf', path.join(scratch, filename), '-C', folder, '--strip-components=1']);
  }
  return folder;
}

/** Makes one executable of the built program and Node: nothing else is needed where it runs, and nothing is unpacked. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Version of Node in the executable; from 25.5 on Node builds single executable applications by itself. */
const NODE = '26.10.0';
const MAIN = path.resolve('packaging/main.mjs');

/** Processors, as Node, Debian and GNU name them. */
export const ARCHITECTURES = {
  x64: { debian: 'amd64', gnu: 'x86_64' },
  arm64: { debian: 'arm64', gnu: 'aarch64' },
} as const;
export type Architecture = keyof typeof ARCHITECTURES;

const OURS = process.arch as Architecture;

/**
 * Writes the executable for Linux to `output`. `dist`: the built program; `scratch`: a folder that Node is downloaded to from npm's
 * registry, unless it is there.
 */
export function makeExecutable(architecture: Architecture, dist: string, output: string, scratch: string): void {
  const parts = readdirSync(dist).filter((file) => file.endsWith('.js'));
  const config = path.join(scratch, `${architecture}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      main: MAIN,
      mainFormat: 'module',
      executable: strippedNode(architecture, scratch),
      output,
      disableExperimentalSEAWarning: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      assets: { 'main.mjs': MAIN, ...Object.fromEntries(parts.map((file) => [file, path.join(dist, file)])) },
    }),
  );
  execFileSync(path.join(nodeFolder(OURS, scratch), 'bin/node'), ['--build-sea', config], { stdio: 'pipe' });
}

/** The file with the licences of Node and all that is in it. */
export const nodeLicence = (scratch: string): string => path.join(nodeFolder(OURS, scratch), 'LICENSE');

/** Its symbols are a fifth of it. */
function strippedNode(architecture: Architecture, scratch: string): string {
  const stripped = path.join(scratch, `node-${NODE}-${architecture}`);
  const strip = architecture === OURS ? 'strip' : `${ARCHITECTURES[architecture].gnu}-linux-gnu-strip`;
  if (!existsSync(stripped))
    execFileSync(strip, ['-o', stripped, path.join(nodeFolder(architecture, scratch), 'bin/node')]);
  return stripped;
}

function nodeFolder(architecture: Architecture, scratch: string): string {
  const name = `node-linux-${architecture}`;
  const folder = path.join(scratch, name);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['pack', '--silent', `${name}@${NODE}`], { cwd: scratch });
    execFileSync('tar', ['-xzf', path.join(scratch, `${name}-${NODE}.tgz`), '-C', folder, '--strip-components=1']);
  }
  return folder;
}

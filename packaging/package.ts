/**
 * Makes what people install without npm, in release/: executables, Debian packages, an RPM package, and SHA256SUMS.
 * Node is downloaded from npm's registry; dpkg-deb makes the Debian packages, and rpmbuild, where it is installed, the other.
 * usage: npm run package [-- --architectures x64,arm64]
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import packageFacts from '../package.json' with { type: 'json' };
import { makeDeb } from './deb.ts';
import { ARCHITECTURES, type Architecture, makeExecutable, nodeLicence } from './executable.ts';
import { makeRpm } from './rpm.ts';
import type { Program } from './tree.ts';

const { values: options } = parseArgs({ options: { architectures: { type: 'string', default: process.arch } } });
const { version } = packageFacts;
const RELEASE = path.resolve('release');
/** Kept between runs: the downloaded Node. */
const SCRATCH = path.resolve('node_modules/.cache/package');

rmSync(RELEASE, { recursive: true, force: true });
for (const folder of [RELEASE, SCRATCH]) mkdirSync(folder, { recursive: true });
const inRelease = (name: string): string => path.join(RELEASE, name);
const root = path.join(SCRATCH, 'root');

for (const architecture of options.architectures.split(',') as Architecture[]) {
  const { debian, gnu } = ARCHITECTURES[architecture];
  const file = inRelease(`tcptrace-tui-${version}-linux-${architecture}`);
  makeExecutable(architecture, path.resolve('dist'), file, SCRATCH);
  const program: Program = { kind: 'executable', file, nodeLicence: nodeLicence(SCRATCH) };
  makeDeb(inRelease(`tcptrace-tui_${version}-1_${debian}.deb`), program, debian, version, root);
  if (isInstalled('rpmbuild')) makeRpm(inRelease(`tcptrace-tui-${version}-1.${gnu}.rpm`), program, gnu, version, root);
}
makeDeb(inRelease(`tcptrace-tui_${version}-1_all.deb`), { kind: 'scripts', dist: 'dist' }, 'all', version, root);

const made = readdirSync(RELEASE);
const sum = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(inRelease(name)))
    .digest('hex');
writeFileSync(inRelease('SHA256SUMS'), made.map((name) => `${sum(name)}  ${name}\n`).join(''));
for (const name of made) console.log(`${(statSync(inRelease(name)).size / 1e6).toFixed(1).padStart(6)} MB  ${name}`);

function isInstalled(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// The licences of everything that stands in the bundled program, for build.mjs to lay beside it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Packages under the MIT licence whose copies at the registry have no text of it, and their copyright lines. */
const MIT_WITHOUT_TEXT = {
  '@alcalzone/ink-table': 'Copyright (c) Matic Zavadlal, AlCalzone',
  'xz-decompress': 'Copyright (c) Tim Perry, Steven Sanderson',
  'yoga-layout': 'Copyright (c) Meta Platforms, Inc. and affiliates.',
};

/** Compiled into the kernel (kernel.mjs): its standard library. */
const ASSEMBLYSCRIPT = 'node_modules/assemblyscript';

const RULE = `\n${'-'.repeat(80)}\n`;

/**
 * The texts, each under the packages that it is for: all of which something is in the bundle.
 * `metafile`: esbuild's, https://esbuild.github.io/api/#metafile. Throws where a package has no text.
 */
export function licencesOf(metafile) {
  const folders = new Set([ASSEMBLYSCRIPT]);
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  const packagesOf = new Map();
  for (const { title, text } of [...folders].map(licenceOf).sort((a, b) => (a.title < b.title ? -1 : 1))) {
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), title]);
  }
  const sections = [...packagesOf].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
  return `tcptrace-tui contains parts of these packages.\n${RULE}${sections.join(RULE)}`;
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  // The licences of what a package has bundled itself.
  if (existsSync(path.join(folder, 'build/licenses.md'))) files.push('build/licenses.md');
  const texts = files.sort().map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return { title: `${name} ${version} (${license})`, text: texts.join('\n\n') || mitFor(name) };
}

function mitFor(name) {
  const copyright = MIT_WITHOUT_TEXT[name];
  if (copyright === undefined)
    throw new Error(`${name} is bundled and has no licence text: name its holder in licences.mjs`);
  const [, conditions] = readFileSync('LICENSE', 'utf8').split(/^Copyright.*$/m);
  return `MIT License\n\n${copyright}${conditions.trimEnd()}`;
}

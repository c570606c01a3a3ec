/** What an installed package holds, as a folder that looks like the root of the system it is installed on. */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { completions } from './completions.ts';
import { manualPages } from './manual.ts';

/** `executable`: everything in one file. `scripts`: the built program, for the system's own Node. */
export type Program = { kind: 'executable'; file: string; nodeLicence: string } | { kind: 'scripts'; dist: string };

/** Makes the folder anew. */
export function layOut(root: string, program: Program, version: string): void {
  rmSync(root, { recursive: true, force: true });
  const put = (file: string, content: string | Uint8Array): void => {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  };
  mkdirSync(path.join(root, 'usr/bin'), { recursive: true });
  const command = path.join(root, 'usr/bin/tcptrace-tui');
  if (program.kind === 'executable') {
    cpSync(program.file, command);
    chmodSync(command, 0o755);
  } else {
    for (const file of readdirSync(program.dist).filter((name) => name.endsWith('.js')))
      put(`usr/lib/tcptrace-tui/${file}`, readFileSync(path.join(program.dist, file)));
    put('usr/lib/tcptrace-tui/package.json', '{ "type": "module" }\n');
    chmodSync(path.join(root, 'usr/lib/tcptrace-tui/cli.js'), 0o755);
    symlinkSync('../lib/tcptrace-tui/cli.js', command);
  }
  for (const [name, text] of manualPages(version))
    put(`usr/share/man/man${name.at(-1)}/${name}.gz`, gzipSync(text, { level: 9 }));
  for (const [name, text] of completions()) put(`usr/share/${name}`, text);

  const documents = 'usr/share/doc/tcptrace-tui';
  for (const name of readdirSync('docs')) put(`${documents}/docs/${name}`, readFileSync(path.join('docs', name)));
  put(`${documents}/README.md`, readFileSync('README.md'));
  put(`${documents}/changelog.gz`, gzipSync(readFileSync('CHANGELOG.md'), { level: 9 }));
  put(
    `${documents}/copyright`,
    `${readFileSync('LICENSE', 'utf8')}\nLicences of what it contains: *-LICENSES beside this file.\n`,
  );
  put(`${documents}/THIRD-PARTY-LICENSES`, readFileSync('dist/THIRD-PARTY-LICENSES'));
  if (program.kind === 'executable') put(`${documents}/NODE-LICENSES`, readFileSync(program.nodeLicence));
}

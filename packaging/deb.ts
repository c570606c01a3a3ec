/** Debian packages: https://www.debian.org/doc/debian-policy/ */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { layOut, type Program } from './tree.ts';

const MAINTAINER = 'tcptrace-tui authors <tcptrace-tui@users.noreply.github.com>';

/** What lintian may find, and why. */
const OVERRIDES = `# This package is not made for Debian's archive, and closes no request for one.
tcptrace-tui: initial-upload-closes-no-bugs *
`;
const OVERRIDES_OF_EXECUTABLE = `# Node.js is embedded whole, with the libraries that its makers build it with.
tcptrace-tui: embedded-library *
# Node's makers do not link it so.
tcptrace-tui: hardening-no-pie *
`;

/** Writes the package; `architecture`: Debian's word for it, `all` for scripts. */
export function makeDeb(output: string, program: Program, architecture: string, version: string, root: string): void {
  layOut(root, program, version);
  const changes = `tcptrace-tui (${version}-1) unstable; urgency=low

  * The changes are in changelog.gz.

 -- ${MAINTAINER}  ${new Date().toUTCString().replace('GMT', '+0000')}
`;
  writeFileSync(path.join(root, 'usr/share/doc/tcptrace-tui/changelog.Debian.gz'), gzipSync(changes, { level: 9 }));
  const control = path.join(root, 'DEBIAN');
  mkdirSync(control);
  const isExecutable = program.kind === 'executable';
  const overrides = path.join(root, 'usr/share/lintian/overrides');
  mkdirSync(overrides, { recursive: true });
  writeFileSync(path.join(overrides, 'tcptrace-tui'), OVERRIDES + (isExecutable ? OVERRIDES_OF_EXECUTABLE : ''));
  const [kilobytes] = execFileSync('du', ['-sk', '--exclude=DEBIAN', root], { encoding: 'utf8' }).split('\t');
  writeFileSync(
    path.join(control, 'control'),
    `Package: tcptrace-tui
Version: ${version}-1
Architecture: ${architecture}
Maintainer: ${MAINTAINER}
Installed-Size: ${kilobytes}
Depends: ${isExecutable ? 'libc6 (>= 2.28), libstdc++6' : 'nodejs (>= 20.19)'}
Suggests: tcpdump | wireshark-common
Section: net
Priority: optional
Homepage: https://github.com/tcptrace-tui/tcptrace-tui
Description: explore TCP connections of a capture in the terminal
 tcptrace-tui opens packet captures, says what is wrong with their TCP
 connections and where the time went, and shows messages, packets and graphs.
 It forwards TCP and TLS as a recording proxy, and prints the reports of
 tcptrace.
`,
  );
  const files = execFileSync('find', ['usr', '-type', 'f'], { cwd: root, encoding: 'utf8' }).trim().split('\n').sort();
  writeFileSync(path.join(control, 'md5sums'), execFileSync('md5sum', files, { cwd: root }));
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', root]);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '-z2', '--build', root, output], { stdio: 'pipe' });
}

/** A package for RPM: https://rpm-packaging-guide.github.io */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layOut, type Program } from './tree.ts';

/** Writes the package; `architecture`: GNU's word for it. Needs rpmbuild. */
export function makeRpm(output: string, program: Program, architecture: string, version: string, root: string): void {
  layOut(root, program, version);
  const top = `${root}.rpmbuild`;
  mkdirSync(top, { recursive: true });
  const spec = path.join(top, 'tcptrace-tui.spec');
  writeFileSync(
    spec,
    `Name: tcptrace-tui
Version: ${version}
Release: 1
Summary: Explore TCP connections of a capture in the terminal
License: MIT
URL: https://github.com/tcptrace-tui/tcptrace-tui
AutoReqProv: no
Requires: glibc >= 2.28, libstdc++
# What is appended to Node must stay as it is.
%global __os_install_post %{nil}
%global debug_package %{nil}

%description
tcptrace-tui opens packet captures, says what is wrong with their TCP
connections and where the time went, and shows messages, packets and graphs.
It forwards TCP and TLS as a recording proxy, and prints the reports of
tcptrace.

%install
cp -a ${root}/. %{buildroot}/

%files
%attr(0755, root, root) /usr/bin/tcptrace-tui
/usr/share/doc/tcptrace-tui
/usr/share/man/man1/*
/usr/share/man/man7/*
/usr/share/bash-completion/completions/tcptrace-tui
/usr/share/zsh/vendor-completions/_tcptrace-tui
/usr/share/fish/vendor_completions.d/tcptrace-tui.fish
`,
  );
  const definitions = [`_topdir ${top}`, '_build_name_fmt %%{NAME}.rpm', '_binary_payload w2.xzdio'];
  const flags = definitions.flatMap((definition) => ['--define', definition]);
  execFileSync('rpmbuild', ['-bb', '--target', `${architecture}-linux`, ...flags, spec], { stdio: 'pipe' });
  const [made] = readdirSync(path.join(top, 'RPMS'));
  copyFileSync(path.join(top, 'RPMS', made), output);
}

// Prepares a release: dates the changelog's newest section, sets the version, commits and tags. Publishing stays by hand.
// usage: node packaging/release.mjs VERSION
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [version] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) throw new Error('usage: node packaging/release.mjs VERSION, as in 1.2.3');
const run = (command, ...args) =>
  execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });

if (run('git', 'status', '--porcelain') !== '') throw new Error('commit or stash your changes first');
const changelog = readFileSync('CHANGELOG.md', 'utf8');
const heading = /^## .* – unreleased$/m;
if (!heading.test(changelog)) throw new Error("CHANGELOG.md has no section '## VERSION – unreleased'");

execFileSync('npm', ['test'], { stdio: 'inherit' });
writeFileSync('CHANGELOG.md', changelog.replace(heading, `## ${version} – ${new Date().toISOString().slice(0, 10)}`));
run('npm', 'version', version, '--no-git-tag-version', '--allow-same-version');
run('git', 'commit', '--all', '--message', `Release ${version}`);
run('git', 'tag', '--annotate', `v${version}`, '--message', `tcptrace-tui ${version}`);
console.log('Now: npm run package, git push --follow-tags, npm publish, and the files of release/ as the release.');

#!/usr/bin/env node
/**
 * dist/cli.js, which users and worker threads start: loads the program where Node is new enough, else says so. Node 10 must be
 * able to read this file, as a CommonJS module or an ECMAScript one.
 */
var version = process.versions.node.split('.').map(Number);

if (version[0] > 20 || (version[0] === 20 && version[1] >= 19)) {
  keepCompiledCode();
  import('./program.js');
} else {
  console.error('tcptrace-tui needs Node 20.19 or later; this is Node ' + process.versions.node + '.');
  process.exitCode = 1;
}

/**
 * In the user's cache folder, so that the next start need not compile again; from Node 22.3 on:
 * https://nodejs.org/api/module.html#module-compile-cache
 */
function keepCompiledCode() {
  var caches = process.env.XDG_CACHE_HOME || (process.env.HOME && process.env.HOME + '/.cache');
  var module = process.getBuiltinModule && process.getBuiltinModule('module');
  // Under sudo the folder may be another user's: root must not run what stands there.
  if (caches && !process.env.SUDO_UID && module && module.enableCompileCache)
    module.enableCompileCache(caches + '/tcptrace-tui');
}

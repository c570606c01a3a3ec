// Preloaded into the program by code-cache.ts: writes what V8 has compiled of each part, the functions that ran included
// (https://nodejs.org/api/vm.html#scriptcreatecacheddata), ten times a second and when the program ends: a worker may be
// ended at any moment, and a file is there whole or not at all.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { threadId } = require('node:worker_threads');
const { hashOf } = require('./hash.cjs');

const scripts = [];

vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    scripts.push({ script: this, file: path.join(process.env.CODE_CACHE, hashOf(text)) });
  }
};

function write() {
  for (const { script, file } of scripts) {
    const whole = `${file}.${process.pid}.${threadId}`;
    fs.writeFileSync(whole, script.createCachedData());
    fs.renameSync(whole, file);
  }
}

setInterval(write, 100).unref();
process.on('exit', write);

/**
 * What the executable runs first, in every thread: finds the parts of the program inside it, by the names of files that do not
 * exist, and starts the program. https://nodejs.org/api/single-executable-applications.html
 */
import { registerHooks } from 'node:module';
import { getAsset } from 'node:sea';
import { constants, Script } from 'node:vm';

const PARTS = 'file:///tcptrace-tui/';

registerHooks({
  resolve(specifier, context, next) {
    const isPart = specifier.startsWith(PARTS) || (specifier.startsWith('.') && context.parentURL?.startsWith(PARTS));
    if (!isPart) return next(specifier, context);
    return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
  },
  load(url, context, next) {
    if (!url.startsWith(PARTS)) return next(url, context);
    return { source: getAsset(url.slice(PARTS.length), 'utf8'), format: 'module', shortCircuit: true };
  },
});

// An import() written here would look for Node's own modules alone.
const start = new Script(`import('${PARTS}program.js')`, {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
await start.runInThisContext();

import sea from 'node:sea';

/**
 * What worker threads run: the built program's file, beside which all its parts stand (build.mjs); in the executable, which has
 * no files, the text that finds the parts inside it (packaging/main.mjs).
 */
export const PROGRAM = sea.isSea()
  ? new URL(`data:text/javascript,${encodeURIComponent(sea.getAsset('main.mjs', 'utf8'))}`)
  : new URL('./cli.js', import.meta.url);

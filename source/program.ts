/** The built program's file, which worker threads run: every part of it stands beside `cli.js` (build.mjs). */
export const PROGRAM = new URL('./cli.js', import.meta.url);

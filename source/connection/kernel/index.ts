/** What the host calls: ../kernel.ts has the same names. */
export { configure } from './settings';
export { core } from './core';
export { readPlain } from './plain';
export { remove } from './table';
export { forget } from './segments';
export { tally } from './tally';
export { traffic } from './traffic';

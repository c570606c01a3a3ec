/** What the host calls: ../kernel.ts has the same names. */
export { core } from './core';
export { readPlain } from './plain';
export { forget } from './segments';
export { configure } from './settings';
export { remove } from './table';
export { tally } from './tally';
export { traffic } from './traffic';

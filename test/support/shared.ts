/**
 * Captures beside the project that judge it where they exist: a test that uses them skips, visibly, where they do not.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../../shared');

/** Path of the folder beside the project, null where there is none. */
export const sharedFolder: string | null = existsSync(folder) ? folder : null;

/** Files that are written for the user: nothing of theirs is overwritten without a word. */
import { closeSync, constants, fstatSync, ftruncateSync, openSync } from 'node:fs';

const { O_CREAT, O_NOFOLLOW = 0, O_WRONLY } = constants;

/**
 * Opens a file to be written from its beginning: a new one of that mode, an empty one, a device or pipe, or, with `force`, any.
 * Returns the descriptor. A symbolic link is not followed. Throws an Error for the user where the file holds something, else
 * what the system says.
 */
export function openForOutput(path: string, mode: number, force: boolean): number {
  const descriptor = openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW, mode);
  try {
    const found = fstatSync(descriptor);
    if (found.isFile() && found.size > 0 && !force) {
      throw new Error(`${path} is there already: choose another name, or let --force replace it`);
    }
    if (found.isFile()) ftruncateSync(descriptor);
    return descriptor;
  } catch (problem) {
    closeSync(descriptor);
    throw problem;
  }
}

/** A command line that cannot be followed. The message is one line that names the argument and shows the right form. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

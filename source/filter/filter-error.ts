/** A filter that cannot be understood. The message is one line for the user. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
}

/**
 * What a recording of the proxy shows for ends that have no address, of a block that no network has (RFC 5737). A server that
 * was not asked, as TLS with the client failed, is 0.0.0.0.
 */
export const MADE_UP = {
  unixClient: '192.0.2.1',
  unixServer: '192.0.2.2',
  /** A target whose name did not resolve. */
  unresolved: '192.0.2.3',
  unasked: '0.0.0.0',
} as const;

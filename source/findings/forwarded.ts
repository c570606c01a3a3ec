/**
 * What can be said of a connection that a proxy forwarded and recorded (docs/proxy.md, "Recording"). Its handshake is
 * the proxy's own with the server, so refusals, slow connects and resets are real, as are bytes and times; windows,
 * acknowledgements, segments and round trips are the recorder's, so rules about them have nothing to go by.
 */
export const OF_FORWARDED: ReadonlySet<string> = new Set([
  // Opening: unanswered, refused, slow, slow to be used.
  'O1',
  'O2',
  'O6',
  'O7',
  // Slow server, slow client.
  'T1',
  'T2',
  // TLS and whatever else the bytes say.
  'S1',
  'S2',
  'S3',
  'S4',
  'S5',
  'A1',
  // Closing: resets, one side left open, replies cut short.
  'C1',
  'C2',
  'C3',
  'C4',
  'C6',
  'C8',
]);

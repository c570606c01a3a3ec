/** Which connections of a capture a proxy of ours forwarded, rather than somebody's interface saw. */

import type { CaptureFile } from '../capture/capture.ts';
import { isProxyRecording } from '../capture/proxy-recording.ts';
import type { IsForwarded } from '../connection/known.ts';
import type { ConnectionStore } from '../connection/store.ts';

export { beginsAsProxyRecording } from '../capture/proxy-recording.ts';

/** By the file of the connection's first packet. */
export function forwardedIn(files: readonly CaptureFile[], { identity }: ConnectionStore): IsForwarded {
  const recordings = new Set(files.flatMap((file, number) => (isProxyRecording(file) ? [number] : [])));
  if (recordings.size === 0) return () => false;
  return (connection) => recordings.has(identity.file(connection));
}

/**
 * Frees what sockets were read into before V8 takes it for growth of its heap: those that are not read into buffers used again
 * (reused-reads.ts), as TLS.
 *
 * Node reads a socket into a new buffer of 64 KiB each time, outside V8's heap. V8 frees the dead ones when it collects its
 * young generation, which it does when that is full of objects, or after 32 MB of such buffers. But long before, after a
 * dozen MB, it holds the bytes against the limit of the whole heap and begins to mark all of it: in this thread that took as
 * much processor time as the forwarding. Collecting the young generation alone takes 0.3 ms.
 */
import v8 from 'node:v8';
import vm from 'node:vm';

/** Bytes read between two collections: less than V8 waits for, and they still fit into the processor's cache. */
const INTERVAL = 8 * 2 ** 20;

/** V8's own: https://nodejs.org/api/cli.html#--expose-gc */
type Collect = (options: { type: 'minor' }) => void;

let collect: Collect | undefined;
let sinceCollected = 0;

/** To be told of every read of this thread. */
export function bytesWereRead(bytes: number): void {
  sinceCollected += bytes;
  if (sinceCollected < INTERVAL) return;
  sinceCollected = 0;
  collect ??= collector();
  collect?.({ type: 'minor' });
}

/**
 * A context sees `gc` when the flag is set while it is made: https://nodejs.org/api/v8.html#v8setflagsfromstringflags. Flags are
 * the whole process's: undefined where another thread has turned it off before that.
 */
function collector(): Collect | undefined {
  v8.setFlagsFromString('--expose-gc');
  const gc: Collect | undefined = vm.runInNewContext('globalThis.gc');
  v8.setFlagsFromString('--no-expose-gc');
  return gc;
}

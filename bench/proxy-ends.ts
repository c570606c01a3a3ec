/** The two ends of a proxy under measurement, each in a process of its own. */
import net from 'node:net';
import { setPriority } from 'node:os';

/** Bytes a bulk client writes at a time. */
const BLOCK = 128 * 1024;
const MESSAGE = 64;

export type Role = 'sink' | 'echo' | 'bulk' | 'round-trips';

export interface BulkResult {
  megabytesPerSecond: number;
}

export interface RoundTripResult {
  /** µs. */
  median: number;
  p99: number;
}

/**
 * The ends stand for other machines: what else runs on this one, the proxy's own screen for instance, should cost them
 * nothing. Only root may; without it all share alike.
 */
function goFirst(): void {
  try {
    setPriority(-10);
  } catch {
    // Not permitted.
  }
}

/** Plays the role; prints the port of a server, or the result of a client as JSON. `amount`: bytes, or round trips. */
export function play(role: Role, port: number, amount: number): void {
  goFirst();
  switch (role) {
    case 'sink':
      serve((socket) => socket.resume().on('end', () => socket.end('.')));
      break;
    case 'echo':
      serve((socket) => socket.on('data', (bytes) => socket.write(bytes)).on('end', () => socket.end()));
      break;
    case 'bulk':
      sendBulk(port, amount);
      break;
    case 'round-trips':
      measureRoundTrips(port, amount);
      break;
  }
}

function serve(use: (socket: net.Socket) => void): void {
  const server = net.createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    use(socket);
  });
  server.listen(0, '127.0.0.1', () => console.log((server.address() as net.AddressInfo).port));
}

/** The clock stops when the sink has read everything and says so. */
function sendBulk(port: number, bytes: number): void {
  const socket = net.connect({ port, host: '127.0.0.1' });
  const block = Buffer.alloc(BLOCK, 'tcptrace');
  let left = bytes;
  let start = 0;
  const send = (): void => {
    while (left > 0) {
      const length = Math.min(left, BLOCK);
      left -= length;
      if (!socket.write(length === BLOCK ? block : block.subarray(0, length))) {
        socket.once('drain', send);
        return;
      }
    }
    socket.end();
  };
  socket.on('connect', () => {
    start = performance.now();
    send();
  });
  socket.on('data', () => {
    print({ megabytesPerSecond: bytes / 1000 / (performance.now() - start) });
  });
}

function measureRoundTrips(port: number, count: number): void {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  const message = Buffer.alloc(MESSAGE, 'x');
  const taken: number[] = [];
  let start = 0;
  let received = 0;
  const ask = (): void => {
    start = performance.now();
    socket.write(message);
  };
  socket.on('connect', ask);
  socket.on('data', (bytes) => {
    received += bytes.length;
    if (received < MESSAGE) return;
    received = 0;
    taken.push((performance.now() - start) * 1000);
    if (taken.length < count) {
      ask();
      return;
    }
    taken.sort((a, b) => a - b);
    print({ median: taken[count >> 1], p99: taken[Math.floor(count * 0.99)] });
    socket.end();
  });
}

const print = (result: BulkResult | RoundTripResult): void => console.log(JSON.stringify(result));

/** Made-up traffic: many clients that open a connection, ask, receive a reply with losses and close; always the same for a seed. */
import { type Endpoints, Flag, FrameWriter } from './frame-writer.ts';

export interface TrafficOptions {
  /** Packets in all, about. */
  packets: number;
  /** Connections open at the same time. */
  parallel: number;
  /** Mean number of segments of a reply. */
  segments: number;
  /** Share of a reply's segments that are sent again, their hole reported by SACK until then. */
  loss: number;
  /** Bytes kept of a packet. */
  snaplen: number;
  /** Share of connections over IPv6. */
  v6: number;
  seed: number;
  /** Share of connections never closed. */
  idle: number;
  /** Only the server's packets are captured: nothing is ever seen acknowledged. */
  oneWay: boolean;
  /** Share of the packets that the capture missed: holes that are never filled. */
  missed: number;
}

export const DEFAULT_TRAFFIC: TrafficOptions = {
  packets: 2_000_000,
  parallel: 2000,
  segments: 20,
  loss: 0.01,
  snaplen: 262_144,
  v6: 0.1,
  seed: 1,
  idle: 0,
  oneWay: false,
  missed: 0,
};

const START_MICROS = 1_700_000_000e6;
const MSS = 1448;
const SERVER_PORTS = [80, 443, 5432, 6379, 8080];
const CLIENT_PORTS = 60_000;

/** Writes a capture and returns how many packets and connections it holds. */
export function writeTraffic(path: string, options: TrafficOptions): { packets: number; connections: number } {
  const network = new Network(path, options);
  const active = Array.from({ length: options.parallel }, () => new Connection(network));
  while (network.writer.packets < options.packets) {
    const i = Math.floor(network.random() * active.length);
    if (!active[i].advance()) active[i] = new Connection(network);
  }
  network.writer.close();
  return { packets: network.writer.packets, connections: network.connections };
}

class Network {
  readonly options: TrafficOptions;
  readonly writer: FrameWriter;
  connections = 0;
  micros = START_MICROS;
  #state: number;

  constructor(path: string, options: TrafficOptions) {
    this.options = options;
    this.writer = new FrameWriter(path, options.snaplen);
    this.#state = options.seed >>> 0 || 1;
  }

  /** 0 … 1, xorshift32: https://www.jstatsoft.org/article/view/v008i14. */
  random(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state / 2 ** 32;
  }

  endpoints(): Endpoints {
    const number = this.connections++;
    return {
      v6: this.random() < this.options.v6,
      client: Math.floor(number / CLIENT_PORTS) * 7 + (number % 7),
      server: 1 + (number % 500),
      clientPort: 1024 + (number % CLIENT_PORTS),
      serverPort: SERVER_PORTS[number % SERVER_PORTS.length],
    };
  }
}

type Step = 'syn' | 'syn-ack' | 'ack' | 'request' | 'reply' | 'fin' | 'fin-ack' | 'last-ack';

class Connection {
  readonly #network: Network;
  readonly #ends: Endpoints;
  readonly #staysOpen: boolean;
  #step: Step = 'syn';
  #left: number;
  /** Next sequence number of the client and of the server. */
  #client: number;
  #server: number;
  /** A segment of the reply that will be sent again, after so many more. */
  #lost: { sequence: number; length: number; wait: number } | null = null;
  #replies = 0;

  constructor(network: Network) {
    this.#network = network;
    this.#ends = network.endpoints();
    this.#staysOpen = network.random() < network.options.idle;
    this.#left = 1 + Math.floor(network.random() * 2 * network.options.segments);
    this.#client = Math.floor(network.random() * 2 ** 32);
    this.#server = Math.floor(network.random() * 2 ** 32);
  }

  /** Sends a packet or two; false once the connection has nothing more to send. */
  advance(): boolean {
    switch (this.#step) {
      case 'syn':
        this.#fromClient(Flag.syn, 0);
        this.#step = 'syn-ack';
        return true;
      case 'syn-ack':
        this.#fromServer(Flag.syn | Flag.ack, 0);
        this.#step = 'ack';
        return true;
      case 'ack':
        this.#fromClient(Flag.ack, 0);
        this.#step = 'request';
        return true;
      case 'request':
        this.#fromClient(Flag.ack | Flag.psh, 80 + Math.floor(this.#network.random() * 400));
        this.#step = 'reply';
        return true;
      case 'reply':
        this.#reply();
        return true;
      case 'fin':
        if (this.#staysOpen) return false;
        this.#fromServer(Flag.ack | Flag.fin, 0);
        this.#step = 'fin-ack';
        return true;
      case 'fin-ack':
        this.#fromClient(Flag.ack | Flag.fin, 0);
        this.#step = 'last-ack';
        return true;
      case 'last-ack':
        this.#fromServer(Flag.ack, 0);
        return false;
    }
  }

  #reply(): void {
    const network = this.#network;
    if (this.#lost && this.#lost.wait-- === 0) {
      this.#send(true, Flag.ack, this.#lost.sequence, this.#client, this.#lost.length, null);
      this.#lost = null;
      this.#fromClient(Flag.ack, 0);
      return;
    }
    if (this.#left === 0 && !this.#lost) {
      this.#step = 'fin';
      return;
    }
    this.#left = Math.max(0, this.#left - 1);
    const sequence = this.#server;
    const length = network.random() < 0.8 ? MSS : 1 + Math.floor(network.random() * (MSS - 1));
    this.#fromServer(this.#left === 0 ? Flag.ack | Flag.psh : Flag.ack, length);
    if (this.#lost) {
      const { sequence: hole, length: missing } = this.#lost;
      this.#send(false, Flag.ack, this.#client, hole, 0, [(hole + missing) >>> 0, this.#server]);
    } else if (network.random() < network.options.loss) {
      this.#lost = { sequence, length, wait: 2 };
    } else if (this.#replies++ % 2 === 1) {
      this.#fromClient(Flag.ack, 0);
    }
  }

  #fromClient(flags: number, payload: number): void {
    this.#send(false, flags, this.#client, flags & Flag.ack ? this.#server : 0, payload, null);
    this.#client = (this.#client + payload + phantom(flags)) >>> 0;
  }

  #fromServer(flags: number, payload: number): void {
    this.#send(true, flags, this.#server, this.#client, payload, null);
    this.#server = (this.#server + payload + phantom(flags)) >>> 0;
  }

  #send(
    fromServer: boolean,
    flags: number,
    sequence: number,
    acknowledgement: number,
    payload: number,
    sack: readonly [number, number] | null,
  ): void {
    const network = this.#network;
    if (network.options.oneWay && !fromServer) return;
    network.micros += 1 + Math.floor(network.random() * 8);
    if (network.options.missed > 0 && network.random() < network.options.missed) return;
    network.writer.write(this.#ends, { fromServer, flags, sequence, acknowledgement, payload, sack }, network.micros);
  }
}

/** SYN and FIN take a sequence number each. */
const phantom = (flags: number): number => (flags & (Flag.syn | Flag.fin) ? 1 : 0);

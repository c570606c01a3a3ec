/**
 * Everything learned of the connections of a capture: the rows of the stages, readable from any thread. The analyser writes,
 * everyone else reads. Rows of a stage that the pass does not run stay untouched (and cost no memory).
 */
import { CoreRows } from './rows/core.ts';
import { type Depth, type DirectionBuffers, DirectionRows } from './rows/directions.ts';
import { IdentityRows, reserveAddressPairs } from './rows/identity.ts';
import { type UdpBuffers, UdpRows } from './rows/udp.ts';

/** Connections a capture can have: their rows are reserved at once, in address space only. */
const MOST_CONNECTIONS = 2 ** 24;

/** The buffers behind a store, to be posted to another thread. */
export interface StoreBuffers {
  v6: SharedArrayBuffer;
  directions: DirectionBuffers;
  udp: UdpBuffers;
  totals: SharedArrayBuffer;
}

/** Counters of the whole capture (indexes into `totals`). */
export const Total = {
  connections: 0,
  /** Packets the readers handed on. */
  packets: 1,
  /** TCP packets with a whole 20-byte header. */
  tcpPackets: 2,
  udpPackets: 3,
  /** Packets or option lists too short to read. */
  tooShort: 4,
  udpPairs: 5,
  icmpPackets: 6,
  otherPackets: 7,
  fragments: 8,
  /** Time of the first IP packet (the first that is not exactly 0) and of the last, µs since 1970. */
  firstMicros: 9,
  lastMicros: 10,
  /** Time of the very last frame read, of any kind. */
  lastFrameMicros: 11,
  badIpChecksums: 12,
  badTcpChecksums: 13,
  badUdpChecksums: 14,
  /** Packets cut by the snaplen. */
  snapped: 15,
  bytesCaptured: 16,
  bytesOnWire: 17,
  /** IPv6 address pairs in use (the next free place). */
  v6Pairs: 18,
  /** Letters given out so far. */
  labels: 19,
  ipv4Packets: 20,
  ipv6Packets: 21,
} as const;

export class ConnectionStore {
  readonly identity: IdentityRows;
  readonly core: CoreRows;
  /** Fields of rows/core, rows/traffic, rows/rtt and rows/owin by direction (2 × connection + side). */
  readonly directions: DirectionRows;
  readonly udp: UdpRows;
  /** See Total. */
  readonly totals: Float64Array;

  /** On existing rows, or on new ones for a pass of this depth with room for so many connections. */
  constructor(buffers?: StoreBuffers, connections = MOST_CONNECTIONS, depth: Depth = 'round trips') {
    this.directions = buffers ? new DirectionRows(buffers.directions) : DirectionRows.reserve(depth, connections * 2);
    this.identity = new IdentityRows(this.directions, buffers?.v6 ?? reserveAddressPairs(connections));
    this.core = new CoreRows(this.directions);
    this.udp = new UdpRows(buffers?.udp, connections);
    this.totals = new Float64Array(buffers?.totals ?? new SharedArrayBuffer(64 * 8));
  }

  get buffers(): StoreBuffers {
    return {
      v6: this.identity.v6.buffer as SharedArrayBuffer,
      directions: this.directions.buffers,
      udp: this.udp.buffers,
      totals: this.totals.buffer as SharedArrayBuffer,
    };
  }

  // The parts of a direction's row, by the names of the stages that fill them
  get traffic(): DirectionRows {
    return this.directions;
  }
  get rtt(): DirectionRows {
    return this.directions;
  }
  get owin(): DirectionRows {
    return this.directions;
  }

  /** Connections there is room for. */
  get capacity(): number {
    return this.identity.capacity;
  }

  /** Connections found so far; numbers 0 … count-1, in order of first packet. */
  get count(): number {
    return this.totals[Total.connections];
  }
}

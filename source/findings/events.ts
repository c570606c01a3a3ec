/** Single events of a connection that rules look at one by one. */

/** A SYN, a SYN/ACK or a FIN. */
export interface Attempt {
  micros: number;
  packet: number;
}

/** The first RST. */
export interface Reset {
  side: 0 | 1;
  micros: number;
  packet: number;
  /** It answers a SYN. */
  refuses: boolean;
  /** µs since the last packet before it, and since the other side's last data. */
  idle: number;
  sincePeerData: number;
  /** Bytes of the other side's not acknowledged, and of its own. */
  peerOutstanding: number;
  ownOutstanding: number;
  afterFin: boolean;
  /** The other side has reset the connection, too. */
  mutual: boolean;
  hops: number;
  usualHops: number;
}

/** An ICMP error about this connection. */
export interface IcmpReport {
  micros: number;
  packet: number;
  version: 4 | 6;
  type: number;
  code: number;
  mtu: number | null;
  /** Who sent it. */
  from: string;
  /** The side whose segment it quotes. */
  side: 0 | 1;
}

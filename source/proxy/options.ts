/**
 * What can be said about one pair of listener and target, with its defaults. Everything here can be posted to a worker.
 */
import type { HoldPattern } from './hold-pattern.ts';
import type { AppliedImpairment } from './impairments.ts';

/** Which certificate a TLS listener shows. */
export type ListenerCertificate =
  | { kind: 'none' }
  | { kind: 'files'; certificate: string; key: string }
  /** Made for the name the client asks for, signed by a throw-away CA whose own certificate is written to `authority`. */
  | { kind: 'auto'; authority: string };

/**
 * Which application protocol to agree to (RFC 7301). `http/1.1`: that, where the client offers it. `these`: the first of them
 * that the client offers, and all are offered to the target of a client without TLS. `pass`: the client's own offer is
 * handed on and the target chooses.
 */
export type AlpnPolicy = { kind: 'http/1.1' } | { kind: 'these'; protocols: readonly string[] } | { kind: 'pass' };

export interface PairOptions {
  readonly certificate: ListenerCertificate;
  readonly alpn: AlpnPolicy;
  /** Files with the CA certificates the target's certificate must come from; none = Node's own list. */
  readonly tlsCa: readonly string[];
  /** Server name to ask the target for (RFC 6066 section 3); null = the target's name. */
  readonly tlsName: string | null;
  readonly tlsInsecure: boolean;
  /** NSS key log file for the sessions of both sides. */
  readonly keylog: string | null;
  /** Client addresses that may connect, as CIDR blocks; none = everyone. */
  readonly allow: readonly string[];
  readonly maxClients: number;
  readonly rewriteHost: boolean;
  /** Milliseconds. */
  readonly connectTimeout: number;
  /** Milliseconds without a byte in either direction. */
  readonly idleTimeout: number;
  /** haproxy's PROXY protocol: versions 1 and 2 are accepted, version 1 is sent. */
  readonly proxyProtocol: { readonly accept: boolean; readonly send: boolean };
  /** Latency, rate and faults: see impairments.ts. */
  readonly impairments: readonly AppliedImpairment[];
  readonly hold: readonly HoldPattern[];
  /** How held messages are cut, as stream/framers/choice.ts names it; null = by the pieces they come in. */
  readonly framing: string | null;
}

export const DEFAULT_OPTIONS: PairOptions = {
  certificate: { kind: 'none' },
  alpn: { kind: 'http/1.1' },
  tlsCa: [],
  tlsName: null,
  tlsInsecure: false,
  keylog: null,
  allow: [],
  maxClients: 10_000,
  rewriteHost: false,
  connectTimeout: 30_000,
  idleTimeout: 24 * 3_600_000,
  proxyProtocol: { accept: false, send: false },
  impairments: [],
  hold: [],
  framing: null,
};

/**
 * What is asked of the proxy: pairs of listener and target with their options and defaults, and where it records. Everything
 * here can be posted to a worker.
 */
import type { Endpoint } from './endpoints.ts';
import type { HoldPattern } from './hold-pattern.ts';
import type { AppliedImpairment } from './impairments.ts';
import type { StartTls } from './starttls.ts';

/** Which certificate a TLS listener shows. */
export type ListenerCertificate =
  | { kind: 'none' }
  | { kind: 'files'; certificate: string; key: string }
  /** Made for the name the client asks for, signed by a throw-away CA whose own certificate is written to `authority`. */
  | { kind: 'auto'; authority: string; force: boolean };

/**
 * Which application protocol to agree to (RFC 7301). `http/1.1`: that, where the client offers it. `these`: the first of them
 * that the client offers, and all are offered to the target of a client without TLS. `pass`: the client's own offer is
 * handed on and the target chooses.
 */
export type AlpnPolicy = { kind: 'http/1.1' } | { kind: 'these'; protocols: readonly string[] } | { kind: 'pass' };

export interface PairOptions {
  readonly certificate: ListenerCertificate;
  readonly alpn: AlpnPolicy;
  /** What becomes of TLS that starts in the middle of a protocol; null = it passes unread. */
  readonly starttls: StartTls | null;
  /** Files with the CA certificates the target's certificate must come from; none = Node's own list. */
  readonly tlsCa: readonly string[];
  /** Server name to ask the target for (RFC 6066 section 3); null = the target's name. */
  readonly tlsName: string | null;
  readonly tlsInsecure: boolean;
  /** Files with what the target is shown where it asks for a certificate; null = none. */
  readonly clientCertificate: { readonly certificate: string; readonly key: string } | null;
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
  /** Of an HTTP message that was edited: its Content-Length and chunks are made to fit, or are as the user left them. */
  readonly lengths: 'mended' | 'as edited';
  /** How held messages are cut, as stream/choice.ts names it; null = by the pieces they come in. */
  readonly framing: string | null;
}

export const DEFAULT_OPTIONS: PairOptions = {
  certificate: { kind: 'none' },
  alpn: { kind: 'http/1.1' },
  starttls: null,
  tlsCa: [],
  tlsName: null,
  tlsInsecure: false,
  clientCertificate: null,
  keylog: null,
  allow: [],
  maxClients: 10_000,
  rewriteHost: false,
  connectTimeout: 30_000,
  idleTimeout: 24 * 3_600_000,
  proxyProtocol: { accept: false, send: false },
  impairments: [],
  hold: [],
  lengths: 'mended',
  framing: null,
};

export interface ProxyPair {
  readonly listen: Endpoint;
  readonly target: Endpoint;
  readonly options: PairOptions;
}

/** `ring`: a bounded ring of segments, temporary unless `path` says where. */
export type RecordingPlace =
  | { readonly kind: 'file'; readonly path: string; readonly force: boolean }
  | { readonly kind: 'ring'; readonly path: string | null; readonly limit: number };

export interface ProxyRequest {
  readonly kind: 'proxy';
  readonly pairs: readonly ProxyPair[];
  readonly recording: RecordingPlace;
  /** Payload bytes kept of each piece; null = all. */
  readonly keepPayload: number | null;
  readonly headless: boolean;
  /** Listeners that cannot listen do not keep the others from it. */
  readonly keepGoing: boolean;
  /** Events are appended there as lines of JSON; null = nowhere. */
  readonly log: string | null;
}

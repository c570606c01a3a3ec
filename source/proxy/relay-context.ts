/** What a relayed connection is given when its client has come. */
import type { LiveOptions } from './changes.ts';
import type { RelayNumber, Report } from './channel.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { RelayCounters } from './counters.ts';
import type { Endpoint } from './endpoints.ts';
import type { HoldDesk } from './hold.ts';
import type { PairOptions } from './options.ts';
import type { ClientCertificate, Identity } from './tls-files.ts';

export interface RelayContext {
  readonly connection: RelayNumber;
  readonly target: Endpoint;
  readonly options: PairOptions;
  /** What a TLS listener shows; null = the client speaks in clear. */
  readonly identity: Identity | null;
  /** What the client is shown where TLS starts in the middle; null = it does not. */
  readonly startTlsIdentity: Identity | null;
  /** CA certificates that a TLS target's must come from; none = Node's own list. */
  readonly authorities: readonly Buffer[];
  /** What a TLS target is shown where it asks for a certificate. */
  readonly clientCertificate: ClientCertificate | null;
  /** The how-manyeth connection of its listener, 1-based. */
  readonly ordinal: number;
  readonly live: LiveOptions;
  readonly desk: HoldDesk;
  readonly record: ConnectionRecord;
  readonly counters: RelayCounters;
  readonly report: Report;
  /** Called once, when both sides are gone. */
  readonly closed: () => void;
}

/** An exchange as lists and tables show it: figures and a few words, no bytes. */
import type { ConnectionRow } from '../connection/numbering.ts';
import { durationOf, type Exchange, type Side, waitOf } from './unit.ts';

export interface ExchangeFacts {
  readonly connection: ConnectionRow;
  readonly client: Side;
  /** Name of the protocol. */
  readonly protocol: string;
  /** µs since 1970 of the request's first byte, and the packet (1-based) it came in. */
  readonly micros: number;
  readonly packet: number;
  /** First words of the request; the host it names, null = none. Safe for the terminal. */
  readonly words: string;
  readonly host: string | null;
  /** Of the reply, in a word or two; null = nothing is known. */
  readonly status: string | null;
  readonly failed: boolean;
  readonly state: Exchange['state'];
  /** µs from the request's last byte to the reply's first; from the request's first to the reply's last. null = no reply. */
  readonly wait: number | null;
  readonly duration: number | null;
  readonly requestBytes: number;
  readonly replyBytes: number;
}

export function factsOf(exchange: Exchange, connection: ConnectionRow): ExchangeFacts {
  const { client, protocol, request, status, failed, state, requestBytes, replyBytes } = exchange;
  return {
    connection,
    client,
    protocol,
    micros: request.micros,
    packet: request.firstPacket,
    words: request.words,
    host: request.host,
    status,
    failed,
    state,
    wait: waitOf(exchange),
    duration: durationOf(exchange),
    requestBytes,
    replyBytes,
  };
}

/** What became of it, in a word: the status, or why there is none. */
export function outcomeOf({ status, state }: Pick<ExchangeFacts, 'status' | 'state'>): string {
  if (state === 'unanswered') return 'no reply';
  if (state === 'unknown') return 'not seen';
  return state === 'cut' ? `${status ?? ''} cut`.trimStart() : (status ?? 'ok');
}

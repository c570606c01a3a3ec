/** Where the capture was taken, and so which losses it can see. */
import type { ConnectionEvidence } from './evidence.ts';
import { duration } from './wording.ts';

export interface Vantage {
  near: 'client' | 'server' | 'middle' | 'unknown';
  /** In words, with the figures it rests on. */
  reason: string;
}

/** One part of the handshake this many times the other tells the near end. */
const NEARER = 4;

export function vantageOf(evidence: ConnectionEvidence): Vantage {
  const { synMicros, synAckMicros, establishedMicros, handshakeRtt } = evidence.classifier;
  if (handshakeRtt === null || synMicros === null || synAckMicros === null || establishedMicros === null) {
    return { near: 'unknown', reason: 'the handshake was not captured whole' };
  }
  const toServer = synAckMicros - synMicros;
  const toClient = establishedMicros - synAckMicros;
  const parts = `SYN to SYN/ACK ${duration(toServer)}, SYN/ACK to ACK ${duration(toClient)}`;
  if (toServer > NEARER * toClient) return { near: 'client', reason: `captured near the client (${parts})` };
  if (toClient > NEARER * toServer) return { near: 'server', reason: `captured near the server (${parts})` };
  return { near: 'middle', reason: `captured between both (${parts})` };
}

/** Where a sender's segments were lost, as far as the capture point tells. */
export function lossPlace(evidence: ConnectionEvidence, side: 0 | 1): string {
  const { lostBefore, lostAfter } = evidence.sides[side];
  const { near } = vantageOf(evidence);
  const place =
    near === 'unknown'
      ? 'the capture point'
      : near === 'middle'
        ? 'the capture point in the middle'
        : `the capture point near the ${near}`;
  if (lostBefore > lostAfter) return `lost before ${place}: their first copies never came by`;
  if (lostAfter > lostBefore) return `lost after ${place}: their first copies came by`;
  return `lost on both sides of ${place}`;
}

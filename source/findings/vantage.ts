/** Where the capture was taken: how far both ends are from it, and so which losses it can see. */
import type { ConnectionEvidence } from './evidence.ts';
import type { RoundTrips } from './turns.ts';
import { duration } from './wording.ts';

export interface Vantage extends RoundTrips {
  near: 'client' | 'server' | 'middle' | 'unknown';
  /** In words, with the figures it rests on. */
  reason: string;
}

/** One part of the way this many times the other tells the near end. */
const NEARER = 4;

export function vantageOf(evidence: ConnectionEvidence): Vantage {
  const trips = evidence.roundTrips;
  const { toServer, toClient } = trips;
  if (evidence.classifier.handshake.rtt === null) {
    return { ...trips, near: 'unknown', reason: 'the handshake was not captured whole' };
  }
  const parts = `the server answers in ${duration(toServer)}, the client in ${duration(toClient)}`;
  if (toServer > NEARER * toClient) return { ...trips, near: 'client', reason: `captured near the client (${parts})` };
  if (toClient > NEARER * toServer) return { ...trips, near: 'server', reason: `captured near the server (${parts})` };
  return { ...trips, near: 'middle', reason: `captured between both (${parts})` };
}

/** The shortest round trip between both ends, µs; 0 = unknown. */
export function baseRtt(evidence: ConnectionEvidence): number {
  const { toServer, toClient } = evidence.roundTrips;
  return toServer + toClient;
}

/** "the capture point near the client". */
export function capturePoint(evidence: ConnectionEvidence): string {
  const { near } = vantageOf(evidence);
  if (near === 'unknown') return 'the capture point';
  return near === 'middle' ? 'the capture point in the middle' : `the capture point near the ${near}`;
}

/** Where a sender's segments were lost, as far as the capture point tells. */
export function lossPlace(evidence: ConnectionEvidence, side: 0 | 1): string {
  const { lostBefore, lostAfter } = evidence.sides[side];
  const place = capturePoint(evidence);
  if (lostBefore > lostAfter) return `lost before ${place}: their first copies never came by`;
  if (lostAfter > lostBefore) return `lost after ${place}: their first copies came by`;
  return `lost on both sides of ${place}`;
}

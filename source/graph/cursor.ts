/** What a graph's cursor reads: the state of a direction at a moment. */
import { type Column, firstAtOrAfter } from './column.ts';
import type { ConnectionSeries, Side } from './series.ts';

export interface CursorReading {
  /** The packet next to the cursor: µs since the first, row in the connection's packet list, number in the capture. */
  micros: number;
  row: number;
  packet: number;
  side: Side;
  /** The direction's figures just after that packet; null before the first. Bytes; RTT in ms. */
  sequence: number | null;
  acknowledged: number | null;
  inFlight: number | null;
  window: number | null;
  rtt: number | null;
}

/** `micros` since the connection's first packet; null while there is no packet. */
export function readCursor(series: ConnectionSeries, side: Side, micros: number): CursorReading | null {
  const { packets } = series;
  if (packets.count === 0) return null;
  const times = packets.x.values;
  const after = Math.min(firstAtOrAfter(times, packets.count, micros), packets.count - 1);
  const row = after > 0 && micros - times[after - 1] <= times[after] - micros ? after - 1 : after;
  const at = times[row];
  const { segments, acks, flight, rtt } = series.directions[side];
  const acknowledged = lastUntil(acks.x, acks.ack, at);
  const windowEnd = lastUntil(acks.x, acks.windowEnd, at);
  return {
    micros: at,
    row,
    packet: packets.number.values[row],
    side: packets.side.values[row] as Side,
    sequence: lastUntil(segments.x, segments.to, at),
    acknowledged,
    inFlight: lastUntil(flight.x, flight.bytes, at),
    window: windowEnd === null || acknowledged === null ? null : windowEnd - acknowledged,
    rtt: lastUntil(rtt.x, rtt.milliseconds, at),
  };
}

function lastUntil(x: Column, y: Column, micros: number): number | null {
  const next = firstAtOrAfter(x.values, x.count, micros + 1);
  return next > 0 ? y.values[next - 1] : null;
}

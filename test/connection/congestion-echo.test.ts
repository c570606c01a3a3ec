import { expect, it } from 'vitest';
import { CongestionEcho } from '../../source/connection/congestion-echo.ts';
import { TcpFlag } from '../../source/wire/segments.ts';

const { syn, ack, ae, cwr, ece } = TcpFlag;
const count = (value: number): number => (value << 6) | ack;

/** What each packet tells, of the client (0) and the server (1). */
function told(...packets: readonly (readonly [side: 0 | 1, flags: number])[]): boolean[] {
  const echo = new CongestionEcho();
  return packets.map(([side, flags]) => echo.signals(side, flags));
}

it('is ECE and CWR after a classic handshake (RFC 3168)', () => {
  const opening = [
    [0, syn | ece | cwr],
    [1, syn | ack | ece],
    [0, ack],
  ] as const;
  expect(told(...opening, [0, ack | ece], [1, ack | cwr], [0, ack])).toEqual([false, false, false, true, true, false]);
});

it('is a counter that rises where both ends have agreed on it (RFC 9768)', () => {
  const opening = [
    [0, syn | ae | ece | cwr],
    [1, syn | ack | cwr],
    [0, count(7)],
  ] as const;
  expect(told(...opening, [1, count(5)], [0, count(5)], [0, count(6)], [0, count(6)], [0, count(1)])).toEqual([
    ...[false, false, false],
    ...[false, false, true, false, true],
  ]);
});

it('is classic where the server does not agree', () => {
  const opening = [
    [0, syn | ae | ece | cwr],
    [1, syn | ack | ece],
    [0, ack],
  ] as const;
  expect(told(...opening, [0, ack | ece])).toEqual([false, false, false, true]);
});

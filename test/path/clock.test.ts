import { describe, expect, test } from 'vitest';
import { aheadAt, type Clock, ClockSamples } from '../../source/path/clock.ts';

const START = 1_700_000_000_000_000;
const SECOND = 1_000_000;

/** Packets every 10 ms in both directions over a path of 20 ms each way, queueing up to 5 ms; `ahead`: the second clock's lead. */
function clockOf(seconds: number, ahead: (micros: number) => number): Clock {
  const samples = new ClockSamples(START, START + seconds * SECOND);
  for (let i = 0; i < seconds * 100; i++) {
    const sent = START + i * 10_000;
    const queue = (i * 7919) % 50 === 0 ? 0 : ((i * 104_729) % 5000) + 1;
    samples.there(sent, sent + 20_000 + queue + ahead(sent + 20_000 + queue));
    samples.back(sent + 20_000 + queue, sent + ahead(sent));
  }
  return samples.clock();
}

describe('the clock of another point', () => {
  test('ahead by a constant: known up to half the least round trip', () => {
    const [piece, ...others] = clockOf(5, () => 37 * SECOND);
    expect(others).toEqual([]);
    expect(piece.offset).toBeCloseTo(37 * SECOND, 0);
    expect(piece.drift).toBe(0);
    expect(piece.uncertainty).toBe(20_000);
  });

  test('running fast', () => {
    const clock = clockOf(60, (micros) => ((micros - START) * 50) / 1e6);
    expect(clock).toHaveLength(1);
    expect(clock[0].drift).toBeCloseTo(50, 0);
  });

  test('stepped once', () => {
    const stepped = START + 30 * SECOND;
    const clock = clockOf(60, (micros) => (micros < stepped ? 0 : -1.5 * SECOND));
    expect(clock).toHaveLength(2);
    expect(Math.abs(clock[1].from - stepped)).toBeLessThan(0.1 * SECOND);
    expect(aheadAt(clock, START + 10 * SECOND)).toBeCloseTo(0, 0);
    expect(aheadAt(clock, START + 50 * SECOND)).toBeCloseTo(-1.5 * SECOND, 0);
  });

  test('a queue that fills in one direction is no drift', () => {
    const samples = new ClockSamples(START, START + 10 * SECOND);
    for (let i = 0; i < 1000; i++) {
      const sent = START + i * 10_000;
      samples.there(sent, sent + 20_000 + i * 10);
      samples.back(sent + 20_000, sent);
    }
    expect(samples.clock().map(({ drift }) => drift)).toEqual([0]);
  });

  test('packets of one direction only: nothing to halve', () => {
    const samples = new ClockSamples(START, START + SECOND);
    samples.there(START, START + 25_000);
    expect(samples.clock()).toEqual([{ from: START, offset: 25_000, drift: 0, uncertainty: null }]);
  });
});

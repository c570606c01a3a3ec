import { afterEach, describe, expect, it, vi } from 'vitest';
import { elapsedText, timeText } from '../../source/report/times.ts';

afterEach(() => vi.unstubAllEnvs());

/** TZ is read by the runtime whenever it is assigned; a far time makes the writer leave its cached quarter. */
function inZone(zone: string, micros: number): string {
  vi.stubEnv('TZ', zone);
  timeText(4e15);
  return timeText(micros);
}

describe('absolute times', () => {
  it.each([
    ['UTC', 903_120_281_664_066, 'Fri Aug 14 18:44:41.664066 1998'],
    ['UTC', 1_000_000_000_000_000, 'Sun Sep  9 01:46:40.000000 2001'],
    ['America/New_York', 903_120_281_664_066, 'Fri Aug 14 14:44:41.664066 1998'],
    ['Asia/Kathmandu', 1_000_000_000_000_001, 'Sun Sep  9 07:31:40.000001 2001'],
    ['UTC', 1, 'Thu Jan  1 00:00:00.000001 1970'],
    ['UTC', -1, 'Wed Dec 31 23:59:59.999999 1969'],
    ['UTC', 0, '        <the epoch>       '],
  ])('in %s, %d µs is %s', (zone, micros, text) => {
    expect(inZone(zone, micros)).toBe(text);
  });

  it('follows the change to summer time within a trace', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    timeText(4e15);
    expect(timeText(Date.UTC(2020, 2, 29, 0, 59, 59) * 1000)).toBe('Sun Mar 29 01:59:59.000000 2020');
    expect(timeText(Date.UTC(2020, 2, 29, 1, 0, 0) * 1000)).toBe('Sun Mar 29 03:00:00.000000 2020');
  });
});

describe('elapsed times', () => {
  it.each([
    [0, '0:00:00.000000'],
    [1_000_000, '0:00:01.000000'],
    [360_000_000_000, '100:00:00.000000'],
    // Whole seconds taken away, what is left lies just below the microsecond, which is cut off
    [2_438_258, '0:00:02.438257'],
    [3_723_000_004, '1:02:03.000003'],
  ])('%d µs is %s', (micros, text) => {
    expect(elapsedText(micros)).toBe(text);
  });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pulse } from '../../source/session/pulse.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('tells of a change at once, of those right after it together', () => {
  const pulse = new Pulse();
  const told = vi.fn();
  pulse.subscribe(told);
  pulse.touch();
  expect([told.mock.calls.length, pulse.revision]).toEqual([1, 1]);
  for (let i = 0; i < 10; i++) pulse.touch();
  expect(told).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(33);
  expect([told.mock.calls.length, pulse.revision]).toEqual([2, 2]);
});

test('what somebody waits for is told at once, and what came with it not again', () => {
  const pulse = new Pulse();
  const told = vi.fn();
  pulse.subscribe(told);
  pulse.touch();
  pulse.touch();
  pulse.answer();
  expect([told.mock.calls.length, pulse.answers]).toEqual([2, 1]);
  vi.advanceTimersByTime(1000);
  expect(told).toHaveBeenCalledTimes(2);
});

test('thirty times a second at most', () => {
  const pulse = new Pulse();
  const told = vi.fn();
  pulse.subscribe(told);
  for (let ms = 0; ms < 1000; ms++) {
    pulse.touch();
    vi.advanceTimersByTime(1);
  }
  expect(told.mock.calls.length).toBeLessThanOrEqual(31);
});

test('who has left is told no more, and nobody after the end', () => {
  const pulse = new Pulse();
  const left = vi.fn();
  const stayed = vi.fn();
  const leave = pulse.subscribe(left);
  pulse.subscribe(stayed);
  leave();
  pulse.touch();
  pulse.touch();
  pulse.close();
  vi.advanceTimersByTime(1000);
  expect([left.mock.calls.length, stayed.mock.calls.length]).toEqual([0, 1]);
});

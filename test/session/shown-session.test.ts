import { expect, test } from 'vitest';
import { ShownSession } from '../../source/session/shown-session.ts';

class Closing {
  closed = 0;
  close = async (): Promise<void> => void this.closed++;
}

/** An opening that ends when told to. */
function opening() {
  let finish = (_: Closing): void => {};
  let fail = (_: Error): void => {};
  const opened = new Promise<Closing>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  return { open: () => opened, finish, fail };
}

const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('the next session takes the place of the one before, which is closed once', async () => {
  const [first, next] = [new Closing(), new Closing()];
  const shown = new ShownSession(first);
  expect(await shown.replace(async () => next)).toBe(next);
  await settled();
  expect([shown.current === next, first.closed, next.closed]).toEqual([true, 1, 0]);
});

test('a newer opening aborts the older, and begins when that has ended; each session but the newest is closed once', async () => {
  const [first, older, newer] = [new Closing(), new Closing(), new Closing()];
  const shown = new ShownSession(first);
  const begun: string[] = [];
  const one = opening();
  const answers = [
    shown.replace((signal) => {
      begun.push('older');
      signal.addEventListener('abort', () => one.finish(older));
      return one.open();
    }),
  ];
  await settled();
  answers.push(
    shown.replace(async () => {
      begun.push('overtaken at once');
      return new Closing();
    }),
    shown.replace(async () => {
      begun.push('newer');
      return newer;
    }),
  );
  expect(await Promise.all(answers)).toEqual([null, null, newer]);
  await settled();
  expect(begun).toEqual(['older', 'newer']);
  expect([first.closed, older.closed, newer.closed]).toEqual([1, 1, 0]);
});

test('what cannot be opened leaves the session where it is; an overtaken failure is nobody’s business', async () => {
  const [first, newer] = [new Closing(), new Closing()];
  const shown = new ShownSession(first);
  await expect(shown.replace(() => Promise.reject(new Error('no such file')))).rejects.toThrow('no such file');
  expect([shown.current === first, first.closed]).toEqual([true, 0]);
  const late = opening();
  const overtaken = shown.replace(late.open);
  await settled();
  const answers = [overtaken, shown.replace(async () => newer)];
  late.fail(new Error('no such file'));
  expect(await Promise.all(answers)).toEqual([null, newer]);
});

test('what is still being opened when the user leaves is closed when it comes', async () => {
  const [first, next] = [new Closing(), new Closing()];
  const shown = new ShownSession(first);
  const late = opening();
  const answer = shown.replace(late.open);
  await settled();
  await shown.close();
  late.finish(next);
  expect(await answer).toBe(null);
  expect([first.closed, next.closed]).toEqual([1, 1]);
});

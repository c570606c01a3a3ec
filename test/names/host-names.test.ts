/** Names of hosts: many at once, remembered, and never waiting long for a resolver that is not there. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HostNames } from '../../source/names/host-names.ts';

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

describe('with a resolver that answers', () => {
  test('each address is asked for once, and the first of its names is the one', async () => {
    const reverse = vi.fn(async (address: string) => [`${address.replaceAll('.', '-')}.example.net`, 'other']);
    const names = new HostNames(undefined, reverse);
    await names.settle(['192.0.2.1', '192.0.2.2', '192.0.2.1']);
    await names.settle(['192.0.2.2']);
    expect(names.name('192.0.2.1')).toBe('192-0-2-1.example.net');
    expect(names.name('192.0.2.2')).toBe('192-0-2-2.example.net');
    expect(reverse.mock.calls).toEqual([['192.0.2.1'], ['192.0.2.2']]);
  });

  test('an address without a name stays without', async () => {
    const names = new HostNames(undefined, () => Promise.reject(failure('ENOTFOUND')));
    await names.settle(['192.0.2.1']);
    expect(names.name('192.0.2.1')).toBeNull();
  });

  test('loopback is localhost without asking', async () => {
    const reverse = vi.fn(async () => ['wrong']);
    const names = new HostNames(undefined, reverse);
    await names.settle(['127.0.0.1', '::1']);
    expect([names.name('127.0.0.1'), names.name('::1')]).toEqual(['localhost', 'localhost']);
    expect(reverse).not.toHaveBeenCalled();
  });

  test('what is no host name is not shown', async () => {
    const hostile = ['\x1b]0;owned\x07', 'a b', `${'long.'.repeat(60)}example`, ''];
    const names = new HostNames(undefined, async (address) => [hostile[Number(address)]]);
    await names.settle(Object.keys(hostile));
    expect(hostile.map((_, i) => names.name(String(i)))).toEqual([null, null, null, null]);
  });

  test('a screen asks without waiting, and is told', async () => {
    let told = (): void => {};
    const change = new Promise<void>((resolve) => {
      told = resolve;
    });
    const names = new HostNames(told, async () => ['www.example.net']);
    names.want('192.0.2.1');
    expect(names.name('192.0.2.1')).toBeNull();
    await change;
    expect(names.name('192.0.2.1')).toBe('www.example.net');
  });

  test('no more than 64 are asked for at once', async () => {
    let running = 0;
    let most = 0;
    const names = new HostNames(undefined, async (address) => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return [`h${address}`];
    });
    await names.settle(Array.from({ length: 1000 }, (_, i) => String(i)));
    expect(most).toBe(64);
    expect(names.name('999')).toBe('h999');
  });
});

describe('with a resolver that does not answer', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('any number of addresses costs two seconds', async () => {
    const reverse = vi.fn(() => new Promise<string[]>(() => {}));
    const names = new HostNames(undefined, reverse);
    let settled = false;
    const all = names.settle(Array.from({ length: 10_000 }, (_, i) => String(i))).then(() => {
      settled = true;
    });
    await vi.advanceTimersByTimeAsync(1999);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await all;
    expect(reverse).toHaveBeenCalledTimes(128);
    expect(names.name('5000')).toBeNull();
  });

  test('one silent address does not cost the others their names', async () => {
    const names = new HostNames(undefined, (address) =>
      address === '3' ? new Promise<string[]>(() => {}) : Promise.resolve([`h${address}`]),
    );
    const all = names.settle(Array.from({ length: 200 }, (_, i) => String(i)));
    await vi.advanceTimersByTimeAsync(1000);
    await all;
    expect([names.name('3'), names.name('4'), names.name('199')]).toEqual([null, 'h4', 'h199']);
  });
});

/** `path` from its command line, on recorded paths. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixture, run } from '../support/program.ts';

const point = (scenario: string, name: string): string => fixture(`path/${scenario}.${name}.pcap.gz`);
const points = (scenario: string): string[] => ['server', 'router', 'client'].map((name) => point(scenario, name));

describe('path --json', () => {
  test('an object for each connection, points and legs in the order of the path', async () => {
    const { stdout, code } = await run(['path', '--json', ...points('bursts')]);
    expect(code).toBe(0);
    const object = JSON.parse(stdout);
    expect(object.number).toBe(1);
    expect(object.label).toBe('a2b');
    expect(object.endpoints[1]).toBe('198.51.100.80:8080');
    expect(object.points).toEqual([
      { file: point('bursts', 'client'), number: 1 },
      { file: point('bursts', 'router'), number: 1 },
      { file: point('bursts', 'server'), number: 1 },
    ]);
    expect(object.legs.map(({ from, to }: { from: number; to: number }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    const { sent, arrived, lost, longest_burst } = object.legs[0].b2a;
    expect({ sent, arrived, lost, longest_burst }).toEqual({ sent: 220, arrived: 205, lost: 15, longest_burst: 5 });
  });

  test.each([
    ['mss', { what: 'maximum segment size', before: 1460, after: 1300 }],
    ['ecn', { what: 'ECN', before: 'ECT(0)', after: 'CE' }],
    ['corruption', { what: 'payload', before: null, after: null }],
    ['reset', { what: 'forged reset', before: null, after: null }],
    ['nat', { what: 'address', after: '198.51.100.1:40000' }],
  ])('what the path changed: %s', async (scenario, change) => {
    const { stdout } = await run(['path', '--json', ...points(scenario)]);
    expect(JSON.parse(stdout).changed).toEqual(expect.arrayContaining([expect.objectContaining(change)]));
  });

  test('a clock that is 37 s ahead and was stepped back by 1.5 s', async () => {
    const { stdout } = await run(['path', '--json', ...points('clocks')]);
    const [client, router, server] = JSON.parse(stdout).clock;
    expect(client).toEqual({ point: 0, offset_micros: 0, drift_ppm: 0, uncertainty_micros: 0, steps: [] });
    expect(Math.abs(router.offset_micros - 37e6)).toBeLessThan(router.uncertainty_micros);
    expect(router.steps).toHaveLength(1);
    expect(Math.abs(router.steps[0].micros + 1.5e6)).toBeLessThan(router.uncertainty_micros);
    expect(server.steps).toEqual([]);
  });

  test('a capture with gaps: nothing more is lost than the relay dropped, and the capture is named', async () => {
    const { stdout } = await run(['path', ...points('gaps')]);
    expect(stdout).toMatch(/the capture gaps\.router missed \d+ segments that passed it: no loss/);
  });
});

describe('path', () => {
  test('--lost writes each lost packet once, and no file is overwritten', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'path-')), 'lost.pcapng');
    const { stderr, code } = await run(['path', '--csv', '--lost', file, ...points('bursts')]);
    expect(code).toBe(0);
    expect(stderr).toContain('15 lost packets');
    const listed = await run(['--packets', file]);
    expect(listed.stdout.match(/^\s*\d+ /gm)).toHaveLength(15);
    const before = readFileSync(file);
    expect((await run(['path', '--csv', '--lost', file, ...points('bursts')])).code).toBe(1);
    expect(readFileSync(file)).toEqual(before);
  });

  test('--fail-on exits with 3 where it holds', async () => {
    expect((await run(['path', '--fail-on', 'loss>1%', ...points('bursts')])).code).toBe(3);
    expect((await run(['path', '--fail-on', 'loss>20%', ...points('bursts')])).code).toBe(0);
    const { code, stderr } = await run(['path', '--fail-on', 'loss>1', ...points('bursts')]);
    expect(code).toBe(2);
    expect(stderr).toContain("--fail-on 'loss>1' is not understood");
  });

  test('--report writes Markdown for a ticket', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'path-')), 'report.md');
    await run(['path', '--report', file, ...points('bursts')]);
    expect(readFileSync(file, 'utf8')).toContain('15 of 220 segments from B were lost between bursts.client and');
  });

  test('one capture is no path, and one that is missing is named', async () => {
    expect(await run(['path', point('loss', 'client')])).toMatchObject({ code: 2 });
    const missing = await run(['path', point('loss', 'client'), '/nowhere.pcap']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('/nowhere.pcap');
    expect(existsSync('/nowhere.pcap')).toBe(false);
  });
});

/** Paths recorded at three points at once (fixtures/recorder/path.py), held against what the relay in between did. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { NO_CUTS } from '../../source/analysis/cuts.ts';
import { observe } from '../../source/path/observe.ts';
import { Path } from '../../source/path/path.ts';
import { PROJECT } from '../support/program.ts';

const FOLDER = path.join(PROJECT, 'test/fixtures/path');

interface LegTruth {
  sent: number;
  lost: number;
  arrived: number;
  duplicated: number;
}

/** By scenario and direction: the legs between client and router, and between router and server. */
const TRUTH: Record<string, { a2b: LegTruth[]; b2a: LegTruth[] }> = JSON.parse(
  readFileSync(path.join(FOLDER, 'truth.json'), 'utf8'),
);

const opened: Path[] = [];
afterAll(() => {
  for (const one of opened) one.close();
});

/** Named in an order that is not the path's. */
async function pathOf(scenario: string): Promise<Path> {
  const { signal } = new AbortController();
  const points = ['server', 'client', 'router'].map((name) => ({
    name,
    source: { kind: 'file' as const, path: path.join(FOLDER, `${scenario}.${name}.pcap.gz`) },
  }));
  const observations = [];
  for (const point of points) observations.push(await observe(point, NO_CUTS, signal, () => {}));
  const found = await Path.of(observations, 'to be found', signal);
  opened.push(found);
  return found;
}

describe.each(Object.entries(TRUTH))('%s', (scenario, truth) => {
  test('every segment is accounted for', async () => {
    const found = await pathOf(scenario);
    expect(found.points.map(({ name }) => name)).toEqual(['client', 'router', 'server']);
    expect(found.conversations).toHaveLength(1);
    const { legs } = found.summary(0);
    const account = (side: 0 | 1): LegTruth[] =>
      legs.map(({ accounts }) => {
        const { sent, lost, arrived, duplicated } = accounts[side];
        return { sent, lost, arrived, duplicated };
      });
    expect({ a2b: account(0), b2a: account(1) }).toEqual(truth);
  });
});

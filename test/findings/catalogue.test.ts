import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { TITLES } from '../../source/findings/diagnose.ts';
import { CASES, type Traffic } from './cases.ts';
import { type Diagnosed, diagnoseFile, diagnoseScenario } from './diagnose-capture.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');

function diagnosed(traffic: Traffic): Promise<Diagnosed> {
  return 'scenario' in traffic
    ? diagnoseScenario(traffic.scenario)
    : diagnoseFile(path.join(FIXTURES, traffic.fixture));
}

describe('the catalogue', () => {
  it('has traffic for and against every rule', () => {
    // P1 is about captures too large to look at whole: suspects.test.ts.
    expect([...Object.keys(CASES), 'P1'].sort()).toEqual([...TITLES.keys()].sort());
  });

  it.each(Object.entries(CASES))('%s fires where it must, with its severity', async (id, { fires, severity }) => {
    const { findings } = await diagnosed(fires);
    expect(findings.map((finding) => `${finding.id} ${finding.severity}`)).toContain(`${id} ${severity}`);
    for (const { packets } of findings) expect(packets.length).toBeGreaterThan(0);
  });

  it.each(Object.entries(CASES))('%s is quiet where it must be', async (id, { quiet }) => {
    const { findings } = await diagnosed(quiet);
    expect(findings.map((finding) => finding.id)).not.toContain(id);
  });
});

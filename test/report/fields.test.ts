/** `--json --fields …`, and the schema of what `--json` prints. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, test } from 'vitest';
import { print } from './print.ts';
import { SCHEMA, schemaPage } from './schema-page.ts';

const page = path.join(import.meta.dirname, '../../docs/schema/connection-1.json');

const EXCHANGE = `
start 2026-01-01T00:00:00Z
a 10.0.0.1:1000
b 10.0.0.2:80
0      a > b S 0:0(0) win 512 <mss 1460>
0.010  b > a S. 0:0(0) ack 1 win 512 <mss 1460>
0.020  a > b P. 1:101(100) ack 1 win 512
`;

it('docs/schema/connection-1.json describes the statistics as they are (UPDATE_DOCS=1 writes it anew)', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(page, schemaPage());
  expect(readFileSync(page, 'utf8')).toBe(schemaPage());
});

type Properties = Record<string, { type: string | string[] }>;

function holds(properties: Properties, value: Record<string, unknown>): void {
  for (const [name, field] of Object.entries(value)) {
    const type = field === null ? 'null' : typeof field;
    expect([name, [properties[name]?.type].flat()]).toEqual([name, expect.arrayContaining([type])]);
  }
}

test('every line of --json is as the schema says, with all its fields', async () => {
  const { stdout } = await print('--json', EXCHANGE);
  const line = JSON.parse(stdout[0]);
  const { properties } = SCHEMA;
  expect(Object.keys(line).sort()).toEqual(Object.keys(properties).sort());
  holds(properties as unknown as Properties, line);
  for (const side of ['a2b', 'b2a'] as const) {
    expect(Object.keys(line[side]).sort()).toEqual(Object.keys(properties[side].properties).sort());
    holds(properties[side].properties, line[side]);
  }
});

test.each([
  ['number,port', '{"number":1,"a2b":{"port":1000},"b2a":{"port":80}}'],
  ['duration', '{"duration":20000}'],
  ['data_bytes', '{"a2b":{"data_bytes":100},"b2a":{"data_bytes":0}}'],
])('--fields %s', async (fields, line) => {
  const { stdout } = await print(`--json --fields ${fields}`, EXCHANGE);
  expect(stdout).toEqual([line, '']);
});

test('--fields core is what people ask for', async () => {
  const { stdout } = await print('--json --fields core', EXCHANGE);
  const { a2b, b2a, ...rest } = JSON.parse(stdout[0]);
  expect(Object.keys(rest)).toEqual(['number', 'first_time', 'duration', 'complete', 'reset', 'file']);
  expect(a2b).toMatchObject({ address: '10.0.0.1', port: 1000, packets: 2, data_bytes: 100 });
  expect(Object.keys(b2a)).toEqual(Object.keys(a2b));
});

test('a name that is no field', async () => {
  const { stderr, exitCode } = await print('--json --fields packet', EXCHANGE);
  expect([exitCode, stderr[0]]).toEqual([2, expect.stringMatching(/^--fields: there is no field 'packet'/)]);
});

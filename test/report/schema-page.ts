/** docs/schema/connection-1.json, made from the table of statistics: what a line of `--json` holds. */
import type { Statistic, Unit } from '../../source/connection/statistic.ts';
import { STATISTICS } from '../../source/connection/statistics.ts';

const TYPES: Partial<Record<Unit, string[]>> = {
  text: ['string', 'null'],
  time: ['string', 'null'],
  'yes/no': ['boolean', 'null'],
};

/** A whole number that a double cannot hold exactly is a string. */
const NUMBER = ['number', 'string', 'null'];

const properties = (scope: Statistic['scope']) =>
  Object.fromEntries(
    STATISTICS.filter((statistic) => statistic.scope === scope).map(({ id, unit, meaning }) => [
      id,
      { type: TYPES[unit] ?? NUMBER, description: meaning },
    ]),
  );

const direction = { type: 'object', properties: properties('direction'), additionalProperties: false };

export const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A connection as --json prints it, version 1: fields may be added, none is renamed or removed',
  type: 'object',
  properties: {
    ...properties('connection'),
    file: { type: 'string', description: 'The capture file in which it begins.' },
    a2b: direction,
    b2a: direction,
  },
  additionalProperties: false,
};

export const schemaPage = (): string => `${JSON.stringify(SCHEMA, null, 1)}\n`;

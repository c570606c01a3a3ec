/**
 * Which statistics a session knows of a connection. Of a captured one all; of one that a proxy forwarded only what its
 * recorder took from life (docs/proxy.md, "Recording"): ends, bytes, times, how it began and ended. The rest reads null
 * everywhere: in columns, filters, details.
 */
import type { IsForwarded } from '../analysis/forwarded.ts';
import type { Statistic } from '../connection/statistic.ts';
import { STATISTICS } from '../connection/statistics.ts';
import { FIELDS, type Field } from '../filter/fields.ts';

const OF_FORWARDED: ReadonlySet<string> = new Set([
  'number',
  'label',
  'address',
  'port',
  'ip_version',
  'first_time',
  'last_time',
  'duration',
  'first_packet',
  'last_packet',
  'complete',
  'reset',
  'syns',
  'fins',
  'resets',
  'unique_bytes',
  'data_bytes',
  'stream_length',
  'truncated_bytes',
  'data_transmit_time',
  'longest_idle',
  'throughput',
]);

const KNOWN_OF_FORWARDED = STATISTICS.filter(({ id }) => OF_FORWARDED.has(id));

/** The statistic is the network's: nothing that is forwarded has it. */
export const isOfNetwork = (id: string): boolean => !OF_FORWARDED.has(id);

export const statisticsOf = (forwarded: boolean): readonly Statistic[] => (forwarded ? KNOWN_OF_FORWARDED : STATISTICS);

/** The statistic as it is known: null where it is not. */
export function known(entry: Statistic, isForwarded: IsForwarded): Statistic {
  if (!isOfNetwork(entry.id)) return entry;
  const { value } = entry;
  return {
    ...entry,
    value: (store, connection, side) => (isForwarded(connection) ? null : value(store, connection, side)),
  };
}

/** The prompt's fields that must not read what is not known. */
export function knownFields(isForwarded: IsForwarded): Field[] {
  return FIELDS.filter(({ statistic }) => isOfNetwork(statistic)).map((field) => ({
    ...field,
    value: (store, connection, side) => (isForwarded(connection) ? null : field.value(store, connection, side)),
  }));
}

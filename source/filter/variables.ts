/**
 * The variables of tcptrace's filter language, each a value of one side of a connection. Most are a statistic under
 * another name; the values are tcptrace's, its counters as they stand at the end of the pass, times in microseconds.
 */

import { TrafficMark } from '../connection/layout/constants.ts';
import { Direction } from '../connection/layout/direction.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { Statistic } from '../connection/statistic.ts';
import { duration } from '../connection/statistics/identity.ts';
import { statistic } from '../connection/statistics.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { type Address, addressOf } from './address.ts';

/** The connections an expression is asked about; the texts are the names that the report shows. */
export interface Subject {
  readonly store: ConnectionStore;
  hostName(connection: ConnectionRow, side: 0 | 1): string;
  portName(connection: ConnectionRow, side: 0 | 1): string;
}

export interface Variable {
  readonly name: string;
  readonly type: 'unsigned' | 'signed' | 'string' | 'address' | 'boolean';
  readonly meaning: string;
  /** The stage that must have run. */
  readonly stage: Statistic['stage'];
  value(subject: Subject, connection: ConnectionRow, side: 0 | 1): bigint | string | boolean | Address;
}

/** The figure of a statistic: as tcptrace has it, so what is not known is 0 and fractions are cut. */
function number(name: string, id: string, type: 'unsigned' | 'signed' = 'unsigned'): Variable {
  const { meaning, stage, value } = statistic(id);
  return { name, type, meaning, stage, value: ({ store }, connection, side) => whole(value(store, connection, side)) };
}

function whole(value: ReturnType<Statistic['value']>): bigint {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' ? BigInt(Math.trunc(value)) : 0n;
}

function truth(name: string, id: string): Variable {
  const { meaning, stage, value } = statistic(id);
  return {
    name,
    type: 'boolean',
    meaning,
    stage,
    value: ({ store }, connection, side) => value(store, connection, side) === true,
  };
}

export const VARIABLES: readonly Variable[] = [
  {
    name: 'hostname',
    type: 'string',
    meaning: 'Host as the report shows it: a name, or with -n the address.',
    stage: 'core',
    value: (subject, connection, side) => subject.hostName(connection, side),
  },
  {
    name: 'portname',
    type: 'string',
    meaning: 'Port as the report shows it: a service name, or with -n the number.',
    stage: 'core',
    value: (subject, connection, side) => subject.portName(connection, side),
  },
  {
    name: 'hostaddr',
    type: 'address',
    meaning: 'IP address, to be compared with an address.',
    stage: 'core',
    value: ({ store }, connection, side) => addressOf(store.identity, connection, side),
  },
  number('port', 'port'),
  truth('f1323_ws', 'window_scale_sent'),
  truth('f1323_ts', 'timestamps_sent'),
  truth('fsack_req', 'sack_permitted'),
  {
    name: 'window_scale',
    type: 'boolean',
    meaning: 'The window scale is exactly 1.',
    stage: 'core',
    value: ({ store }, connection, side) => store.core.windowScale(2 * connection + side) === 1,
  },
  {
    name: 'bad_behavior',
    type: 'boolean',
    meaning: 'A SYN or FIN was sent again with another sequence number.',
    stage: 'traffic',
    value: ({ store }, connection, side) =>
      store.directions.has(2 * connection + side, Direction.trafficMarks, TrafficMark.movedEnds),
  },
  number('mss', 'tcptrace_mss', 'signed'),
  number('packets', 'packets'),
  number('segs', 'packets'),
  {
    name: 'ipv6_segs',
    type: 'unsigned',
    meaning: 'Packets over IPv6.',
    stage: 'core',
    value: ({ store }, connection, side) =>
      store.identity.version(connection) === 6 ? BigInt(store.core.packets(2 * connection + side)) : 0n,
  },
  number('syn_count', 'syns'),
  number('fin_count', 'fins'),
  number('reset_count', 'resets'),
  number('num_hw_dups', 'hardware_duplicates'),
  number('data_segs', 'data_packets'),
  number('data_bytes', 'data_bytes'),
  number('data_segs_push', 'pushed_packets'),
  number('unique_bytes', 'unique_bytes'),
  number('rexmit_segs', 'tcptrace_retransmitted_packets'),
  number('rexmit_bytes', 'tcptrace_retransmitted_bytes'),
  number('out_order_segs', 'tcptrace_out_of_order_packets'),
  number('ack_segs', 'ack_packets'),
  number('pureack_segs', 'pure_acks'),
  number('num_sacks', 'sack_packets'),
  number('max_sacks', 'most_sack_blocks'),
  number('sacks_sent', 'sacks_sent'),
  number('win_max', 'largest_window'),
  number('win_min', 'smallest_window'),
  number('win_zero_ct', 'zero_windows'),
  number('min_seq', 'min_sequence_number'),
  number('max_seq', 'max_sequence_number'),
  number('min_seg_size', 'smallest_segment'),
  number('max_seg_size', 'largest_segment'),
  number('max_idle', 'longest_idle'),
  number('initwin_bytes', 'initial_window_bytes'),
  number('initwin_segs', 'initial_window_packets'),
  number('trunc_bytes', 'truncated_bytes'),
  number('trunc_segs', 'truncated_packets'),
  number('num_zwnd_probes', 'window_probe_packets'),
  number('zwnd_probe_bytes', 'window_probe_bytes'),
  number('urg_data_pkts', 'urgent_packets'),
  number('urg_data_bytes', 'urgent_bytes'),
  {
    name: 'thruput',
    type: 'unsigned',
    meaning: 'Unique bytes per second of the connection, rounded; 0 where it lasted no time.',
    stage: 'traffic',
    value: ({ store }, connection, side) => {
      const micros = duration(store, connection);
      const bytes = statistic('unique_bytes').value(store, connection, side) as number;
      return micros === 0 ? 0n : BigInt(Math.floor(bytes / (micros / 1e6) + 0.5));
    },
  },
  number('rtt_count', 'rtt_samples'),
  number('rtt_min', 'rtt_min'),
  number('rtt_max', 'rtt_max'),
  number('rtt_count_last', 'ambiguous_acks'),
  number('rtt_min_last', 'ambiguous_rtt_min'),
  number('rtt_max_last', 'ambiguous_rtt_max'),
  number('rtt_amback', 'ambiguous_acks'),
  number('rtt_cumack', 'cumulatively_acked_segments'),
  {
    name: 'rtt_unkack',
    type: 'unsigned',
    meaning: 'Acknowledgements of unknown segments: 0, as none are counted.',
    stage: 'core',
    value: () => 0n,
  },
  number('rtt_dupack', 'duplicate_acks'),
  number('rtt_triple_dupack', 'triple_duplicate_acks'),
  number('rtt_nosample', 'post_loss_acks'),
  number('retr_max', 'most_retransmits'),
  number('retr_min_tm', 'retransmit_time_min'),
  number('retr_max_tm', 'retransmit_time_max'),
];

const BY_NAME: ReadonlyMap<string, Variable> = new Map(VARIABLES.map((variable) => [variable.name, variable]));

export const VARIABLE_NAMES: readonly string[] = VARIABLES.map(({ name }) => name);

/** Which side a name such as "c_segs" means: both where it has no prefix or e_, and both must hold with b_. */
export type Sides = 'first' | 'second' | 'either' | 'every';

const PREFIXES: Readonly<Record<string, Sides>> = { c_: 'first', s_: 'second', e_: 'either', b_: 'every' };

/** The variable of a name in any case, with or without prefix, and the name as typed without it; null if there is none. */
export function findVariable(name: string): { variable: Variable; sides: Sides; typed: string } | null {
  const whole = BY_NAME.get(name.toLowerCase());
  if (whole !== undefined) return { variable: whole, sides: 'either', typed: name };
  const sides = PREFIXES[name.slice(0, 2).toLowerCase()];
  const variable = BY_NAME.get(name.slice(2).toLowerCase());
  return sides === undefined || variable === undefined ? null : { variable, sides, typed: name.slice(2) };
}

/**
 * The rows of tcptrace's long output, in its order: which statistic, how it is formatted, with which unit, and when the row
 * is there at all. Names, meanings and values come from the table of statistics (docs/tcptrace.md, "Formats").
 */
import type { Statistic } from '../connection/statistic.ts';
import { statistic } from '../connection/statistics.ts';

/** How a value becomes text: `%lu`, text as it is, Y or N, µs as `%7.3f` seconds or `%8.1f` ms, `%8.0f`. */
export type Format = 'integer' | 'text' | 'letter' | 'seconds' | 'milliseconds' | 'rate';

/** What stands where there is no value: NA without the unit, NA with it, or zero. */
export type Absent = 'NA' | 'NA unit' | 'zero';

/** Rows that appear only where either direction has something to say. */
export type Condition = 'resets' | 'rfc1323' | 'window scale' | 'sack' | 'duplicates' | 'ambiguous';

export interface Row {
  readonly statistic: Statistic;
  /** tcptrace's name of the row. */
  readonly name: string;
  /** Name of the CSV column, without the direction. */
  readonly column: string;
  readonly unit: string;
  readonly format: Format;
  readonly absent: Absent;
  readonly condition: Condition | null;
}

/** Lines between the rows of the long output. */
export interface Remark {
  readonly lines: readonly string[];
  readonly condition: Condition | null;
}

export type Line = Row | Remark;

const EMPTY_LINE: Remark = { lines: [''], condition: null };

function row(id: string, unit = '', details: Partial<Omit<Row, 'statistic' | 'name' | 'unit'>> = {}): Row {
  const found = statistic(id);
  if (found.row === null) throw new RangeError(`statistic "${id}" has no row in the long output`);
  return {
    statistic: found,
    name: found.row,
    column: found.row.replaceAll(' ', '_'),
    unit,
    format: 'integer',
    absent: 'NA',
    condition: null,
    ...details,
  };
}

const milliseconds = (id: string, absent: Absent = 'zero', condition: Condition | null = null): Row =>
  row(id, 'ms', { format: 'milliseconds', absent, condition });

const BEFORE_WINDOWS: readonly Line[] = [
  row('packets'),
  row('resets', '', { condition: 'resets' }),
  row('ack_packets'),
  row('pure_acks'),
  row('sack_packets'),
  row('dsack_packets'),
  row('most_sack_blocks'),
  row('unique_bytes'),
  row('data_packets'),
  row('data_bytes'),
  row('tcptrace_retransmitted_packets'),
  row('tcptrace_retransmitted_bytes'),
  row('window_probe_packets'),
  row('window_probe_bytes'),
  row('tcptrace_out_of_order_packets'),
  row('pushed_packets'),
  row('syn_fin_packets', '', { format: 'text' }),
  row('window_scale_and_timestamps', '', { format: 'text', condition: 'rfc1323' }),
  row('window_scale', '', { condition: 'window scale' }),
  row('sack_permitted', '', { format: 'letter', condition: 'sack' }),
  row('sacks_sent', '', { condition: 'sack' }),
  row('urgent_packets', 'pkts'),
  row('urgent_bytes', 'bytes'),
  row('tcptrace_mss', 'bytes'),
  row('largest_segment', 'bytes'),
  row('smallest_segment', 'bytes'),
  row('tcptrace_average_segment', 'bytes'),
  row('largest_window', 'bytes'),
  row('smallest_window', 'bytes'),
  row('zero_windows', 'times'),
  row('tcptrace_average_window', 'bytes'),
];

const OUTSTANDING: readonly Line[] = [
  row('tcptrace_largest_outstanding', 'bytes'),
  row('tcptrace_smallest_outstanding', 'bytes'),
  row('tcptrace_average_outstanding', 'bytes'),
  row('tcptrace_weighted_outstanding', 'bytes'),
];

const AFTER_WINDOWS: readonly Line[] = [
  row('initial_window_bytes', 'bytes', { column: 'initial_window_bytes' }),
  row('initial_window_packets', 'pkts', { column: 'initial_window_pkts' }),
  row('stream_length', 'bytes'),
  row('missed_bytes', 'bytes'),
  row('truncated_bytes', 'bytes'),
  row('truncated_packets', 'pkts'),
  row('data_transmit_time', 'secs', { format: 'seconds' }),
  milliseconds('longest_idle', 'NA unit'),
  row('hardware_duplicates', 'segs', { condition: 'duplicates' }),
  {
    lines: ['       ** WARNING: presence of hardware duplicates makes these figures suspect!'],
    condition: 'duplicates',
  },
  row('throughput', 'Bps', { format: 'rate' }),
];

const ROUND_TRIPS: readonly Line[] = [
  EMPTY_LINE,
  row('rtt_samples'),
  milliseconds('rtt_min'),
  milliseconds('rtt_max'),
  milliseconds('tcptrace_rtt_average'),
  milliseconds('tcptrace_rtt_deviation', 'NA'),
  EMPTY_LINE,
  milliseconds('handshake_rtt'),
  EMPTY_LINE,
  row('tcptrace_full_size_rtt_samples'),
  milliseconds('tcptrace_full_size_rtt_min'),
  milliseconds('tcptrace_full_size_rtt_max'),
  milliseconds('tcptrace_full_size_rtt_average'),
  milliseconds('tcptrace_full_size_rtt_deviation', 'NA'),
  EMPTY_LINE,
  row('post_loss_acks'),
  {
    lines: [
      '\t  For the following 5 RTT statistics, only ACKs for',
      '\t  multiply-transmitted segments (ambiguous ACKs) were',
      '\t  considered.  Times are taken from the last instance',
      '\t  of a segment.',
    ],
    condition: 'ambiguous',
  },
  row('ambiguous_acks', '', { condition: 'ambiguous' }),
  milliseconds('ambiguous_rtt_min', 'zero', 'ambiguous'),
  milliseconds('ambiguous_rtt_max', 'zero', 'ambiguous'),
  milliseconds('tcptrace_ambiguous_rtt_average', 'zero', 'ambiguous'),
  milliseconds('tcptrace_ambiguous_rtt_deviation', 'NA', 'ambiguous'),
  row('cumulatively_acked_segments'),
  row('duplicate_acks'),
  row('triple_duplicate_acks'),
  row('most_retransmits'),
  milliseconds('retransmit_time_min'),
  milliseconds('retransmit_time_max'),
  milliseconds('tcptrace_retransmit_time_average'),
  milliseconds('tcptrace_retransmit_time_deviation', 'NA'),
];

/** Which parts of the long output were asked for: -r and -W. */
export interface Parts {
  readonly rtt: boolean;
  readonly owin: boolean;
}

/** All lines of a connection's block in order, conditional ones included. */
export function longLines({ rtt, owin }: Parts): readonly Line[] {
  return [...BEFORE_WINDOWS, ...(owin ? OUTSTANDING : []), ...AFTER_WINDOWS, ...(rtt ? ROUND_TRIPS : [])];
}

export function isRow(line: Line): line is Row {
  return 'statistic' in line;
}

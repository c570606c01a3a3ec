/** Round-trip times and retransmission times, of the data each side sent. */
import { Moment } from '../layout/constants.ts';
import { Direction } from '../layout/direction.ts';
import { element, type Field } from '../layout/structure.ts';
import type { Statistic } from '../statistic.ts';
import type { ConnectionStore } from '../store.ts';
import { ofDirection, stored } from './kinds.ts';

/** Fields of one set of samples: how many there are, and their Moment. */
interface Samples {
  count: Field;
  moments: Field;
}

const PLAIN: Samples = { count: Direction.rttCount, moments: Direction.rtt };
const FULL_SIZE: Samples = { count: Direction.fullCount, moments: Direction.fullRtt };
const AMBIGUOUS: Samples = { count: Direction.ambiguousCount, moments: Direction.ambiguousRtt };
const RETRANSMIT: Samples = { count: Direction.retransmitCount, moments: Direction.retransmitTime };

const [MIN, MAX, SUM, SUM_OF_SQUARES] = [Moment.min, Moment.max, Moment.sum, Moment.sumOfSquares];

/** A moment of the samples of a direction. */
const momentOf = ({ directions }: ConnectionStore, direction: number, { moments }: Samples, moment: number): number =>
  directions.read(direction, element(moments, moment));

/** Sample standard deviation; NaN where rounding left the sum of squares short. */
function deviation(count: number, sum: number, sumOfSquares: number): number {
  return Math.sqrt((sumOfSquares - (sum * sum) / count) / (count - 1));
}

/** tcptrace's names of the four rows, and ours. */
interface Names {
  id: string;
  title: string;
  of: string;
  rows: { min: string; max: string; average: string; deviation: string };
}

/** The shortest and the longest of a set of samples; unknown without any. */
function extremes(samples: Samples, { id, title, of, rows }: Names): Statistic[] {
  const sample = (name: string, word: string, moment: number, row: string) =>
    ofDirection(
      'rtt',
      { id: `${id}_${name}`, title: `${title}, ${name}`, unit: 'microseconds', meaning: `${word} ${of}.`, row },
      (store, direction) =>
        store.read(direction, samples.count) === 0 ? null : momentOf(store, direction, samples, moment),
    );
  return [sample('min', 'Shortest', MIN, rows.min), sample('max', 'Longest', MAX, rows.max)];
}

/** Mean and standard deviation, unknown with too few samples. */
function moments(samples: Samples, { id, title, of }: Names): Statistic[] {
  const unit = 'microseconds';
  return [
    ofDirection(
      'rtt',
      { id: `${id}_average`, title: `${title}, mean`, unit, meaning: `Mean ${of}.` },
      (store, direction) => {
        const count = store.read(direction, samples.count);
        return count === 0 ? null : momentOf(store, direction, samples, SUM) / count;
      },
    ),
    ofDirection(
      'rtt',
      { id: `${id}_deviation`, title: `${title}, deviation`, unit, meaning: `Standard deviation of the ${of}.` },
      (store, direction) => {
        const count = store.read(direction, samples.count);
        if (count < 2) return null;
        const sum = momentOf(store, direction, samples, SUM);
        return deviation(count, sum, momentOf(store, direction, samples, SUM_OF_SQUARES)) || 0;
      },
    ),
  ];
}

/** Mean and standard deviation as tcptrace computes them. */
function tcptraceMoments(samples: Samples, { id, of, rows }: Names): Statistic[] {
  const unit = 'microseconds';
  return [
    ofDirection(
      'rtt',
      {
        id: `tcptrace_${id}_average`,
        title: `${rows.average} (tcptrace)`,
        unit,
        meaning: `Mean ${of}, the sum divided by the count plus 0.0001; 0 without samples.`,
        row: rows.average,
      },
      (store, direction) => momentOf(store, direction, samples, SUM) / (store.read(direction, samples.count) + 0.0001),
    ),
    ofDirection(
      'rtt',
      {
        id: `tcptrace_${id}_deviation`,
        title: `${rows.deviation} (tcptrace)`,
        unit,
        meaning: `Standard deviation of the ${of}; 0 with fewer than three samples.`,
        row: rows.deviation,
      },
      (store, direction) => {
        const count = store.read(direction, samples.count);
        if (count <= 2) return 0;
        const sum = momentOf(store, direction, samples, SUM);
        const value = deviation(count, sum, momentOf(store, direction, samples, SUM_OF_SQUARES));
        return Number.isNaN(value) ? null : value;
      },
    ),
  ];
}

/** All of the above. */
const summaries = (samples: Samples, names: Names): Statistic[] => [
  ...extremes(samples, names),
  ...moments(samples, names),
  ...tcptraceMoments(samples, names),
];

const FULL_SIZE_NAMES: Names = {
  id: 'full_size_rtt',
  title: 'RTT full_sz (tcptrace)',
  of: 'time from a largest segment, by the count above, to its acknowledgement',
  rows: { min: 'RTT full_sz min', max: 'RTT full_sz max', average: 'RTT full_sz avg', deviation: 'RTT full_sz stdev' },
};

/** null without a sample. */
function ofFullSegments(store: ConnectionStore, direction: number, value: (count: number) => number): number | null {
  const count = store.read(direction, Direction.largestCount);
  return count > 0 ? value(count) : null;
}

export const RTT_STATISTICS = [
  stored(Direction.rttCount, {
    id: 'rtt_samples',
    title: 'RTT samples',
    unit: 'times',
    meaning: 'Acknowledgements that timed a segment sent once.',
    row: 'RTT samples',
  }),
  ...summaries(PLAIN, {
    id: 'rtt',
    title: 'RTT',
    of: 'time from a segment to its acknowledgement',
    rows: { min: 'RTT min', max: 'RTT max', average: 'RTT avg', deviation: 'RTT stdev' },
  }),
  ofDirection(
    'rtt',
    {
      id: 'handshake_rtt',
      title: 'RTT of the handshake',
      unit: 'microseconds',
      meaning: 'Time from the SYN to its acknowledgement; unknown where the SYN was sent twice.',
      row: 'RTT from 3WHS',
    },
    (store, direction) => store.read(direction, Direction.handshakeRtt) || null,
  ),
  stored(Direction.largestCount, {
    id: 'full_size_rtt_samples',
    title: 'RTT samples of full segments',
    unit: 'times',
    meaning: 'RTT samples of the segments with the most sequence numbers, SYNs, FINs and single bytes left out.',
  }),
  ofDirection(
    'rtt',
    {
      id: 'full_size_rtt_min',
      title: 'smallest RTT of full segments',
      unit: 'microseconds',
      meaning: 'Smallest time from a segment of the largest size to its acknowledgement.',
    },
    (store, direction) => ofFullSegments(store, direction, () => store.read(direction, Direction.largestMin)),
  ),
  ofDirection(
    'rtt',
    {
      id: 'full_size_rtt_max',
      title: 'largest RTT of full segments',
      unit: 'microseconds',
      meaning: 'Largest time from a segment of the largest size to its acknowledgement.',
    },
    (store, direction) => ofFullSegments(store, direction, () => store.read(direction, Direction.largestMax)),
  ),
  ofDirection(
    'rtt',
    {
      id: 'full_size_rtt_average',
      title: 'mean RTT of full segments',
      unit: 'microseconds',
      meaning: 'Mean time from a segment of the largest size to its acknowledgement.',
    },
    (store, direction) =>
      ofFullSegments(store, direction, (count) => store.read(direction, Direction.largestSum) / count),
  ),
  stored(Direction.fullCount, {
    id: 'tcptrace_full_size_rtt_samples',
    title: 'RTT full_sz smpls (tcptrace)',
    unit: 'times',
    meaning:
      'RTT samples of the largest segment, where tcptrace takes a segment of one byte (SYN, FIN) for 2^32 bytes.',
    row: 'RTT full_sz smpls',
  }),
  ...extremes(FULL_SIZE, { ...FULL_SIZE_NAMES, id: 'tcptrace_full_size_rtt' }),
  ...tcptraceMoments(FULL_SIZE, FULL_SIZE_NAMES),
  stored(Direction.noSample, {
    id: 'post_loss_acks',
    title: 'ACKs after a loss',
    unit: 'times',
    meaning: 'Acknowledgements that gave no RTT sample because later data had been waiting for earlier data.',
    row: 'post-loss acks',
  }),
  stored(Direction.ambiguousCount, {
    id: 'ambiguous_acks',
    title: 'ambiguous ACKs',
    unit: 'times',
    meaning: 'Acknowledgements of segments sent more than once: which one was acknowledged is not known.',
    row: 'ambiguous acks',
  }),
  ...summaries(AMBIGUOUS, {
    id: 'ambiguous_rtt',
    title: 'RTT, ambiguous',
    of: 'time from the last transmission of a segment sent more than once to its acknowledgement',
    rows: { min: 'RTT min (last)', max: 'RTT max (last)', average: 'RTT avg (last)', deviation: 'RTT sdv (last)' },
  }),
  stored(Direction.cumulativeAcks, {
    id: 'cumulatively_acked_segments',
    title: 'segments acked cumulatively',
    unit: 'segments',
    meaning: 'Segments acknowledged together with a later one.',
    row: 'segs cum acked',
  }),
  stored(Direction.duplicateAcks, {
    id: 'duplicate_acks',
    title: 'duplicate ACKs received',
    unit: 'times',
    meaning: 'Acknowledgements from the peer that repeated the one before.',
    row: 'duplicate acks',
  }),
  stored(Direction.tripleDuplicateAcks, {
    id: 'triple_duplicate_acks',
    title: 'triple duplicate ACKs received',
    unit: 'times',
    meaning: 'Times the peer repeated an acknowledgement three times (the signal for a fast retransmit).',
    row: 'triple dupacks',
  }),
  stored(Direction.mostRetransmits, {
    id: 'most_retransmits',
    title: 'most retransmits of a segment',
    unit: 'times',
    meaning: 'How often the most repeated segment was repeated.',
    row: 'max # retrans',
  }),
  ...summaries(RETRANSMIT, {
    id: 'retransmit_time',
    title: 'retransmission time',
    of: 'time between two transmissions of the same bytes',
    rows: { min: 'min retr time', max: 'max retr time', average: 'avg retr time', deviation: 'sdv retr time' },
  }),
];

/** The kinds of graphs: what each shows, its y axis and its layers. */
import type { Known } from '../connection/known.ts';
import type { Tone } from './cells.ts';
import type { Layer } from './layers.ts';
import type { Unit } from './scales.ts';
import type { DirectionSeries } from './series.ts';

export interface LegendEntry {
  /** How it looks without colour: a letter or a shape. */
  sign: string;
  text: string;
  tone: Tone;
}

export interface GraphDefinition {
  title: string;
  unit: Unit;
  /** Of which connections it tells something. */
  known: Known;
  /** The y axis begins at 0, whatever the values. */
  fromZero: boolean;
  /** Of its shapes; the letters in view are added to it. */
  legend: readonly LegendEntry[];
  /** Weakest first: later layers are drawn over earlier ones. */
  layers(direction: DirectionSeries): Layer[];
}

/**
 * Sequence numbers over time: what was sent, the staircase of acknowledgements below it and that of the window's end above
 * it, with the marks of tcptrace's graph (docs/tcptrace.md, "Time-sequence graph").
 */
const timeSequence: GraphDefinition = {
  title: 'time-sequence',
  unit: 'bytes',
  known: 'always',
  fromZero: false,
  legend: [
    { sign: '|', text: 'data', tone: 'data' },
    { sign: '|', text: 'again', tone: 'retransmission' },
    { sign: '_', text: 'ack', tone: 'acknowledged' },
    { sign: '.', text: 'window', tone: 'window' },
  ],
  layers: ({ segments, acks, sacks, marks }) => [
    { shape: 'steps', name: 'window end', tone: 'window', x: acks.x, y: acks.windowEnd, beyond: true },
    { shape: 'steps', name: 'acknowledged', tone: 'acknowledged', x: acks.x, y: acks.ack, beyond: false },
    { shape: 'bars', name: 'SACK', bars: sacks },
    { shape: 'bars', name: 'segment', bars: segments },
    { shape: 'marks', name: 'mark', ...marks },
  ],
};

/** Bytes a second: over the last ten segments, and since the connection began. */
const throughput: GraphDefinition = {
  title: 'throughput',
  unit: 'bytes a second',
  known: 'always',
  fromZero: true,
  legend: [
    { sign: '/', text: 'over 10 segments', tone: 'data' },
    { sign: '/', text: 'since the beginning', tone: 'average' },
  ],
  layers: ({ throughput: { x, instant, average } }) => [
    { shape: 'line', name: 'average throughput', tone: 'average', x, y: average, beyond: false },
    { shape: 'line', name: 'throughput', tone: 'data', x, y: instant, beyond: false },
  ],
};

/** Round-trip times of segments that were sent once (Karn's rule, RFC 6298 section 3). */
const rtt: GraphDefinition = {
  title: 'RTT',
  unit: 'milliseconds',
  known: 'from the network',
  fromZero: true,
  legend: [{ sign: '/', text: 'round-trip time', tone: 'data' }],
  layers: ({ rtt: { x, milliseconds } }) => [
    { shape: 'line', name: 'RTT', tone: 'data', x, y: milliseconds, beyond: false },
  ],
};

/** Bytes in flight, with the window that bounds them. */
const outstanding: GraphDefinition = {
  title: 'outstanding data',
  unit: 'bytes',
  known: 'from the network',
  fromZero: true,
  legend: [
    { sign: '/', text: 'in flight', tone: 'data' },
    { sign: '/', text: 'mean', tone: 'average' },
    { sign: '_', text: "receiver's window", tone: 'window' },
  ],
  layers: ({ flight: { x, bytes, window, average } }) => [
    { shape: 'steps', name: 'window', tone: 'window', x, y: window, beyond: false },
    { shape: 'line', name: 'mean in flight', tone: 'average', x, y: average, beyond: false },
    { shape: 'line', name: 'in flight', tone: 'data', x, y: bytes, beyond: false },
  ],
};

/** Payload bytes of each segment. */
const segmentSize: GraphDefinition = {
  title: 'segment size',
  unit: 'bytes',
  known: 'from the network',
  fromZero: true,
  legend: [
    { sign: '.', text: 'segment', tone: 'data' },
    { sign: '/', text: 'mean', tone: 'average' },
  ],
  layers: ({ sizes: { x, bytes, average } }) => [
    { shape: 'line', name: 'mean segment size', tone: 'average', x, y: average, beyond: false },
    { shape: 'dots', name: 'segment size', tone: 'data', x, y: bytes, beyond: false },
  ],
};

/** In the order that a key steps through them. */
export const GRAPH_KINDS = [
  'time-sequence',
  'throughput',
  'RTT',
  'outstanding data',
  'segment size',
  'ladder',
] as const;
export type GraphKind = (typeof GRAPH_KINDS)[number];

/** Graphs with axes; the ladder has its own layout. */
export const DEFINITIONS: Record<Exclude<GraphKind, 'ladder'>, GraphDefinition> = {
  'time-sequence': timeSequence,
  throughput,
  RTT: rtt,
  'outstanding data': outstanding,
  'segment size': segmentSize,
};

/** The ladder shows who sent what when. */
export const knownByGraph = (kind: GraphKind): Known => (kind === 'ladder' ? 'always' : DEFINITIONS[kind].known);

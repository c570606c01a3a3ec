/** What the benchmark runs: captures of made-up traffic, and on each the same work by this program and by its peers. */
import { DEFAULT_TRAFFIC, type TrafficOptions } from './traffic.ts';

export type CaptureName = 'H' | 'B' | 'M' | 'L' | 'O' | 'U';

const HEADERS = 96;

export const CAPTURES: Record<CaptureName, { shows: string; traffic: TrafficOptions }> = {
  H: { shows: 'headers only', traffic: { ...DEFAULT_TRAFFIC, packets: 4_000_000, snaplen: HEADERS } },
  B: { shows: 'with payload', traffic: DEFAULT_TRAFFIC },
  M: {
    shows: 'many short connections',
    traffic: { ...DEFAULT_TRAFFIC, packets: 4_000_000, parallel: 200_000, segments: 1, snaplen: HEADERS },
  },
  L: {
    shows: 'few long lossy connections',
    traffic: { ...DEFAULT_TRAFFIC, parallel: 20, segments: 100_000, loss: 0.02, snaplen: HEADERS },
  },
  O: {
    shows: 'nothing acknowledged',
    traffic: { ...DEFAULT_TRAFFIC, packets: 200_000, parallel: 20, segments: 100_000, snaplen: HEADERS, oneWay: true },
  },
  U: {
    shows: 'holes never filled',
    traffic: { ...DEFAULT_TRAFFIC, packets: 800_000, parallel: 20, segments: 100_000, snaplen: HEADERS, missed: 0.05 },
  },
};

export interface Work {
  name: string;
  ours: readonly string[];
  peers: readonly { program: string; arguments: readonly string[]; captures: readonly CaptureName[] }[];
}

const EVERY: readonly CaptureName[] = ['H', 'B', 'M', 'L', 'O', 'U'];
const LONG = ['-n', '-l', '-r', '-W'];

export const WORKS: readonly Work[] = [
  {
    name: 'brief',
    ours: ['--plain', '-n'],
    peers: [
      { program: 'tcptrace', arguments: ['-n'], captures: EVERY },
      { program: 'capinfos', arguments: ['-c'], captures: ['H'] },
      { program: 'tshark', arguments: ['-n', '-q', '-z', 'conv,tcp', '-r'], captures: ['H'] },
    ],
  },
  { name: 'long', ours: ['--plain', ...LONG], peers: [{ program: 'tcptrace', arguments: LONG, captures: EVERY }] },
];

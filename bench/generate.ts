/** Writes a capture of made-up traffic. usage: node script.mjs bench/generate.ts OUT.pcap [--packets N] [--parallel N] … */
import { parseArgs } from 'node:util';
import { DEFAULT_TRAFFIC, writeTraffic } from './traffic.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    packets: { type: 'string' },
    parallel: { type: 'string' },
    segments: { type: 'string' },
    loss: { type: 'string' },
    snaplen: { type: 'string' },
    v6: { type: 'string' },
    seed: { type: 'string' },
    idle: { type: 'string' },
    missed: { type: 'string' },
    'one-way': { type: 'boolean', default: false },
  },
});
if (positionals.length !== 1) throw new Error('usage: generate.ts OUT.pcap [--packets N] [--loss 0.01] [--one-way] …');

const { 'one-way': oneWay, ...given } = values;
const numbers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number(value)]));
const { packets, connections } = writeTraffic(positionals[0], { ...DEFAULT_TRAFFIC, ...numbers, oneWay });
console.log(`${positionals[0]}: ${packets} packets, ${connections} connections`);

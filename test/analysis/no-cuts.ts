import type { PassCuts } from '../../source/analysis/pass.ts';

/** Every packet is analysed. */
export const NO_CUTS: PassCuts = { firstPacket: 1, lastPacket: Number.POSITIVE_INFINITY, keeps: null };

/** What became of damaged input, in words for reports and screens. */
import type { Damage } from '../capture/capture.ts';

export const OUTCOME_WORDS: Record<Damage['outcome'], string> = {
  stopped: 'nothing after it was read',
  skipped: 'reading went on after it',
  cut: 'the file ends there',
};

/** How recordings of our own proxy are analysed, while they grow and when they are opened later. */
import { ORDINARY } from '../connection/analyser.ts';
import type { CaptureSessionOptions } from './capture-session.ts';

const { ignored: _, ignoredUdp: __, ...ordinary } = ORDINARY;

/**
 * A connection may be silent for hours, so only a SYN begins a new one; and its listener belongs to what it is, for two of
 * them may have one target and one client port.
 */
export const RECORDING_ANALYSER: CaptureSessionOptions['analyser'] = {
  ...ordinary,
  splitting: { kind: 'syn' },
  key: 'endpoints and interface',
};

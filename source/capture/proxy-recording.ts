/** Captures that our own proxy recorded (docs/proxy.md, "Recording"): their bytes are real, their headers made up. */
import type { CaptureFile } from './capture.ts';

/** What the recorder calls itself in a section header (shb_userappl of the pcapng draft). */
export const PROXY_RECORDER = 'tcptrace-tui proxy';

/**
 * True where windows, acknowledgements, segment boundaries and round trips of the file are the recorder's, not the network's.
 * Bytes, their order, the times of forwarding, and how connections began and ended are as they were.
 */
export const isProxyRecording = ({ application }: Pick<CaptureFile, 'application'>): boolean =>
  application === PROXY_RECORDER;

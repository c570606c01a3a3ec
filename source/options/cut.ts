/** Cuts that are set anew after the command line: the screen's :from, :to, :host and :port. */
import { NO_CUTS } from '../analysis/cuts.ts';
import type { CaptureRequest } from '../report/request.ts';
import { host, ports, time } from './values.ts';

export type CutName = 'from' | 'to' | 'host' | 'port' | 'nocut';

/**
 * The capture with one of its cuts made of these words; without words the cut is taken away, with `nocut` all of them are. Several
 * hosts, or ports, are alternatives. Throws UsageError.
 */
export function withCut(capture: CaptureRequest, name: CutName, words: readonly string[]): CaptureRequest {
  return { ...capture, cuts: { ...capture.cuts, ...changed(name, words) } };
}

function changed(name: CutName, words: readonly string[]): Partial<CaptureRequest['cuts']> {
  const option = `:${name}`;
  switch (name) {
    case 'from':
    case 'to':
      return { [name]: words.length === 0 ? null : time(option, words.join('T')) };
    case 'host':
      return { hosts: words.map((word) => host(option, word)) };
    case 'port':
      return { ports: words.map((word) => ports(option, word)) };
    case 'nocut':
      return NO_CUTS;
  }
}

/** Whether the captures can be read once more: what came through a pipe, or is still being written, cannot. */
export const canBeReadAgain = ({ sources }: CaptureRequest): boolean => sources.every(({ kind }) => kind === 'file');

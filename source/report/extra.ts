/** What a report does beside its lines: graphs, extracted payload, modules. Each looks over the analyser's shoulder. */
import type { PassObserver } from '../analysis/observer.ts';
import type { Output } from './output.ts';
import type { Complain } from './reading.ts';
import type { Test } from './selection.ts';

/** What is there when the pass is over. */
export interface Outcome {
  output: Output;
  complain: Complain;
  /** Is the connection listed? */
  isListed: Test;
}

export interface Extra {
  readonly observer: PassObserver;
  /** After the report: the last files, results on standard output, warnings. */
  finish?(outcome: Outcome): void;
}

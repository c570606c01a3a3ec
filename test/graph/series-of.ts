/** The series of a capture's only connection, as a viewer gets them: the analyser with an observer. */

import { NO_CUTS } from '../../source/analysis/cuts.ts';
import { decoderFor } from '../../source/analysis/decoders.ts';
import { Pass } from '../../source/analysis/pass.ts';
import { openCapture } from '../../source/capture/open.ts';
import { ORDINARY } from '../../source/connection/analyser.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import type { Span } from '../../source/graph/cells.ts';
import { ConnectionSeries } from '../../source/graph/series.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';

/** A handshake, a segment sent twice, and a window that closes. */
export const EXCHANGE = `
  a 10.0.0.1:1000
  b 10.0.0.2:80
  0     a > b S win 800 <mss 1000>
  0.010 b > a S. ack 1 win 800 <mss 1000>
  0.020 a > b . ack 1 win 800
  0.030 b > a P. 1:201(200) ack 1
  0.040 b > a P. 1:201(200) ack 1
  0.050 a > b . ack 201 win 0`;

export const seriesOf = (text: string): Promise<ConnectionSeries> => seriesOfFile(writeTemporary(scenario(text)));

/** `connection`: 0-based. */
export async function seriesOfFile(path: string, connection = 0): Promise<ConnectionSeries> {
  const series = new ConnectionSeries();
  const capture = await openCapture([{ kind: 'file', path }], 'everything');
  const options = {
    decoder: decoderFor('everything'),
    analyser: { ...ORDINARY, ignored: (number: number) => number !== connection + 1 },
    cuts: NO_CUTS,
    observers: [series],
    index: null,
  };
  await new Pass(capture, new ConnectionStore(undefined, 64), options).run(new AbortController().signal);
  capture.close();
  return series;
}

export const plain = (lines: readonly Span[][]): string[] =>
  lines.map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );

/** The tone of the first cell whose text matches. */
export function toneOf(lines: readonly Span[][], text: string): string | undefined {
  return lines.flat().find((span) => span.text.includes(text))?.tone;
}

/** Pictures of the graph room as ready lines: its tones are roles of the palette here. */
import {
  type ConnectionSeries,
  type GraphKind,
  type GraphPicture,
  renderGraph,
  type Span,
  sparkline,
  type Tone,
  type Viewport,
} from '../../session/session.ts';
import { fitTo } from '../terminal/width.ts';
import type { Role, Theme } from '../theme/theme.ts';

const ROLES: Record<Tone, Role> = {
  axis: 'faint',
  window: 'accent',
  average: 'good',
  sack: 'warning',
  acknowledged: 'good',
  data: 'normal',
  duplicate: 'warning',
  retransmission: 'bad',
  mark: 'bad',
  cursor: 'selected',
};

/** Braille where the locale has it. */
export const charactersOf = (theme: Theme) => (theme.unicode ? 'braille' : 'ascii');

interface Shown {
  kind: GraphKind;
  side: 0 | 1;
  /** µs since the first packet; null = no cursor. */
  cursor: number | null;
}

export function picture(
  series: ConnectionSeries,
  viewport: Viewport,
  { kind, side, cursor }: Shown,
  theme: Theme,
): GraphPicture {
  return renderGraph(kind, series, viewport, { side, cursor, characters: charactersOf(theme) });
}

export const paintSpans = (line: readonly Span[], theme: Theme): string =>
  line.map(({ text, tone }) => theme.paint(ROLES[tone], text)).join('');

/** The signs of the graph and what they mean, as many as fit. */
export function legendLine({ legend }: GraphPicture, width: number, theme: Theme): string {
  let line = '';
  let used = 1;
  for (const { sign, text, tone } of legend) {
    const taken = sign.length + text.length + 3;
    if (used + taken > width) break;
    line += ` ${theme.paint(ROLES[tone], sign)} ${text} `;
    used += taken;
  }
  return line;
}

type Sparkling = Parameters<typeof sparkline>[0];

const SPARKLING: readonly Sparkling[] = ['throughput', 'RTT', 'outstanding data', 'segment size'];

const NAME = 18;
const FIGURES = 24;

/** The other graphs, a line each. */
export function sparkLines(
  series: ConnectionSeries,
  viewport: Viewport,
  { kind, side }: Shown,
  { width, count, kinds }: { width: number; count: number; kinds: readonly GraphKind[] },
  theme: Theme,
): string[] {
  const cols = Math.max(10, width - NAME - FIGURES - 2);
  return SPARKLING.filter((other) => other !== kind && kinds.includes(other))
    .slice(0, count)
    .map((other) => {
      const { title, bars, least, greatest } = sparkline(other, series, side, viewport, cols, charactersOf(theme));
      const figures = fitTo(`${least} to ${greatest}`, FIGURES);
      return fitTo(` ${title}`, NAME) + theme.paint('accent', bars) + theme.paint('faint', `  ${figures}`);
    });
}

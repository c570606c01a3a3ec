import type { Area } from '../hooks/contexts.ts';

/** Columns from which the selected connection is shown beside the list, and its messages beside that. */
const WIDE = 120;
const WIDEST = 160;

/** Lines from which its graph is shown below the list, and how many the graph has. */
const HIGH = 34;
const GRAPH_LINES = 12;

export interface Layout {
  /** 0 = not shown. */
  detailWidth: number;
  messagesWidth: number;
  graphLines: number;
  sentenceLines: number;
  listWidth: number;
  findingRows: number;
  /** Connections shown at a time. */
  page: number;
  /** Smaller than the screens are made for. */
  small: boolean;
}

interface Shown {
  /** The list alone, however wide the screen is. */
  zoomed: boolean;
  findings: number;
  /** All there are, listed or not: the layout must not move while one types a filter. */
  connections: number;
  /** Lines that progress and problems take. */
  notices: number;
}

/** What has room where on the first screen. */
export function layoutOf({ width, height }: Area, { zoomed, findings, connections, notices }: Shown): Layout {
  const wide = width >= WIDE && !zoomed;
  const widest = width >= WIDEST && !zoomed;
  const listWidth = wide ? Math.floor(width * (widest ? 0.42 : 0.56)) : width;
  const detailWidth = widest ? Math.floor(width * 0.33) : wide ? width - listWidth : 0;
  const graphLines = wide && height >= HIGH ? GRAPH_LINES : 0;
  const sentenceLines = wide || height < 20 ? 0 : height < 23 ? 2 : 3;
  // Title, heading and rule of the findings, header and status of the list, rule over the sentence.
  const taken = 1 + notices + 1 + 1 + 1 + 1 + (sentenceLines > 0 ? sentenceLines + 1 : 0) + graphLines;
  // Findings get what a short list leaves free.
  const least = height >= 30 ? 6 : height >= 20 ? 3 : 1;
  const findingRows = Math.max(1, Math.min(findings, Math.max(least, height - taken - connections)));
  return {
    listWidth,
    detailWidth,
    messagesWidth: widest ? width - listWidth - detailWidth : 0,
    graphLines,
    sentenceLines,
    findingRows,
    page: Math.max(1, height - taken - findingRows),
    small: width < 80 || height < 22,
  };
}

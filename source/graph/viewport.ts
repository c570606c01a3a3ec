/** What of a graph is on the screen, and how keys move it. */
import type { Extent } from './draw.ts';

/** µs since the graph's beginning; y0 and y1 null = as the visible values need. */
export interface Viewport {
  x0: number;
  x1: number;
  y0: number | null;
  y1: number | null;
  /** Cells for the whole picture, axes included. */
  cols: number;
  rows: number;
}

/** A single segment fills the screen long before this, in µs. */
const NARROWEST = 10;

/** The whole connection. */
export function wholeOf(lastMicros: number, cols: number, rows: number): Viewport {
  return { x0: 0, x1: Math.max(NARROWEST, lastMicros), y0: null, y1: null, cols, rows };
}

/** Zooms by `factor` (below 1: closer) around a time that keeps its place; never beyond the whole. */
export function zoomed(viewport: Viewport, factor: number, around: number, lastMicros: number): Viewport {
  const whole = wholeOf(lastMicros, viewport.cols, viewport.rows);
  const width = Math.min(whole.x1, Math.max(NARROWEST, (viewport.x1 - viewport.x0) * factor));
  const share = (around - viewport.x0) / (viewport.x1 - viewport.x0);
  return placed(viewport, around - share * width, width, whole.x1);
}

/** Moves by a share of the visible width: 0.5 = half a screen to the right. */
export function panned(viewport: Viewport, share: number, lastMicros: number): Viewport {
  const width = viewport.x1 - viewport.x0;
  return placed(viewport, viewport.x0 + share * width, width, Math.max(NARROWEST, lastMicros));
}

/** Moved as little as needed to show a time. */
export function revealing(viewport: Viewport, micros: number, lastMicros: number): Viewport {
  const width = viewport.x1 - viewport.x0;
  if (micros >= viewport.x0 && micros <= viewport.x1) return viewport;
  return placed(viewport, micros < viewport.x0 ? micros : micros - width, width, Math.max(NARROWEST, lastMicros));
}

function placed(viewport: Viewport, x0: number, width: number, end: number): Viewport {
  const start = Math.max(0, Math.min(x0, end - width));
  return { ...viewport, x0: start, x1: start + width };
}

/** Some air above and below, and never an empty range. */
export function roomy([least, greatest]: [number, number], fromZero: boolean): Pick<Extent, 'y0' | 'y1'> {
  const bottom = fromZero ? Math.min(0, least) : least;
  const height = greatest - bottom || 1;
  return { y0: fromZero && least >= 0 ? 0 : bottom - height * 0.02, y1: greatest + height * 0.05 };
}

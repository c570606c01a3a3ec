import type { Handlers } from '../keys/command-stack.ts';

/** The commands that move a cursor through `count` rows of which `page` are shown. */
export function movement(count: number, page: number, cursor: number, put: (cursor: number) => void): Handlers {
  const by = (step: number) => () => put(Math.max(0, Math.min(count - 1, cursor + step)));
  const half = Math.max(1, Math.floor(page / 2));
  return {
    down: by(1),
    up: by(-1),
    halfDown: by(half),
    halfUp: by(-half),
    pageDown: by(Math.max(1, page - 1)),
    pageUp: by(-Math.max(1, page - 1)),
    top: by(-count),
    bottom: by(count),
  };
}

/** The commands that scroll text of `count` lines of which `page` are shown, by its first shown line. */
export function scrolling(count: number, page: number, top: number, put: (top: number) => void): Handlers {
  const last = Math.max(0, count - page);
  const by = (step: number) => () => put(Math.max(0, Math.min(last, top + step)));
  const half = Math.max(1, Math.floor(page / 2));
  return {
    down: by(1),
    up: by(-1),
    halfDown: by(half),
    halfUp: by(-half),
    pageDown: by(Math.max(1, page - 1)),
    pageUp: by(-Math.max(1, page - 1)),
    readOn: by(Math.max(1, page - 1)),
    top: by(-count),
    bottom: by(count),
  };
}

/** The first row to show so that the cursor is seen: the one before if that will do. */
export function windowTop(before: number, count: number, page: number, cursor: number): number {
  const seen = Math.max(cursor - page + 1, Math.min(cursor, before));
  return Math.max(0, Math.min(seen, count - page));
}

import { useEffect } from 'react';
import type { Unit } from '../../stream/unit.ts';
import { Lines } from '../components/line.tsx';
import type { ContentMode } from '../content/reader.ts';
import { contentRowText, type Highlight } from '../content/row-text.ts';
import { useByteCursor } from '../content/use-byte-cursor.ts';
import { useContent, type Whose } from '../content/use-content.ts';
import { useDecoded } from '../content/use-decoded.ts';
import { bytesInWords } from '../format/size.ts';
import { duration } from '../format/time.ts';
import { useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { Depth } from '../keys/command-stack.ts';
import { cells, fitTo } from '../terminal/width.ts';
import { SIDE_ROLE } from './messages-pane.tsx';

export type ContentView = ContentMode | 'decoded';

export interface Found {
  message: number;
  offset: number;
  length: number;
}

interface Props {
  shown: Whose;
  view: ContentView;
  only: string | null;
  found: Found | null;
  /** The text that was found; null = bytes. */
  searched: string | null;
  width: number;
  height: number;
  focused: boolean;
}

/** What a message says: as text, hex, both, or decoded. */
export function ContentPane({ shown, view, only, found, searched, width, height, focused }: Props) {
  const theme = useTheme();
  const { conversation, message: number } = shown;
  const message = conversation.messages[number];
  const isFoundHere = found?.message === number;
  const decoded = useDecoded(shown, { wanted: view === 'decoded', width, only }, height - 1);
  // What was found stands in the bytes, not in what is made of them.
  const plain = view !== 'decoded' ? view : isFoundHere && searched !== null ? 'text' : 'hex';
  const decodedView = view === 'decoded' && !isFoundHere && !decoded.isOpaque;
  const inspecting = plain === 'hex' && !decodedView && focused;
  const page = height - 1 - Number(inspecting);
  const content = useContent(shown, { mode: plain, width, only }, page);
  const byte = useByteCursor(conversation, number, content.rows, inspecting, content.show);
  const role = SIDE_ROLE[message?.side ?? 0];

  const seen = decodedView ? decoded : content;
  useCommands('content', { ...seen.handlers, ...byte.handlers }, { depth: Depth.pane, active: focused });
  useCommands('content', { readOn: seen.handlers.readOn }, { depth: Depth.screen });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new find scrolls
  useEffect(() => {
    if (found !== null && found.message === number) content.show(found.offset);
  }, [found]);

  const underCursor = inspecting ? { from: byte.offset, to: byte.offset + 1, text: null } : null;
  const highlight: Highlight | null = isFoundHere
    ? { from: found.offset, to: found.offset + found.length, text: searched }
    : underCursor;
  const body = decodedView
    ? decoded.lines.map((line) => theme.paint(role, fitTo(line, width)))
    : content.rows.map((row) => contentRowText(row, { mode: plain, width, role, highlight }, theme));
  if (!decodedView && !content.complete && body.length < page) body.push(theme.paint('faint', 'reading'));
  if (!decodedView && content.complete && body.length < page && message !== undefined) {
    body.push(theme.paint('faint', fitTo(`~ end of message ${number + 1}`, width)));
  }
  const share = ` ${Math.round(seen.share * 100)}%`;
  const title = decodedView ? decoded.title : plain;
  const heading =
    message === undefined
      ? ''
      : `${number + 1} ${message.side === 0 ? 'a->b' : 'b->a'}  ${bytesInWords(message.size)}  ${title}  ${timesOf(message)}${only === null ? '' : `  only "${only}"`}`;
  const head = theme.paint(focused ? 'title' : 'faint', fitTo(heading, width - cells(share)) + share);
  const inspector = inspecting ? [theme.paint('faint', fitTo(byte.words, width))] : [];
  const filled = Array.from({ length: page }, (_, row) => body[row] ?? '');
  return <Lines lines={[head, ...filled, ...inspector]} width={width} height={height} />;
}

/** How long it was waited for, and how long it took. */
function timesOf({ wait, micros, endMicros }: Unit): string {
  const times = [wait === null ? '' : `waited ${duration(wait)}`, `took ${duration(endMicros - micros)}`];
  return times.filter((time) => time !== '').join(', ');
}

import { useEffect } from 'react';
import type { Conversation, Message } from '../../session/session.ts';
import { Lines } from '../components/lines.tsx';
import { scrolling } from '../components/movement.ts';
import type { ContentMode } from '../content/reader.ts';
import { contentRowText, type Highlight } from '../content/row-text.ts';
import { useByteCursor } from '../content/use-byte-cursor.ts';
import { useContent, useDecoded } from '../content/use-content.ts';
import { bytesInWords } from '../format/size.ts';
import { duration } from '../format/time.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useKept } from '../hooks/use-kept.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { Depth } from '../keys/command-stack.ts';
import { cells, fitTo } from '../terminal/width.ts';
import { SIDE_ROLE } from './message-rows.ts';

export type ContentView = ContentMode | 'decoded';

export interface Found {
  message: number;
  offset: number;
  length: number;
}

interface Props {
  conversation: Conversation;
  message: number;
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
export function ContentPane({ conversation, message, view, only, found, searched, width, height, focused }: Props) {
  const theme = useTheme();
  const shown = conversation.messages[message];
  const inspecting = view === 'hex' && focused;
  const page = height - 1 - Number(inspecting);
  const decodedView = view === 'decoded';
  const content = useContent(conversation, message, { mode: decodedView ? 'text' : view, width, only }, page);
  const decoded = useDecoded(conversation, message, decodedView);
  const [decodedTop, setDecodedTop] = useKept('content.decodedTop', 0);
  const byte = useByteCursor(conversation, message, content.rows, inspecting, content.show);
  const role = SIDE_ROLE[shown?.side ?? 0];

  const decodedLines =
    decoded === 'reading'
      ? ['reading']
      : (decoded?.lines ?? ['no decoder takes this message; v shows it as text or hex']);
  const top = Math.min(decodedTop, Math.max(0, decodedLines.length - page));
  const reading = { ...content.handlers, ...byte.handlers };
  useCommands('content', decodedView ? scrolling(decodedLines.length, page, top, setDecodedTop) : reading, {
    depth: Depth.pane,
    active: focused,
  });
  useCommands('content', { readOn: content.handlers.readOn }, { depth: Depth.screen });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new find scrolls
  useEffect(() => {
    if (found !== null && found.message === message) content.show(found.offset);
  }, [found]);

  const underCursor = inspecting ? { from: byte.offset, to: byte.offset + 1, text: null } : null;
  const highlight: Highlight | null =
    found?.message === message ? { from: found.offset, to: found.offset + found.length, text: searched } : underCursor;
  const body = decodedView
    ? decodedLines.slice(top, top + page).map((line) => theme.paint(role, fitTo(line, width)))
    : content.rows.map((row) => contentRowText(row, { mode: view, width, role, highlight }, theme));
  if (!decodedView && !content.complete && body.length < page) body.push(theme.paint('faint', 'reading'));
  if (!decodedView && content.complete && body.length < page && shown !== undefined) {
    body.push(theme.paint('faint', fitTo(`~ end of message ${message + 1}`, width)));
  }
  const share = decodedView ? '' : ` ${Math.round(content.share * 100)}%`;
  const title = typeof decoded === 'object' && decoded !== null && decodedView ? decoded.title : view;
  const heading =
    shown === undefined
      ? ''
      : `${message + 1} ${shown.side === 0 ? 'a->b' : 'b->a'}  ${bytesInWords(shown.size)}  ${title}  ${timesOf(shown)}${only === null ? '' : `  only "${only}"`}`;
  const head = theme.paint(focused ? 'title' : 'faint', fitTo(heading, width - cells(share)) + share);
  const inspector = inspecting ? [theme.paint('faint', fitTo(byte.words, width))] : [];
  const filled = Array.from({ length: page }, (_, row) => body[row] ?? '');
  return <Lines lines={[head, ...filled, ...inspector]} width={width} height={height} />;
}

/** How long it was waited for, and how long it took. */
function timesOf({ wait, micros, endMicros }: Message): string {
  const times = [wait === null ? '' : `waited ${duration(wait)}`, `took ${duration(endMicros - micros)}`];
  return times.filter((time) => time !== '').join(', ');
}

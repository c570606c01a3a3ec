import { useRef } from 'react';
import type { Conversation } from '../../stream/conversation.ts';
import type { Handlers } from '../keys/command-stack.ts';
import type { Found } from '../panes/content-pane.tsx';
import { useKept, useMemory } from './contexts.ts';
import { useDesk } from './use-desk.ts';

type Wanted = Parameters<Conversation['search']>[0];

interface Search {
  handlers: Handlers;
  /** The text searched for last; null = none, or bytes. */
  text: string | null;
}

/** Searching a conversation for text or bytes, onwards and back, round its end. */
export function useSearch(
  conversation: Conversation,
  message: number,
  found: Found | null,
  show: (found: Found) => void,
): Search {
  const desk = useDesk();
  const history = useMemory<string[]>('search.history', []);
  const [wanted, setWanted] = useKept<Wanted | null>('search.wanted', null);
  const running = useRef<AbortController | null>(null);

  const look = (what: Wanted, backwards: boolean, from: { message: number; offset: number }) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    desk.say('searching');
    seek(conversation, what, from, backwards, controller.signal).then(
      (answer) => {
        if (controller.signal.aborted) return;
        if (answer === null) return desk.say(`not found: ${named(what)}`, 'warning');
        desk.say(answer.round ? `going on from the other end: ${named(what)}` : '');
        show(answer.place);
      },
      (failure: Error) => controller.signal.aborted || desk.say(failure.message, 'bad'),
    );
  };
  const again = (backwards: boolean) => () => {
    if (wanted === null) return desk.say('nothing searched for yet: / text, or / hex:0d0a', 'warning');
    const here = found?.message === message ? found.offset : backwards ? 0 : -1;
    look(wanted, backwards, besideOf(conversation, { message, offset: here }, backwards));
  };
  return {
    text: wanted?.kind === 'text' ? wanted.text : null,
    handlers: {
      search: () =>
        desk.ask({
          label: 'search:',
          initial: '',
          history,
          hint: 'text (small letters match capitals too), or hex:0d0a for bytes   Enter search  Esc cancel  n N next, previous',
          problem: () => null,
          accept: (typed) => {
            if (typed === '') return;
            const what = parseWanted(typed);
            if (what === null) return desk.say('hex: wants pairs of hexadecimal digits, such as hex:0d0a', 'bad');
            setWanted(what);
            look(what, false, { message, offset: found?.message === message ? found.offset : 0 });
          },
        }),
      nextMatch: again(false),
      previousMatch: again(true),
    },
  };
}

export function parseWanted(typed: string): Wanted | null {
  const hex = /^hex:\s*(.*)$/i.exec(typed)?.[1].replace(/\s+/g, '');
  if (hex === undefined) return { kind: 'text', text: typed };
  if (hex.length === 0 || hex.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(hex)) return null;
  return { kind: 'bytes', bytes: Uint8Array.from(Buffer.from(hex, 'hex')) };
}

const named = (what: Wanted): string =>
  what.kind === 'text' ? `"${what.text}"` : `hex:${Buffer.from(what.bytes).toString('hex')}`;

/** The place just after (or before) one, over the edge of its message. */
function besideOf(
  conversation: Conversation,
  { message, offset }: { message: number; offset: number },
  backwards: boolean,
): { message: number; offset: number } {
  if (!backwards) return { message, offset: offset + 1 };
  if (offset > 0) return { message, offset: offset - 1 };
  const before = message - 1;
  return before < 0 ? lastPlace(conversation) : { message: before, offset: conversation.messages[before].size };
}

function lastPlace({ messages }: Conversation): { message: number; offset: number } {
  return { message: Math.max(0, messages.length - 1), offset: messages.at(-1)?.size ?? 0 };
}

/** Searches on from a place and, where nothing is found, once more from the other end. */
async function seek(
  conversation: Conversation,
  what: Wanted,
  from: { message: number; offset: number },
  backwards: boolean,
  signal: AbortSignal,
): Promise<{ place: Found; round: boolean } | null> {
  const place = await conversation.search(what, from, backwards, signal);
  if (place !== null) return { place, round: false };
  const end = backwards ? lastPlace(conversation) : { message: 0, offset: 0 };
  const again = await conversation.search(what, end, backwards, signal);
  return again === null ? null : { place: again, round: true };
}

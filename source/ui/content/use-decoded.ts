import { useEffect, useMemo, useState } from 'react';
import type { DecodedUnit } from '../../stream/content/lines.ts';
import { wrap } from '../../stream/safe-text.ts';
import { scrolling } from '../components/movement.ts';
import { useKept } from '../hooks/contexts.ts';
import type { Handlers } from '../keys/command-stack.ts';
import { holding, type Whose } from './use-content.ts';

interface Decoded {
  /** Nothing but hex can be said of the message. */
  isOpaque: boolean;
  title: string;
  lines: readonly string[];
  /** Share of the lines above the last shown one, 0 … 1. */
  share: number;
  handlers: Handlers;
}

/** `reading` until it is known, null = hex says as much. */
type Answer = DecodedUnit | null | 'reading';

const NARROWEST = 2;

/** What the message says: the lines that are seen, none of them cut, and the commands that scroll them. */
export function useDecoded(
  whose: Whose,
  { wanted, width, only }: { wanted: boolean; width: number; only: string | null },
  page: number,
): Decoded {
  const { conversation, connection, message } = whose;
  const answer = useAnswer(whose, wanted);
  const isThere = conversation.messages[message] !== undefined;
  const lines = useMemo(
    () => (isThere ? said(answer) : []).filter(holding(only)).flatMap((line) => wrap(line, Math.max(NARROWEST, width))),
    [isThere, answer, only, width],
  );
  const [kept, keep] = useKept(`content.${connection}.decoded`, { message, top: 0 });
  const top = Math.min(kept.message === message ? kept.top : 0, Math.max(0, lines.length - page));
  return {
    isOpaque: answer === null,
    title: answer === 'reading' || answer === null ? 'decoded' : answer.title,
    lines: lines.slice(top, top + page),
    share: Math.min(1, (top + page) / Math.max(1, lines.length)),
    handlers: scrolling(lines.length, page, top, (next) => keep({ message, top: next })),
  };
}

function said(answer: Answer): readonly string[] {
  if (answer === 'reading') return ['reading'];
  return answer?.lines ?? [];
}

/** A message that grew is decoded again. */
function useAnswer({ conversation, message }: Whose, wanted: boolean): Answer {
  const size = conversation.messages[message]?.size ?? 0;
  const [answered, setAnswered] = useState<(Omit<Whose, 'connection'> & { decoded: DecodedUnit | null }) | null>(null);
  useEffect(() => {
    if (!wanted || size === 0) return;
    let current = true;
    const take = (decoded: DecodedUnit | null) => {
      if (current) setAnswered({ conversation, message, decoded });
    };
    conversation.decode(message).then(take, () => take(null));
    return () => {
      current = false;
    };
  }, [conversation, message, size, wanted]);
  return answered?.conversation === conversation && answered.message === message ? answered.decoded : 'reading';
}

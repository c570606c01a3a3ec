import process from 'node:process';
import { type ReactNode, useState } from 'react';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { Session } from '../../session/session.ts';
import type { BottomMessage } from '../components/bottom.tsx';
import type { PromptRequest } from '../components/prompt.tsx';
import { nextTimeFormat, TIME_FORMAT_NAMES, type TimeFormat } from '../format/time.ts';
import { copySequence, LONGEST_COPY } from '../terminal/clipboard.ts';
import { type Desk, type Destination, type Direction, nextDirection, type ScreenName } from './use-desk.ts';

interface DeskState {
  desk: Desk;
  prompt: PromptRequest | null;
  dialog: ReactNode;
  message: BottomMessage | null;
  closePrompt(): void;
  forgetMessage(): void;
}

/** What the screens share, kept by the application. */
export function useDeskState(session: Session, send: (sequence: string) => void): DeskState {
  const [screens, setScreens] = useState<readonly ScreenName[]>([
    session.proxy === undefined ? 'connections' : 'proxy',
  ]);
  const [connection, choose] = useState<ConnectionRow | null>(null);
  const [tags, setTags] = useState<ReadonlySet<ConnectionRow>>(new Set());
  const [direction, setDirection] = useState<Direction>('both');
  const [timeFormat, setTimeFormat] = useState<TimeFormat>('start');
  const [destination, setDestination] = useState<Destination | null>(null);
  const [prompt, setPrompt] = useState<PromptRequest | null>(null);
  const [dialog, show] = useState<ReactNode>(null);
  const [message, setMessage] = useState<BottomMessage | null>(null);

  const say: Desk['say'] = (text, role = 'normal') => setMessage(text === '' ? null : { text, role });
  /** A screen already behind this one is gone back to, so that `q` never walks in circles. */
  const open = (screen: ScreenName) => {
    if (session.list.count > 0) choose((chosen) => chosen ?? session.list.at(0));
    setScreens((open) => (open.includes(screen) ? open.slice(0, open.indexOf(screen) + 1) : [...open, screen]));
  };
  const desk: Desk = {
    screen: screens[screens.length - 1],
    connection: connection ?? (session.list.count > 0 ? session.list.at(0) : null),
    choose,
    tags,
    toggleTag: (tagged) =>
      setTags((before) => {
        const after = new Set(before);
        if (!after.delete(tagged)) after.add(tagged);
        return after;
      }),
    direction,
    turnDirection: () => {
      const next = nextDirection(direction);
      setDirection(next);
      say(`direction: ${next}`);
    },
    timeFormat,
    turnTimeFormat: () => {
      const next = nextTimeFormat(timeFormat);
      setTimeFormat(next);
      say(TIME_FORMAT_NAMES[next]);
    },
    open,
    back: () => {
      if (screens.length > 1) setScreens(screens.slice(0, -1));
      return screens.length > 1;
    },
    say,
    ask: setPrompt,
    show,
    copy: (text, what) => {
      if (Buffer.byteLength(text) > LONGEST_COPY)
        return say(`${what}: too long to copy, w writes it to a file`, 'warning');
      send(copySequence(text, process.env['TMUX'] !== undefined));
      say(`copied ${what} (by OSC 52, if your terminal allows it)`);
    },
    destination,
    goTo: (screen, place) => {
      setDestination(place);
      open(screen);
    },
  };
  return {
    desk,
    prompt,
    dialog,
    message,
    closePrompt: () => setPrompt(null),
    forgetMessage: () => setMessage(null),
  };
}

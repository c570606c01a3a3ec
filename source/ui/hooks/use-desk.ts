import { createContext, type ReactNode, useContext } from 'react';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { PromptRequest } from '../components/prompt.tsx';
import type { TimeFormat } from '../format/time.ts';
import type { Role } from '../theme/theme.ts';

export type ScreenName =
  | 'connections'
  | 'detail'
  | 'messages'
  | 'packets'
  | 'graphs'
  | 'trace'
  | 'exchanges'
  | 'proxy'
  | 'info'
  | 'help';

export type Direction = 'both' | 'a2b' | 'b2a';

/** What the screens share: the chosen connection, tags, ways of showing, and the lines at the bottom. */
export interface Desk {
  readonly screen: ScreenName;
  /** The connection that detail, messages, packets and graphs show; null before there is any. */
  readonly connection: ConnectionRow | null;
  choose(connection: ConnectionRow): void;
  readonly tags: ReadonlySet<ConnectionRow>;
  toggleTag(connection: ConnectionRow): void;
  readonly direction: Direction;
  turnDirection(): void;
  readonly timeFormat: TimeFormat;
  turnTimeFormat(): void;
  open(screen: ScreenName): void;
  /** One screen back; false = this is the first. */
  back(): boolean;
  /** Shows a line at the bottom until the next key. */
  say(text: string, role?: Role): void;
  ask(request: PromptRequest): void;
  /** Shows a dialog over the screen; null closes it. */
  show(dialog: ReactNode): void;
  copy(text: string, what: string): void;
  /** A place another screen asked to be shown: the packet or message to jump to, taken once. */
  readonly destination: Destination | null;
  goTo(screen: ScreenName, destination: Destination): void;
}

export type Destination = { kind: 'packet'; number: number } | { kind: 'message'; number: number; offset: number };

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error('no desk around this component');
  return desk;
}

const TURNS: Record<Direction, Direction> = { both: 'a2b', a2b: 'b2a', b2a: 'both' };

export const nextDirection = (direction: Direction): Direction => TURNS[direction];

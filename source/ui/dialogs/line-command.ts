/** A command of the `:` line, and what it may use. */
import type { ReactNode } from 'react';
import type { Column, QueriedList } from '../../session/connection-list.ts';
import type { ProxyListener } from '../../session/proxy-view.ts';
import type { Session } from '../../session/session.ts';
import type { CutName } from '../hooks/contexts.ts';
import type { Desk } from '../hooks/use-desk.ts';
import type { Command } from '../keys/table.ts';

/** What a command may use. */
export interface CommandContext {
  session: Session;
  desk: Desk;
  /** The list in view, its columns, and how many it could show. */
  listed: Listed;
  /** Of a proxy: the listener chosen, and the relay's number of the connection shown; null = none is. */
  listener: ProxyListener | null;
  shown: { readonly number: number | null };
  /** Does what a key would do. */
  press(command: Command): void;
  /** Shows another capture instead: a path, and options as on the command line. */
  open(words: readonly string[]): void;
  /** Reads the capture once more with this cut. */
  cut(name: CutName, words: readonly string[]): void;
  /** Opens the dialog that a key would open. */
  dialogs: { write(path: string): ReactNode; columns(): void };
  setTheme(name: string): boolean;
  quit(): void;
  help(): void;
}

interface Listed {
  list: QueriedList;
  columns: readonly Pick<Column, 'id' | 'title' | 'align'>[];
}

export interface LineCommand {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  /** Words that can follow. */
  words?(context: CommandContext): string[];
  run(argument: string, context: CommandContext): void;
}

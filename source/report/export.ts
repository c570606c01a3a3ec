/** What an export is: a form in which what is known of a capture leaves the program. */
import type { PacketCopy } from '../analysis/copy-packets.ts';
import type { PacketIndex } from '../analysis/packet-index.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { Statistic } from '../connection/statistic.ts';
import type { ConnectionStore } from '../connection/store.ts';
import type { Finding, Severity } from '../findings/finding.ts';
import type { Budget } from '../findings/turns.ts';
import type { Conversation } from '../stream/conversation.ts';
import type { Output } from './output.ts';
import type { Complain } from './reading.ts';
import type { CaptureRequest } from './request.ts';

export interface ExportFormat {
  /** Names it in the program. */
  readonly id: string;
  /** On the command line; null: only from the screen. */
  readonly option: ExportOption | null;
  /** In the dialog of `w` and for `:write`; null: only from the command line. */
  readonly dialog: ExportDialog | null;
  readonly needs: Needs;
}

/** Of what it tells: the rows of connections, packets in the order of the capture, what was said, what is wrong. */
export type Needs = 'connections' | 'packets' | 'messages' | 'findings';

export interface ExportOption {
  readonly name: string;
  /** As --help shows its value: "FILE.md"; null: it takes none. */
  readonly placeholder: string | null;
  readonly help: string;
  /** It can be had as JSON too, with --json. */
  readonly asJson?: true;
  readonly writer: () => Promise<ReportWriter>;
}

export interface ExportDialog {
  readonly label: string;
  /** The line that writes all listed connections, whichever are chosen. */
  readonly labelOfAll?: string;
  readonly extension: string;
  readonly writer: () => Promise<SaveWriter>;
}

/** `separator`: between the values of CSV. */
export type Form = 'text' | 'json' | { readonly separator: string };

export interface ReportAsked {
  readonly capture: CaptureRequest;
  /** Of the option that takes one; null of others. */
  readonly value: string | null;
  readonly form: Form;
  /** --fields of JSON; null: all. */
  readonly fields: string | null;
  /** Findings so grave, or graver, make the exit code 3; null: none does. */
  readonly failOn: Severity | null;
}

/** Reads the capture and writes the report. Resolves to the exit code; rejects with a UsageError before it has read anything. */
export type ReportWriter = (asked: ReportAsked, output: Output, complain: Complain) => Promise<number>;

export type Direction = 'both' | 'a2b' | 'b2a';

export interface SaveAsked {
  readonly connections: readonly ConnectionRow[];
  /** Of the messages to write. */
  readonly direction: Direction;
  readonly path: string;
}

/** Writes what a session knows. Resolves to what was written; rejects with one line for the user. */
export type SaveWriter = (asked: SaveAsked, source: SaveSource, signal: AbortSignal) => Promise<string>;

/** What is asked of a session. */
export interface SaveSource extends Pick<PacketCopy, 'records' | 'interfaces'> {
  store: ConnectionStore;
  index: PacketIndex;
  /** Names of the capture's files. */
  files: readonly { name: string }[];
  /** What is wrong with the capture itself, a line each. */
  problems: readonly string[];
  /** null: not looked at closely. */
  timeSpent(connection: ConnectionRow): Readonly<Budget> | null;
  findings: FindingsSoFar;
  /** What is known of a connection. */
  statistics(connection: ConnectionRow): readonly Statistic[];
  endpoint(connection: ConnectionRow, side: 0 | 1): string;
  /** Reads the connection back; to be closed by whoever asked. */
  look(connection: ConnectionRow): LookedInto;
}

/** `one by one`: of connections that are asked for alone, as others are retired meanwhile (--keep-connections). */
export type FindingsSoFar =
  | { readonly state: 'pending' }
  | { readonly state: 'done'; readonly findings: readonly Finding[] }
  | { readonly state: 'one by one'; verdict(connection: ConnectionRow): Verdict | null };

export interface Verdict {
  readonly severity: Finding['severity'];
  readonly text: string;
}

export interface LookedInto {
  readonly conversation: Conversation;
  /** Resolves when all of its packets there were have been read. */
  readonly caughtUp: Promise<void>;
  close(): void;
}

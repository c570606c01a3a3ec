/** One way to print a path: it is given each conversation in turn. */
import type { ConversationSummary } from '../../path/path.ts';

export interface PathForm {
  conversation(summary: ConversationSummary): void;
  /** There are no more. */
  end(): void;
}

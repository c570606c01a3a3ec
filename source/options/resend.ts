/** The words behind `resend`: FILE CONNECTION TARGET, and how fast. */

import { UsageError } from '../report/usage-error.ts';
import { emptyDraft } from './draft.ts';
import type { Request } from './request.ts';
import { oneOf } from './values.ts';

type ResendRequest = Extract<Request, { kind: 'resend' }>;

const FORM = 'tcptrace-tui resend FILE CONNECTION TARGET [--timing answers|original]';

export function readResend(words: readonly string[]): ResendRequest {
  const names: string[] = [];
  let timing: ResendRequest['timing'] = 'answers';
  for (let i = 0; i < words.length; i++) {
    const [option, value] = words[i].split('=', 2);
    if (option === '--timing') timing = oneOf(option, ['answers', 'original'] as const, value ?? words[++i] ?? '');
    else if (words[i].startsWith('-')) throw new UsageError(`${words[i]} is not an option of resend: ${FORM}`);
    else names.push(words[i]);
  }
  const [path, connection, target] = names;
  if (names.length !== 3) throw new UsageError(`resend wants a file, a connection and a target: ${FORM}`);
  const { selection, cuts, openings, switches } = emptyDraft();
  return {
    kind: 'resend',
    capture: {
      sources: [{ kind: 'file', path }],
      names: [path],
      selection,
      cuts,
      openings,
      switches,
      force: false,
      jobs: null,
      keepConnections: null,
      decodeAs: [],
    },
    connection,
    target,
    timing,
  };
}

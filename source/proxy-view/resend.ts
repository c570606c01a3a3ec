/** Sends the client's side of a recorded connection again: `tcptrace-tui resend FILE CONNECTION TARGET`, and the proxy's screen. */
import net from 'node:net';
import tls from 'node:tls';
import { asNumber, type ConnectionRow } from '../connection/numbering.ts';
import type { Request } from '../options/request.ts';
import { type Endpoint, parseTarget } from '../proxy/endpoints.ts';
import { type ResendOutcome, type ResendScript, type ResendTurn, resend } from '../proxy/resend.ts';
import { openFileSession } from '../session/open.ts';
import { type Session, SessionError } from '../session/session.ts';
import { until } from '../session/until.ts';
import type { Conversation } from '../stream/conversation.ts';

/** Resolves to the line that says how it went, and whether it did. Rejects with a SessionError. */
export async function runResend(
  { capture, connection, target, timing }: Extract<Request, { kind: 'resend' }>,
  program: URL,
): Promise<{ line: string; done: boolean }> {
  const endpoint = parseTarget(target);
  if (endpoint === null) {
    throw new SessionError(`'${target}' is no target; write host:port, [v6]:port, unix:/path or tls://host:port`);
  }
  const session = await openFileSession(capture, program);
  try {
    await until(session, () => session.progress.state === 'done');
    const row = rowOf(session, connection);
    const script = await resendScript(await session.turns(row), session.store.identity.firstMicros(row));
    const expected = script.turns.reduce((sum, { side, bytes }) => sum + (side === 1 ? bytes.length : 0), 0);
    return report(await resend(script, timing, connect(endpoint)), expected);
  } finally {
    await session.close();
  }
}

/**
 * A recorded conversation as a script: what the client sent, and how much came back in between. Rejects with a SessionError where bytes of the client's side (0) are missing. `firstMicros`: when the connection began.
 */
export async function resendScript(conversation: Conversation, firstMicros: number): Promise<ResendScript> {
  const turns: ResendTurn[] = [];
  for (const message of conversation.messages) {
    const { number, side, size, missing, micros } = message;
    if (side === 0 && missing > 0) {
      throw new SessionError(`${missing} bytes that the client sent are not in the capture: it cannot be sent again`);
    }
    const pieces = side === 0 ? await conversation.pieces(number, 0, size) : [];
    const sent = pieces.flatMap((piece) => (piece.kind === 'bytes' ? [piece.bytes] : []));
    // Of an answer only the length counts.
    const bytes = side === 0 ? Buffer.concat(sent) : Buffer.alloc(size);
    turns.push({ side, bytes, after: (micros - firstMicros) / 1000 });
  }
  return { turns };
}

/** A connection is named by its number, from 1, or by its letters. */
function rowOf({ store, label }: Session, name: string): ConnectionRow {
  const numbered = /^\d+$/.test(name) ? store.rowOf(asNumber(Number(name))) : null;
  if (numbered !== null) return numbered;
  for (const row of store.inOrder()) {
    if (label(row, 0) === name || label(row, 1) === name) return row;
  }
  throw new SessionError(`there is no connection '${name}': the capture has ${store.count}, numbered from 1`);
}

function connect(target: Endpoint): net.Socket {
  if (target.kind === 'unix') return net.connect({ path: target.path, allowHalfOpen: true });
  const { host, port } = target;
  if (target.kind === 'tcp') return net.connect({ host, port, allowHalfOpen: true, noDelay: true });
  return tls.connect({ host, port, servername: net.isIP(host) === 0 ? host : '' });
}

function report({ sent, received, ending, reason }: ResendOutcome, expected: number): { line: string; done: boolean } {
  if (ending === 'failed' && sent === 0) return { line: `nothing sent: ${reason}`, done: false };
  const counts = `${sent} bytes sent, ${received} came back (${expected} in the capture)`;
  if (ending === 'failed') return { line: `${counts}; then: ${reason}`, done: false };
  return { line: counts, done: received > 0 || expected === 0 };
}

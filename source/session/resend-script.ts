/** A recorded conversation as a script: what the client sent, and how much came back in between. */
import type { ResendScript, ResendTurn } from '../proxy/resend.ts';
import type { Conversation } from '../stream/conversation.ts';
import { SessionError } from './session.ts';

/** Rejects with a SessionError where bytes of the client's side (0) are missing. `firstMicros`: when the connection began. */
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

import type { Finding } from '../../findings/finding.ts';
import { movement } from '../components/movement.ts';
import type { Handlers } from '../keys/command-stack.ts';
import { useDesk } from './use-desk.ts';
import { useKept } from './use-kept.ts';
import { useSession } from './use-session.ts';

interface FindingsCursor {
  cursor: number;
  chosen: Finding | null;
  handlers: Handlers;
}

/** The chosen finding; Enter goes to the packets that show it. */
export function useFindings(page: number): FindingsCursor {
  const { findings } = useSession();
  const desk = useDesk();
  const [kept, setKept] = useKept('findings.cursor', 0);
  const cursor = Math.max(0, Math.min(kept, findings.length - 1));
  const chosen = findings[cursor] ?? null;
  const open = () => {
    if (chosen === null) return;
    desk.choose(chosen.connections[0]);
    if (chosen.packets.length > 0) desk.goTo('packets', { kind: 'packet', number: chosen.packets[0] });
    else desk.open('detail');
  };
  const moves = movement(findings.length, page, cursor, setKept);
  return { cursor, chosen, handlers: { ...moves, nextProblem: moves.down, previousProblem: moves.up, open } };
}

import type { ProxyListener } from '../../session/proxy-view.ts';
import { useKept } from './use-kept.ts';

interface ChosenListener {
  row: number;
  /** null while there is none. */
  listener: ProxyListener | null;
  choose(row: number): void;
}

/** The listener that shaping, holding and stopping are about. */
export function useChosenListener(listeners: readonly ProxyListener[]): ChosenListener {
  const [kept, choose] = useKept('proxy.listener', 0);
  const row = Math.max(0, Math.min(kept, listeners.length - 1));
  return { row, listener: listeners[row] ?? null, choose };
}

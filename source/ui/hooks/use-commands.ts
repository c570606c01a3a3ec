import { createContext, useContext, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { CommandStack, type Handlers, type Layer } from '../keys/command-stack.ts';
import type { Keystroke } from '../keys/keystrokes.ts';
import type { View } from '../keys/table.ts';

export const CommandStackContext = createContext(new CommandStack());

export const useCommandStack = (): CommandStack => useContext(CommandStackContext);

interface Options {
  depth: number;
  /** Handlers of a layer without focus are not asked. */
  active?: boolean;
  capture?: (stroke: Keystroke) => boolean;
}

/** Handles commands while the component is shown; the handlers of the latest render are in force. */
export function useCommands(view: View, handlers: Handlers, { depth, active = true, capture }: Options): void {
  const stack = useCommandStack();
  const layer = useRef<Layer | null>(null);
  // A layout effect: the next keystroke of a burst must meet the handlers of this render (Ink flushes passive effects later).
  useLayoutEffect(() => {
    if (layer.current === null) return;
    layer.current.capture = capture ?? null;
    stack.handleBy(layer.current, handlers);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect above keeps handlers and capture fresh
  useLayoutEffect(() => {
    if (!active) return;
    layer.current = { depth, view, handlers, capture: capture ?? null };
    const remove = stack.add(layer.current);
    return () => {
      remove();
      layer.current = null;
    };
  }, [stack, view, depth, active]);
}

/** Renders again when other commands come into force: for footers. */
export function useCommandsInForce(): CommandStack {
  const stack = useCommandStack();
  useSyncExternalStore(stack.subscribe, () => stack.revision);
  return stack;
}

/**
 * Who gets a keystroke: layers of handlers, the topmost first (app, screen, pane, dialog, prompt). What a key means is
 * decided by the view on top; the command then falls down to the first layer that handles it.
 */
import type { Keystroke } from './keystrokes.ts';
import { type Command, commandFor, type View } from './table.ts';

export type Handlers = Partial<Record<Command, () => void>>;

export const Depth = { app: 0, screen: 1, pane: 2, dialog: 3, prompt: 4 } as const;

export interface Layer {
  depth: number;
  view: View;
  handlers: Handlers;
  /** Takes keystrokes before they become commands; returns whether it did. */
  capture: ((stroke: Keystroke) => boolean) | null;
}

/** Commands that a dialog does not keep from the application below it. */
const ALWAYS: ReadonlySet<Command> = new Set(['quit', 'interrupt', 'suspend', 'redraw']);

export class CommandStack {
  #layers: Layer[] = [];
  #awaiting: ((stroke: Keystroke) => void) | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #hearers = new Set<() => void>();
  /** Moves whenever layers come, go or change. */
  revision = 0;

  add(layer: Layer): () => void {
    this.#layers = [...this.#layers, layer].sort((one, other) => other.depth - one.depth);
    this.#changed();
    return () => {
      this.#layers = this.#layers.filter((known) => known !== layer);
      this.#changed();
    };
  }

  /** The layer's commands are handled so from now on. */
  handleBy(layer: Layer, handlers: Handlers): void {
    const offered = Object.keys(layer.handlers).join();
    layer.handlers = handlers;
    if (Object.keys(handlers).join() !== offered) this.#changed();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls before each keystroke is dealt with; returns the end of that. */
  beforeEach(heard: () => void): () => void {
    this.#hearers.add(heard);
    return () => this.#hearers.delete(heard);
  }

  /** The view whose keys are in force. */
  get view(): View {
    return this.#layers[0]?.view ?? 'connections';
  }

  /** What would be done now, for the footer, the help and the menu of actions. */
  handles(command: Command): boolean {
    return this.handler(command) !== null;
  }

  run(command: Command): void {
    this.handler(command)?.();
  }

  /** The same, once the prompt that asked for it has gone: its keys go before all others. */
  runAfterPrompt(command: Command): void {
    const runIfGone = (): void => {
      if (this.view === 'prompt') return;
      stop();
      this.run(command);
    };
    const stop = this.subscribe(runIfGone);
    runIfGone();
  }

  /** Hands the next keystroke to `take`, whatever it means. */
  awaitKeystroke(take: (stroke: Keystroke) => void): void {
    this.#awaiting = take;
  }

  dispatch(stroke: Keystroke): void {
    for (const heard of this.#hearers) heard();
    const awaiting = this.#awaiting;
    this.#awaiting = null;
    if (awaiting !== null && stroke !== 'ctrl-c') {
      awaiting(stroke);
      return;
    }
    for (const layer of this.#layers) {
      if (layer.capture?.(stroke)) return;
      if (layer.depth >= Depth.dialog) break;
    }
    const command = commandFor(this.view, stroke);
    if (command !== null) this.run(command);
  }

  /** What the command would do now; null = nothing. */
  handler(command: Command): (() => void) | null {
    let below = false;
    for (const layer of this.#layers) {
      const handle = layer.handlers[command];
      if (handle !== undefined && (!below || ALWAYS.has(command))) return handle;
      if (layer.depth >= Depth.dialog) below = true;
    }
    return null;
  }

  #changed(): void {
    this.revision++;
    for (const listener of this.#listeners) listener();
  }
}

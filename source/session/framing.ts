/** Conversations cut into the units of a framer that the user chose, made anew as the turns they are cut out of grow. */
import type { CapturedConversation } from '../stream/captured-conversation.ts';
import type { Conversation } from '../stream/conversation.ts';
import { framerNamed } from '../stream/framers/choice.ts';
import type { Framer } from '../stream/framers/framer.ts';

/** A growing conversation is cut again at most this often (ms), and in a fifth of the time. */
const SHORTEST_PAUSE = 250;
const PAUSE_FACTOR = 4;

interface Cut {
  framer: Framer;
  /** Which state of the turns was, or is being, cut. */
  state: string;
  units: Conversation | null;
  /** It is being cut, or was just now. */
  isBusy: boolean;
}

export class Framing {
  /** As the user typed it; empty = turns are messages. */
  form = '';
  #framer: Framer | null = null;
  readonly #changed: () => void;
  readonly #cuts = new WeakMap<CapturedConversation, Cut>();
  readonly #closed = new AbortController();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Forms as stream/framers/choice.ts reads them; empty = turns. Returns what is wrong; null = nothing. */
  choose(form: string): string | null {
    const framer = form === '' ? null : framerNamed(form);
    if (typeof framer === 'string') return framer;
    this.form = form;
    this.#framer = framer;
    this.#changed();
    return null;
  }

  /** The conversation as chosen: until it is cut, its turns. */
  of(turns: CapturedConversation): Conversation {
    if (this.#framer === null) return turns;
    const cut = this.#cutOf(turns, this.#framer);
    const state = stateOf(turns);
    if (cut.state !== state && !cut.isBusy) void this.#cut(turns, cut, state);
    return cut.units ?? turns;
  }

  close(): void {
    this.#closed.abort();
  }

  #cutOf(turns: CapturedConversation, framer: Framer): Cut {
    const known = this.#cuts.get(turns);
    if (known?.framer === framer) return known;
    const cut: Cut = { framer, state: '', units: null, isBusy: false };
    this.#cuts.set(turns, cut);
    return cut;
  }

  async #cut(turns: CapturedConversation, cut: Cut, state: string): Promise<void> {
    cut.isBusy = true;
    cut.state = state;
    const began = performance.now();
    try {
      cut.units = await turns.framed(cut.framer, this.#closed.signal);
    } catch (failure) {
      if (this.#closed.signal.aborted) return;
      throw failure;
    }
    this.#changed();
    const pause = Math.max(SHORTEST_PAUSE, PAUSE_FACTOR * (performance.now() - began));
    const rested = setTimeout(() => {
      cut.isBusy = false;
      // What came meanwhile is cut when somebody looks.
      if (stateOf(turns) !== state) this.#changed();
    }, pause);
    rested.unref();
  }
}

/** Turns are only added at the end, where the last may grow. */
function stateOf({ messages, complete }: Conversation): string {
  return `${messages.length} ${messages.at(-1)?.size ?? 0} ${complete}`;
}

/** The conversations that a reader wants to see: those that cost most, of any number. */
import type { ConversationSummary, Path } from '../../path/path.ts';
import { type Sentence, sentencesOf } from '../../path/verdict.ts';
import { pointNames } from './words.ts';

/** More than anyone reads. */
const MOST = 200;

export interface Told {
  summary: ConversationSummary;
  sentences: readonly Sentence[];
}

/** Keeps the worst of the conversations it is given. */
export class Worst {
  readonly #names: readonly string[];
  #told: { told: Told; cost: number }[] = [];
  #given = 0;

  constructor(path: Path) {
    this.#names = pointNames(path);
  }

  add(summary: ConversationSummary): void {
    this.#given++;
    const sentences = sentencesOf(summary, this.#names);
    const cost = sentences.reduce((sum, { seconds }) => sum + seconds, 0);
    this.#told.push({ told: { summary, sentences }, cost });
    if (this.#told.length >= 2 * MOST) this.#settle();
  }

  /** Most seconds first, those of equal cost in their order. */
  get told(): Told[] {
    this.#settle();
    return this.#told.map(({ told }) => told);
  }

  /** How many were given that are not among them. */
  get others(): number {
    return this.#given - this.#told.length;
  }

  #settle(): void {
    this.#told = this.#told.sort((one, two) => two.cost - one.cost).slice(0, MOST);
  }
}

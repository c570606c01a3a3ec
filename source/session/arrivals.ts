/** Where readers of a capture that grows wait for what comes next. */
export class Arrivals {
  /** There may be more packets than there are now. */
  readonly canCome: () => boolean;
  #waiting: ((more: boolean) => void)[] = [];

  /** `canCome`: whether there may be more packets than there are now. */
  constructor(canCome: () => boolean) {
    this.canCome = canCome;
  }

  /** Resolves when something has arrived, to true, or to false when nothing more will. */
  next = (): Promise<boolean> => {
    if (!this.canCome()) return Promise.resolve(false);
    return new Promise((resolve) => this.#waiting.push(resolve));
  };

  /** Tells all who wait, those whose reading was given up as well: they see it then. */
  tell(more: boolean): void {
    for (const resolve of this.#waiting.splice(0)) resolve(more);
  }
}

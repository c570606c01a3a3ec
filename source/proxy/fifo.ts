/** First in, first out, however long: taking the front of a long array moves all that is behind it. */
export class Fifo<T> {
  #items: T[] = [];
  /** Those before it are taken. */
  #front = 0;

  get length(): number {
    return this.#items.length - this.#front;
  }

  get first(): T | undefined {
    return this.#items[this.#front];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  take(): T | undefined {
    const item = this.first;
    if (item !== undefined) this.#front++;
    if (this.#front * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#front);
      this.#front = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#front = 0;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let at = this.#front; at < this.#items.length; at++) yield this.#items[at];
  }

  find(isWanted: (item: T) => boolean): T | undefined {
    for (const item of this) if (isWanted(item)) return item;
    return undefined;
  }
}

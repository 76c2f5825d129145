/** One at a time of what is done to the same thing. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  take<Value>(thing: string, doing: () => Promise<Value>): Promise<Value> {
    const turn = (this.#last.get(thing) ?? Promise.resolve()).then(doing, doing);
    const done: Promise<unknown> = turn
      .catch(() => undefined)
      .finally(() => void (this.#last.get(thing) === done && this.#last.delete(thing)));
    this.#last.set(thing, done);
    return turn;
  }
}

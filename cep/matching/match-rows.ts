import { type EventBuffer, linkEvent, linkInts, linkStep } from "./event-buffer.ts";

/** Puts matches together: rows of the events of each step. */
export class MatchRows {
  readonly #names: readonly string[];
  readonly #buffer: EventBuffer;
  /** By step of the match at hand: how many events it has, and which. */
  readonly #counts: Int32Array;
  readonly #lists: unknown[][];

  constructor(names: readonly string[], buffer: EventBuffer) {
    this.#names = names;
    this.#buffer = buffer;
    this.#counts = new Int32Array(names.length);
    this.#lists = names.map(() => []);
  }

  /** The events of a chain by step, and one more, unless its step is −1. */
  of(last: number, step: number, row: unknown): Record<string, unknown[]> {
    const { chain, rows } = this.#buffer;
    const names = this.#names;
    const counts = this.#counts;
    for (let at = 0; at < counts.length; at++) counts[at] = at === step ? 1 : 0;
    for (let link = last; link >= 0; link = chain[link * linkInts]!) counts[chain[link * linkInts + linkStep]!]!++;
    const lists = this.#lists;
    for (let at = 0; at < names.length; at++) lists[at] = counts[at] === 1 ? [undefined] : new Array(counts[at]!);
    if (step >= 0) lists[step]![--counts[step]!] = row;
    for (let link = last; link >= 0; link = chain[link * linkInts]!) {
      const at = chain[link * linkInts + linkStep]!;
      lists[at]![--counts[at]!] = rows[chain[link * linkInts + linkEvent]!];
    }
    const match: Record<string, unknown[]> = {};
    for (let at = 0; at < names.length; at++) match[names[at]!] = lists[at]!;
    return match;
  }
}

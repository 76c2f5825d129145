import { firstWhere } from "../data/first-where.ts";

/**
 * Different numbers in ascending order: for times that mostly come in order and go in order, as panes do. Both then cost
 * a step; a number in between moves those behind it.
 */
export class OrderedNumbers {
  readonly #numbers: number[] = [];
  /** Places before it are empty: numbers that went from the front. */
  #head = 0;

  get size(): number {
    return this.#numbers.length - this.#head;
  }

  /** The number that so many others are before. */
  at(index: number): number | undefined {
    return this.#numbers[this.#head + index];
  }

  add(number: number): void {
    if (this.size === 0 || this.#numbers.at(-1)! < number) this.#numbers.push(number);
    else this.#numbers.splice(this.#head + this.indexOf(number), 0, number);
  }

  /** Takes out a number that is there. */
  remove(number: number): void {
    if (this.at(0) !== number) {
      this.#numbers.splice(this.#head + this.indexOf(number), 1);
      return;
    }
    this.#head++;
    // Half of it is empty: the other half moves once for all that went before.
    if (this.#head * 2 < this.#numbers.length) return;
    this.#numbers.splice(0, this.#head);
    this.#head = 0;
  }

  /** How many numbers are less than this one. */
  indexOf(number: number): number {
    return this.firstWhere((each) => each >= number);
  }

  /** How many numbers come before the first that a condition holds of; it holds of all behind that, too. */
  firstWhere(holds: (number: number) => boolean): number {
    return firstWhere(this.size, (at) => holds(this.at(at)!));
  }

  /** Those in [from, to). */
  within(from: number, to: number): number[] {
    return this.#numbers.slice(this.#head + this.indexOf(from), this.#head + this.indexOf(to));
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let at = this.#head; at < this.#numbers.length; at++) yield this.#numbers[at]!;
  }
}

import { firstWhere } from "./first-where.ts";

/** A block that is as long is parted. */
const blockLength = 256;

interface Block<Value> {
  /** In ascending order. */
  readonly numbers: number[];
  readonly values: Value[];
  /** Of its values the largest size, where it was looked for since one came, went or changed. */
  largest?: number | undefined;
}

/** Values by different numbers, in ascending order of those, in blocks: one that comes or goes moves those of its block only, however many there are. */
export class OrderedBlocks<Value> {
  /** None is empty. */
  readonly #blocks: Block<Value>[] = [];
  readonly #sizeOf: (value: Value) => number;
  size = 0;

  /** @param sizeOf What `largestIn` looks for. */
  constructor(sizeOf: (value: Value) => number = () => Number.NEGATIVE_INFINITY) {
    this.#sizeOf = sizeOf;
  }

  get(number: number): Value | undefined {
    const block = this.#blocks[this.#blockOf(number)];
    return block?.values[placeOf(block, number)];
  }

  set(number: number, value: Value): void {
    const index = Math.max(0, this.#blockOf(number));
    const block = this.#blocks[index];
    if (block === undefined) {
      this.#blocks.push({ numbers: [number], values: [value] });
      this.size++;
      return;
    }
    block.largest = undefined;
    const at = behind(block, number);
    if (block.numbers[at - 1] === number) {
      block.values[at - 1] = value;
      return;
    }
    this.size++;
    block.numbers.splice(at, 0, number);
    block.values.splice(at, 0, value);
    if (block.numbers.length < blockLength) return;
    // Numbers that come in order leave full blocks behind them.
    const from = at === blockLength - 1 && index === this.#blocks.length - 1 ? blockLength - 1 : blockLength / 2;
    this.#blocks.splice(index + 1, 0, { numbers: block.numbers.splice(from), values: block.values.splice(from) });
  }

  delete(number: number): void {
    const index = this.#blockOf(number);
    const block = this.#blocks[index];
    const at = block === undefined ? -1 : placeOf(block, number);
    if (block === undefined || at < 0) return;
    this.size--;
    block.largest = undefined;
    block.numbers.splice(at, 1);
    block.values.splice(at, 1);
    if (block.numbers.length === 0) this.#blocks.splice(index, 1);
  }

  /** The value of a number has another size. */
  resized(number: number): void {
    const block = this.#blocks[this.#blockOf(number)];
    if (block !== undefined) block.largest = undefined;
  }

  /** The largest size of the values from a number on, up to another without it; −∞ where there is none. A block that lies within costs one look. */
  largestIn(from: number, to: number): number {
    let largest = Number.NEGATIVE_INFINITY;
    for (let index = this.#blockOf(to); index >= 0; index--) {
      const block = this.#blocks[index]!;
      const { numbers, values } = block;
      if (numbers.at(-1)! < from) break;
      if (numbers[0]! >= from && numbers.at(-1)! < to) {
        block.largest ??= values.reduce((most, value) => Math.max(most, this.#sizeOf(value)), Number.NEGATIVE_INFINITY);
        largest = Math.max(largest, block.largest);
        continue;
      }
      for (let at = 0; at < values.length; at++) {
        if (numbers[at]! >= from && numbers[at]! < to) largest = Math.max(largest, this.#sizeOf(values[at]!));
      }
    }
    return largest;
  }

  /** The values of the numbers up to one, from the last down. */
  *downFrom(number: number): Generator<Value, void, undefined> {
    for (let index = this.#blockOf(number); index >= 0; index--) {
      const block = this.#blocks[index]!;
      for (let at = behind(block, number) - 1; at >= 0; at--) yield block.values[at]!;
    }
  }

  /** The values of a number and those beyond, in order. */
  *upFrom(number: number): Generator<Value, void, undefined> {
    for (let index = Math.max(0, this.#blockOf(number)); index < this.#blocks.length; index++) {
      const { numbers, values } = this.#blocks[index]!;
      const from = numbers[0]! >= number ? 0 : firstWhere(numbers.length, (at) => numbers[at]! >= number);
      for (let at = from; at < values.length; at++) yield values[at]!;
    }
  }

  /** The last block that begins at or before a number; −1 where there is none. */
  #blockOf(number: number): number {
    return firstWhere(this.#blocks.length, (index) => this.#blocks[index]!.numbers[0]! > number) - 1;
  }
}

/** Where a block has a number; −1 where it does not. */
function placeOf(block: Block<unknown>, number: number): number {
  const at = behind(block, number) - 1;
  return block.numbers[at] === number ? at : -1;
}

/** How many numbers of a block are not greater than one. */
function behind({ numbers }: Block<unknown>, number: number): number {
  return firstWhere(numbers.length, (at) => numbers[at]! > number);
}

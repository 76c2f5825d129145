import { type Random, randomOf } from "../learner/random.ts";
import { skipGram } from "./kernels/skip-gram.ts";

/** How vectors of words are learned. */
export interface WordGrowth {
  readonly size: number;
  readonly window: number;
  readonly negatives: number;
  readonly learningRate: number;
  /** Words with a larger share of all come less often; 0: all come. */
  readonly sample: number;
  readonly seed: number;
}

/** Where learning can go on. */
export interface KeptWords {
  readonly vectors: Float64Array;
  readonly outputs: Float64Array;
  readonly seen: number;
  /** The state of what draws. */
  readonly random: number;
}

/** The rate does not go below this share of the first. */
const leastRate = 1e-4;

/** Vectors of words that learn from documents, one after another. */
export class WordTraining {
  readonly vectors: Float64Array; // [words × size]
  readonly #outputs: Float64Array; // [words × size]
  readonly #growth: WordGrowth;
  readonly #random: Random;
  readonly #noise: Alias;
  /** How likely each word is to stay where it comes. */
  readonly #stays: Float64Array | undefined;
  readonly #all: number;
  readonly #targets: Int32Array;
  readonly #step: Float64Array;
  #seen = 0;

  /** @param counts How often each word comes. @param passes Over all documents. */
  constructor(growth: WordGrowth, counts: Float64Array, passes: number) {
    const { size, negatives, sample, seed } = growth;
    this.#growth = growth;
    this.#random = randomOf(seed);
    this.vectors = Float64Array.from({ length: counts.length * size }, () => (this.#random.next() - 0.5) / size);
    this.#outputs = new Float64Array(counts.length * size);
    this.#noise = new Alias(counts.map((count) => count ** 0.75));
    const words = counts.reduce((sum, count) => sum + count, 0);
    this.#all = words * passes;
    const staying = (count: number): number => {
      const share = count / words / sample;
      return (Math.sqrt(share) + 1) / share;
    };
    this.#stays = sample > 0 ? counts.map(staying) : undefined;
    this.#targets = new Int32Array(1 + negatives);
    this.#step = new Float64Array(size);
  }

  /** From where it can go on. */
  kept(): KeptWords {
    return { vectors: this.vectors, outputs: this.#outputs, seen: this.#seen, random: this.#random.state };
  }

  /** From where an earlier one was. */
  goOn({ vectors, outputs, seen, random }: KeptWords): void {
    this.vectors.set(vectors);
    this.#outputs.set(outputs);
    this.#seen = seen;
    this.#random.state = random;
  }

  /** @param words Their numbers, in order. */
  learn(words: readonly number[]): void {
    const { window, learningRate } = this.#growth;
    const rate = learningRate * Math.max(leastRate, 1 - this.#seen / (this.#all + 1));
    this.#seen += words.length;
    const stays = this.#stays;
    const kept = stays === undefined ? words : words.filter((word) => this.#random.next() < stays[word]!);
    for (let at = 0; at < kept.length; at++) {
      // Near words count more: windows are as large as this, or smaller.
      const reach = 1 + this.#random.below(window);
      for (let other = Math.max(0, at - reach); other <= Math.min(kept.length - 1, at + reach); other++) {
        if (other !== at) this.#tell(kept[other]!, kept[at]!, rate);
      }
    }
  }

  #tell(word: number, target: number, rate: number): void {
    const targets = this.#targets;
    targets[0] = target;
    let count = 1;
    for (let k = 1; k < targets.length; k++) {
      const drawn = this.#noise.draw(this.#random);
      if (drawn !== target) targets[count++] = drawn;
    }
    skipGram(this.vectors, this.#outputs, this.#growth.size, word, targets, count, rate, this.#step);
  }
}

/**
 * Draws numbers by weight, each in the same time.
 *
 * @see Vose, “A Linear Algorithm for Generating Random Numbers with a Given Distribution”, IEEE Transactions on Software Engineering 17, 1991.
 */
export class Alias {
  /** Up to which part of its place a number is itself; behind it it is another. */
  readonly #part: Float64Array;
  readonly #other: Int32Array;

  constructor(weights: Float64Array) {
    const count = weights.length;
    const sum = weights.reduce((all, weight) => all + weight, 0);
    this.#part = weights.map((weight) => (weight * count) / sum);
    this.#other = Int32Array.from({ length: count }, (_, at) => at);
    const small: number[] = [];
    const large: number[] = [];
    this.#part.forEach((part, at) => void (part < 1 ? small : large).push(at));
    while (small.length > 0 && large.length > 0) {
      const [less, more] = [small.pop()!, large.at(-1)!];
      this.#other[less] = more;
      this.#part[more]! -= 1 - this.#part[less]!;
      if (this.#part[more]! < 1) small.push(large.pop()!);
    }
    // What is left is whole but for rounding.
    for (const at of [...small, ...large]) this.#part[at] = 1;
  }

  draw(random: Random): number {
    const at = random.next() * this.#part.length;
    const place = Math.floor(at);
    return at - place < this.#part[place]! ? place : this.#other[place]!;
  }
}

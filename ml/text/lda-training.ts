import { randomOf } from "../learner/random.ts";
import { addTopics, digamma, documentTopics } from "./kernels/document-topics.ts";

/** How topics are learned. */
export interface LdaGrowth {
  readonly topics: number;
  readonly documentPrior: number;
  readonly termPrior: number;
  /** Undefined where topics are made anew behind each pass. */
  readonly online: { readonly batchSize: number; readonly offset: number; readonly decay: number } | undefined;
  readonly maxDocumentIterations: number;
  readonly tolerance: number;
}

/** Documents as counts of terms, those of document d from `starts[d]` up to `starts[d + 1]`. */
export interface TermCounts {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Topics that learn from documents, one after another. */
export class LdaTraining {
  /** λ: how much each topic has of each term. */
  readonly topics: Float64Array; // [terms × topics]
  readonly #growth: LdaGrowth;
  readonly #documents: number;
  readonly #weights: Float64Array; // [terms × topics]
  readonly #sums: Float64Array; // [terms × topics]
  readonly #gamma: Float64Array;
  readonly #shares: Float64Array;
  readonly #next: Float64Array;
  #seen = 0;
  #updates = 0;

  /** @param documents How many there are in all. */
  constructor(growth: LdaGrowth, topics: Float64Array, documents: number) {
    this.#growth = growth;
    this.#documents = documents;
    this.topics = topics.slice();
    this.#weights = expectedTerms(topics, growth.topics);
    this.#sums = new Float64Array(topics.length);
    const room = (): Float64Array => new Float64Array(growth.topics);
    [this.#gamma, this.#shares, this.#next] = [room(), room(), room()];
  }

  learn({ starts, indices, values }: TermCounts, document: number): void {
    const { documentPrior, maxDocumentIterations, tolerance, online } = this.#growth;
    const [from, to] = [starts[document]!, starts[document + 1]!];
    const rooms = [this.#gamma, this.#shares, this.#next] as const;
    documentTopics(indices, values, from, to, this.#weights, documentPrior, maxDocumentIterations, tolerance, ...rooms);
    addTopics(indices, values, from, to, this.#weights, this.#shares, this.#sums);
    if (++this.#seen === online?.batchSize) this.#update();
  }

  /** At the end of a pass: from where it can go on. */
  kept(): { readonly topics: Float64Array; readonly updates: number } {
    return { topics: this.topics.slice(), updates: this.#updates };
  }

  /** From where an earlier one was. */
  goOn(topics: Float64Array, updates: number): void {
    this.topics.set(topics);
    this.#weights.set(expectedTerms(topics, this.#growth.topics));
    this.#updates = updates;
  }

  endPass(): void {
    if (this.#seen > 0) this.#update();
  }

  #update(): void {
    const { termPrior, online } = this.#growth;
    this.#updates++;
    const rate = online === undefined ? 1 : (online.offset + this.#updates) ** -online.decay;
    const times = online === undefined ? 1 : this.#documents / this.#seen;
    for (let at = 0; at < this.topics.length; at++) {
      const now = termPrior + times * this.#sums[at]! * this.#weights[at]!;
      this.topics[at] = (1 - rate) * this.topics[at]! + rate * now;
    }
    this.#weights.set(expectedTerms(this.topics, this.#growth.topics));
    this.#sums.fill(0);
    this.#seen = 0;
  }
}

/** exp(E[log β]) of topics: [terms × topics]. */
export function expectedTerms(topics: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let at = 0; at < topics.length; at++) sums[at % count]! += topics[at]!;
  const whole = sums.map(digamma);
  return topics.map((value, at) => Math.exp(digamma(value) - whole[at % count]!));
}

/** Topics to begin with, each number drawn of a gamma distribution of shape 100 and mean 1, as in Hoffman's program. */
export function firstTopics(terms: number, topics: number, seed: number): Float64Array {
  const random = randomOf(seed);
  return Float64Array.from({ length: terms * topics }, () => {
    let sum = 0;
    for (let k = 0; k < 100; k++) sum -= Math.log(1 - random.next());
    return sum / 100;
  });
}

import { changeKind } from "../../core/mod.ts";
import {
  type ComingEdges,
  type LiveStart,
  type LiveTask,
  numbers,
  type ResultColumns,
  type RowChanges,
  vertices,
} from "../algorithm.ts";
import type { WeightedEnds } from "../algorithms/minimum-spanning-forest.ts";
import { grownTo } from "./growing.ts";

/** An edge takes the place of those in its way when it weighs so many times as much as they do together. */
const factor = 1 + Math.SQRT1_2;

interface SavedMatching {
  readonly mates: Uint32Array;
  readonly weights: Float64Array;
}

/** A matching that edges are put into, and taken out of, as heavier ones come. */
export class LiveMatching<Id> implements LiveTask<WeightedEnds<Id>> {
  readonly #ids: Pick<LiveStart["ids"], "count">;
  /** Of the source of an edge in the matching: its target, plus 1; 0 of all others. */
  #mates: Uint32Array = new Uint32Array(0);
  /** The source of the edge that a vertex is an end of, plus 1; 0 where there is none. */
  #matchedAt: Uint32Array = new Uint32Array(0);
  /** The weight of that edge, at its source. */
  #weights: Float64Array = new Float64Array(0);
  #toldMates: Uint32Array = new Uint32Array(0);
  #toldWeights: Float64Array = new Float64Array(0);
  #touched = new Set<number>();

  constructor(ids: Pick<LiveStart["ids"], "count">, saved?: unknown) {
    this.#ids = ids;
    if (saved !== undefined) this.#restore(saved as SavedMatching);
  }

  add({ count, sources, targets, weights }: Omit<ComingEdges, "removed">): void {
    this.#grow();
    for (let edge = 0; edge < count; edge++) this.#offer(sources[edge]!, targets[edge]!, weights?.[edge] ?? 1);
  }

  changes(): RowChanges<WeightedEnds<Id>> {
    const [kinds, sources, targets, weights]: [number[], number[], number[], number[]] = [[], [], [], []];
    const push = (kind: number, source: number, mate: number, weight: number): void => {
      kinds.push(kind);
      sources.push(source);
      targets.push(mate - 1);
      weights.push(weight);
    };
    for (const source of this.#touched) {
      const [mate, weight] = [this.#mates[source]!, this.#weights[source]!];
      const [told, toldWeight] = [this.#toldMates[source]!, this.#toldWeights[source]!];
      if (mate === told && (mate === 0 || weight === toldWeight)) continue;
      if (told > 0) push(changeKind.delete, source, told, toldWeight);
      if (mate > 0) push(changeKind.insert, source, mate, weight);
      this.#toldMates[source] = mate;
      this.#toldWeights[source] = weight;
    }
    this.#touched.clear();
    return { kinds: Uint8Array.from(kinds), columns: columnsOf(sources, targets, weights) };
  }

  /** All edges that are in it. */
  edges(): ResultColumns<WeightedEnds<Id>> {
    const sources = Array.from(this.#mates.keys()).filter((vertex) => this.#mates[vertex]! > 0);
    return columnsOf(
      sources,
      sources.map((source) => this.#mates[source]! - 1),
      sources.map((source) => this.#weights[source]!),
    );
  }

  save(): SavedMatching {
    const { count } = this.#ids;
    return { mates: this.#mates.slice(0, count), weights: this.#weights.slice(0, count) };
  }

  #offer(source: number, target: number, weight: number): void {
    if (source === target) return;
    const [one, other] = [this.#matchedAt[source]!, this.#matchedAt[target]!];
    const inItsWay = this.#weightAt(one) + (one === other ? 0 : this.#weightAt(other));
    if (!(weight > 0 && weight >= factor * inItsWay)) return;
    this.#takeOut(one);
    this.#takeOut(other);
    this.#mates[source] = target + 1;
    this.#weights[source] = weight;
    this.#matchedAt[source] = source + 1;
    this.#matchedAt[target] = source + 1;
    this.#touched.add(source);
  }

  #weightAt(matched: number): number {
    return matched === 0 ? 0 : this.#weights[matched - 1]!;
  }

  #takeOut(matched: number): void {
    const source = matched - 1;
    if (matched === 0 || this.#mates[source] === 0) return;
    this.#matchedAt[source] = 0;
    this.#matchedAt[this.#mates[source]! - 1] = 0;
    this.#mates[source] = 0;
    this.#touched.add(source);
  }

  #grow(): void {
    const { count } = this.#ids;
    this.#mates = grownTo(this.#mates, count);
    this.#matchedAt = grownTo(this.#matchedAt, count);
    this.#weights = grownTo(this.#weights, count);
    this.#toldMates = grownTo(this.#toldMates, count);
    this.#toldWeights = grownTo(this.#toldWeights, count);
  }

  #restore({ mates, weights }: SavedMatching): void {
    this.#grow();
    for (const array of [this.#mates, this.#toldMates]) array.set(mates);
    for (const array of [this.#weights, this.#toldWeights]) array.set(weights);
    for (const [source, mate] of mates.entries()) {
      if (mate === 0) continue;
      this.#matchedAt[source] = source + 1;
      this.#matchedAt[mate - 1] = source + 1;
    }
  }
}

function columnsOf<Id>(
  sources: readonly number[],
  targets: readonly number[],
  weights: readonly number[],
): ResultColumns<WeightedEnds<Id>> {
  return {
    source: vertices<Id>(Uint32Array.from(sources)),
    target: vertices<Id>(Uint32Array.from(targets)),
    weight: numbers(Float64Array.from(weights)),
  };
}

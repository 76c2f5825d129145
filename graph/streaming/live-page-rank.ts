import { type ComingEdges, type LiveStart, type LiveTask, numbers, type RowChanges } from "../algorithm.ts";
import { pushResiduals, spreadValue } from "../kernels/residual-push.ts";
import { ChangeList } from "./change-list.ts";
import { EdgeLists, type SavedLists } from "./edge-lists.ts";
import { grownTo } from "./growing.ts";

export interface LivePageRankSpec {
  readonly damping: number;
  readonly tolerance: number;
  /** How much of the jumps goes to a vertex, by its id; undefined where all get the same. */
  readonly jumps: ReadonlyMap<unknown, number> | undefined;
}

/** While edges come, what a vertex may still have to pass on, compared with what a jump gives it. */
const roughly = 1e-3;
/** Ranks that are off by less than this share are told anew at the end only. */
const worthTelling = 1e-3;
/** Entries that are looked at by a batch at most: what is left goes on with the next one. */
const mostLooked = 32_768;
/** All ranks are looked at when their sum has changed by this share, since each is a part of it. */
const drift = 0.01;

interface SavedRanks {
  readonly lists: SavedLists;
  readonly ends: Uint32Array;
  readonly values: Float64Array;
  readonly told: Float64Array;
  readonly totalWhenTold: number;
}

/**
 * Ranks before they are made to sum to 1: the solution of x = jumps + damping · Pᵀx, in which a vertex without edges out keeps what
 * it has (as a jump spreads it like all others, that only scales x). What x is off by at a vertex is its residual; an edge changes
 * those behind its source, and they are pushed on until they are small.
 */
export class LivePageRank implements LiveTask<{ rank: number }> {
  readonly #ids: LiveStart["ids"];
  readonly #directed: boolean;
  readonly #spec: LivePageRankSpec;
  #lists = new EdgeLists();
  readonly #list = new ChangeList();
  #sums: Float64Array = new Float64Array(0);
  /** Ends of edges by vertex: 0 where it is not there. */
  #ends: Uint32Array = new Uint32Array(0);
  #values: Float64Array = new Float64Array(0);
  #residuals: Float64Array = new Float64Array(0);
  readonly #total: Float64Array = new Float64Array(1);
  /** The rank that was told; −1 where none was. */
  #told: Float64Array = new Float64Array(0);
  #totalWhenTold = 0;
  #moved: Uint32Array = new Uint32Array(0);
  #isMoved: Uint8Array = new Uint8Array(0);
  #queue: Uint32Array = new Uint32Array(0);
  /** How many are in the queue, and were moved since ranks were told. */
  readonly #counts = new Uint32Array(2);
  #isQueued: Uint8Array = new Uint8Array(0);
  #count = 0;

  constructor({ ids, directed, saved }: LiveStart, spec: LivePageRankSpec) {
    this.#ids = ids;
    this.#directed = directed;
    this.#spec = spec;
    if (saved !== undefined) this.#restore(saved as SavedRanks);
  }

  add({ count, sources, targets, weights, removed }: ComingEdges): void {
    this.#meet(this.#ids.count);
    for (let edge = 0; edge < count; edge++) {
      const [source, target, weight] = [sources[edge]!, targets[edge]!, weights?.[edge] ?? 1];
      const by = removed?.[edge] === 1 ? -1 : 1;
      this.#changeEntry(source, target, weight, by);
      if (!this.#directed && source !== target) this.#changeEntry(target, source, weight, by);
      this.#changeEnds(source, by);
      this.#changeEnds(target, by);
    }
  }

  changes(isLast: boolean): RowChanges<{ rank: number }> {
    if (isLast) this.#settle();
    else this.#push(roughly, mostLooked);
    const list = this.#list;
    list.clear();
    const total = this.#total[0]!;
    if (isLast || Math.abs(total - this.#totalWhenTold) > drift * total) {
      this.#totalWhenTold = total;
      for (let vertex = 0; vertex < this.#count; vertex++) this.#tell(vertex, isLast ? 0 : worthTelling);
    } else {
      for (const vertex of this.#moved.subarray(0, this.#counts[1])) this.#tell(vertex, worthTelling);
    }
    for (const vertex of this.#moved.subarray(0, this.#counts[1])) this.#isMoved[vertex] = 0;
    this.#counts[1] = 0;
    return { kinds: list.kinds, vertices: list.vertices, columns: { rank: numbers(list.values) } };
  }

  save(): SavedRanks {
    return {
      lists: this.#lists.save(),
      ends: this.#ends.slice(0, this.#count),
      values: this.#values.slice(0, this.#count),
      told: this.#told.slice(0, this.#count),
      totalWhenTold: this.#totalWhenTold,
    };
  }

  #tell(vertex: number, worth: number): void {
    const before = this.#told[vertex]!;
    if (this.#ends[vertex] === 0) {
      if (before >= 0) this.#list.delete(vertex, before);
      this.#told[vertex] = -1;
      return;
    }
    const total = this.#total[0]!;
    const rank = total > 0 ? this.#values[vertex]! / total : 0;
    if (before >= 0 && (rank === before || Math.abs(rank - before) < worth * before)) return;
    if (before < 0) this.#list.insert(vertex, rank);
    else this.#list.update(vertex, before, rank);
    this.#told[vertex] = rank;
  }

  /**
   * An entry comes or goes in O(1): the value of its source is scaled so that what goes along its other entries is the same as
   * before; what that value is off by then, and what goes along this entry, are residuals.
   */
  #changeEntry(source: number, target: number, weight: number, by: number): void {
    if (by > 0) this.#lists.add(source, target, weight);
    else if (!this.#lists.remove(source, target, weight)) throw this.#neverCame(source, target);
    const [sum, value] = [this.#sums[source]!, this.#values[source]!];
    // Without entries there is nothing left of weights but roundings.
    const next = this.#lists.firsts[source]! < 0 ? 0 : sum + by * weight;
    this.#sums[source] = next;
    const given = sum === 0 || next === 0 ? (sum === next ? 0 : by * value) : (by * value * weight) / sum;
    if (sum > 0 && next > 0) {
      this.#values[source] = value + given;
      this.#total[0]! += given;
      this.#residuals[source]! -= given;
    }
    this.#residuals[target]! += this.#spec.damping * given;
    this.#enqueue(source);
    this.#enqueue(target);
    this.#mark(source);
  }

  /** A vertex comes with its first edge, and goes with its last one: jumps lead to those that are there. */
  #changeEnds(vertex: number, by: number): void {
    const before = this.#ends[vertex]!;
    this.#ends[vertex] = before + by;
    if (before + by > 1 || (before === 1) === by > 0) return;
    this.#residuals[vertex]! += by * this.#jumpTo(vertex);
    this.#enqueue(vertex);
    this.#mark(vertex);
  }

  #mark(vertex: number): void {
    if (this.#isMoved[vertex] === 1) return;
    this.#isMoved[vertex] = 1;
    this.#moved[this.#counts[1]!++] = vertex;
  }

  #jumpTo(vertex: number): number {
    const { jumps } = this.#spec;
    return jumps === undefined ? 1 : (jumps.get(this.#ids.idOf(vertex)) ?? 0);
  }

  #neverCame(source: number, target: number): Error {
    const [one, other] = [source, target].map((vertex) => String(this.#ids.idOf(vertex)));
    return new RangeError(
      `Cannot take an edge back in pageRank as it must have come: got one from ${one} to ${other}, which is not there; ` +
        "look at what gives the changelog of edges",
    );
  }

  #enqueue(vertex: number): void {
    if (this.#isQueued[vertex] === 1) return;
    this.#isQueued[vertex] = 1;
    this.#queue[this.#counts[0]!++] = vertex;
  }

  #push(tolerance: number, most: number): void {
    if (this.#count === 0) return;
    const { firsts, nexts, targets, weights } = this.#lists;
    const lists = [firsts, nexts, targets, weights, this.#sums, this.#spec.damping] as const;
    const ranks = [tolerance, this.#values, this.#residuals, this.#total] as const;
    const queue = [this.#queue.subarray(0, this.#count), this.#isQueued] as const;
    pushResiduals(...lists, ...ranks, ...queue, this.#moved, this.#isMoved, this.#counts, most);
  }

  /** Until ranks are off by less than the tolerance in sum: Σ|residual| / ((1 − damping) · Σ value) at most. */
  #settle(): void {
    if (this.#count === 0) return;
    // Entries of a vertex side by side, as they did not come: all of them are looked at many times from here on.
    const lists = new EdgeLists();
    lists.meet(this.#count);
    lists.restore(this.#lists.save());
    this.#lists = lists;
    this.#computeResiduals();
    for (let vertex = 0; vertex < this.#count; vertex++) this.#enqueue(vertex);
    const { damping, tolerance } = this.#spec;
    this.#push((tolerance * (1 - damping) * this.#total[0]!) / this.#count, Number.POSITIVE_INFINITY);
  }

  /** What residuals are by their definition: what was added to them is off by roundings. */
  #computeResiduals(): void {
    const { firsts, nexts, targets, weights } = this.#lists;
    const [sums, values, residuals] = [this.#sums, this.#values, this.#residuals];
    this.#total[0] = 0;
    for (let vertex = 0; vertex < this.#count; vertex++) {
      this.#total[0] += values[vertex]!;
      residuals[vertex] = (this.#ends[vertex]! > 0 ? this.#jumpTo(vertex) : 0) - values[vertex]!;
    }
    for (let vertex = 0; vertex < this.#count; vertex++) {
      spreadValue(firsts, nexts, targets, weights, sums, vertex, this.#spec.damping, values, residuals);
    }
  }

  #meet(count: number): void {
    if (count === this.#count) return;
    this.#lists.meet(count);
    this.#sums = grownTo(this.#sums, count);
    this.#ends = grownTo(this.#ends, count);
    this.#values = grownTo(this.#values, count);
    this.#residuals = grownTo(this.#residuals, count);
    this.#told = grownTo(this.#told, count).fill(-1, this.#count, count);
    this.#moved = grownTo(this.#moved, count);
    this.#isMoved = grownTo(this.#isMoved, count);
    this.#queue = grownTo(this.#queue, count);
    this.#isQueued = grownTo(this.#isQueued, count);
    this.#count = count;
  }

  #restore({ lists, ends, values, told, totalWhenTold }: SavedRanks): void {
    this.#meet(ends.length);
    this.#lists.restore(lists);
    for (const [at, source] of lists.sources.entries()) this.#sums[source]! += lists.weights[at]!;
    this.#ends.set(ends);
    this.#values.set(values);
    this.#told.set(told);
    this.#totalWhenTold = totalWhenTold;
    this.#computeResiduals();
    for (let vertex = 0; vertex < this.#count; vertex++) this.#enqueue(vertex);
  }
}

import {
  type ComingEdges,
  type LiveStart,
  type LiveTask,
  type ResultColumns,
  type RowChanges,
  vertices,
} from "../algorithm.ts";
import type { Ends } from "../algorithms/condensation.ts";
import { isWithinSteps } from "../kernels/steps-apart.ts";
import { grownTo } from "./growing.ts";

interface SavedSpanner {
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
}

/** The edges that were kept, as lists of entries by vertex. */
export class LiveSpanner<Id> implements LiveTask<Ends<Id>> {
  readonly #ids: Pick<LiveStart["ids"], "count">;
  readonly #stretch: number;
  /** The ends of each edge that was kept. */
  #sources: Uint32Array = new Uint32Array(0);
  #targets: Uint32Array = new Uint32Array(0);
  #size = 0;
  #told = 0;
  /** The first entry of each vertex, plus 1; entries 2e and 2e + 1 are those of edge e at its source and its target. */
  #firsts: Uint32Array = new Uint32Array(0);
  #nexts: Uint32Array = new Uint32Array(0);
  /** Of the search: when each vertex was reached last, and those that are. */
  #stamps: Uint32Array = new Uint32Array(0);
  #queue: Uint32Array = new Uint32Array(0);
  #stamp = 0;

  constructor(ids: Pick<LiveStart["ids"], "count">, stretch: number, saved?: unknown) {
    this.#ids = ids;
    this.#stretch = stretch;
    if (saved !== undefined) this.#restore(saved as SavedSpanner);
  }

  add({ count, sources, targets }: Pick<ComingEdges, "count" | "sources" | "targets">): void {
    this.#grow();
    for (let edge = 0; edge < count; edge++) {
      const [source, target] = [sources[edge]!, targets[edge]!];
      if (source !== target && !this.#areNear(source, target)) this.#keep(source, target);
    }
  }

  changes(): RowChanges<Ends<Id>> {
    const from = this.#told;
    this.#told = this.#size;
    return { kinds: new Uint8Array(this.#size - from), columns: this.edges(from) };
  }

  /** The edges that were kept, but for so many that were first. */
  edges(from: number = 0): ResultColumns<Ends<Id>> {
    const { sources, targets } = this.#kept(from);
    return { source: vertices<Id>(sources), target: vertices<Id>(targets) };
  }

  save(): SavedSpanner {
    return this.#kept(0);
  }

  #kept(from: number): SavedSpanner {
    return { sources: this.#sources.slice(from, this.#size), targets: this.#targets.slice(from, this.#size) };
  }

  #areNear(source: number, target: number): boolean {
    // From a vertex of which nothing is kept there is no way, and the other may have many to search through.
    if (this.#firsts[source] === 0 || this.#firsts[target] === 0) return false;
    // Stamps begin anew before they would come again.
    if (++this.#stamp === 2 ** 32 - 1) {
      this.#stamps.fill(0);
      this.#stamp = 1;
    }
    const ends = [this.#sources, this.#targets] as const;
    return isWithinSteps(
      source,
      target,
      this.#stretch,
      this.#firsts,
      this.#nexts,
      ...ends,
      this.#stamps,
      this.#stamp,
      this.#queue,
    );
  }

  #keep(source: number, target: number): void {
    const edge = this.#size++;
    this.#sources = grownTo(this.#sources, this.#size);
    this.#targets = grownTo(this.#targets, this.#size);
    this.#nexts = grownTo(this.#nexts, 2 * this.#size);
    this.#sources[edge] = source;
    this.#targets[edge] = target;
    this.#nexts[2 * edge] = this.#firsts[source]!;
    this.#firsts[source] = 2 * edge + 1;
    this.#nexts[2 * edge + 1] = this.#firsts[target]!;
    this.#firsts[target] = 2 * edge + 2;
  }

  #grow(): void {
    const { count } = this.#ids;
    this.#firsts = grownTo(this.#firsts, count);
    this.#stamps = grownTo(this.#stamps, count);
    this.#queue = grownTo(this.#queue, count);
  }

  #restore({ sources, targets }: SavedSpanner): void {
    this.#grow();
    for (const [edge, source] of sources.entries()) this.#keep(source, targets[edge]!);
    this.#told = this.#size;
  }
}

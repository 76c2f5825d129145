import { grownTo } from "./growing.ts";

const none = -1;

/** The entries of vertices as lists, which edges can be put into and taken out of. */
export class EdgeLists {
  /** The first entry of each vertex, −1 where there is none. */
  firsts: Int32Array = new Int32Array(0);
  /** The next entry of the same vertex; of free ones the next one that is free. */
  nexts: Int32Array = new Int32Array(0);
  targets: Uint32Array = new Uint32Array(0);
  weights: Float64Array = new Float64Array(0);
  #vertices = 0;
  #used = 0;
  #free = none;

  meet(vertices: number): void {
    this.firsts = grownTo(this.firsts, vertices);
    this.firsts.fill(none, this.#vertices, vertices);
    this.#vertices = vertices;
  }

  add(source: number, target: number, weight: number): void {
    const entry = this.#place();
    this.targets[entry] = target;
    this.weights[entry] = weight;
    this.nexts[entry] = this.firsts[source]!;
    this.firsts[source] = entry;
  }

  /** Takes one entry of these out; whether there was one. O(entries of the source). */
  remove(source: number, target: number, weight: number): boolean {
    let before = none;
    for (let entry = this.firsts[source]!; entry !== none; before = entry, entry = this.nexts[entry]!) {
      if (this.targets[entry] !== target || this.weights[entry] !== weight) continue;
      if (before === none) this.firsts[source] = this.nexts[entry]!;
      else this.nexts[before] = this.nexts[entry]!;
      this.nexts[entry] = this.#free;
      this.#free = entry;
      return true;
    }
    return false;
  }

  /** All entries as columns, for `restore`. */
  save(): SavedLists {
    const [sources, entries]: [number[], number[]] = [[], []];
    for (let vertex = 0; vertex < this.#vertices; vertex++) {
      for (let entry = this.firsts[vertex]!; entry !== none; entry = this.nexts[entry]!) {
        sources.push(vertex);
        entries.push(entry);
      }
    }
    return {
      sources: Uint32Array.from(sources),
      targets: Uint32Array.from(entries, (entry) => this.targets[entry]!),
      weights: Float64Array.from(entries, (entry) => this.weights[entry]!),
    };
  }

  /** Entries in the order of `save`, which stays. */
  restore({ sources, targets, weights }: SavedLists): void {
    for (let at = sources.length - 1; at >= 0; at--) this.add(sources[at]!, targets[at]!, weights[at]!);
  }

  #place(): number {
    if (this.#free !== none) {
      const entry = this.#free;
      this.#free = this.nexts[entry]!;
      return entry;
    }
    const entry = this.#used++;
    this.nexts = grownTo(this.nexts, this.#used);
    this.targets = grownTo(this.targets, this.#used);
    this.weights = grownTo(this.weights, this.#used);
    return entry;
  }
}

export interface SavedLists {
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
  readonly weights: Float64Array;
}

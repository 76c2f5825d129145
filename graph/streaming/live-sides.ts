import { type ComingEdges, type LiveStart, type LiveTask, numbersOrNull, type RowChanges } from "../algorithm.ts";
import { nextBetweenSides, rootOfSides } from "../kernels/growing-parts.ts";
import { ChangeList } from "./change-list.ts";
import { grownTo } from "./growing.ts";
import { PartMembers } from "./part-members.ts";

/** What the members of a former part were told: nothing, that they have no side, or theirs with the root's being 0 or 1. */
const told = { nothing: 0, none: 1, rootIs0: 2, rootIs1: 3 } as const;

/** What stands for null. */
const noSide = 2;

interface SavedSides {
  readonly parents: Uint32Array;
  readonly isOther: Uint8Array;
  readonly isOdd: Uint8Array;
  readonly begins: Float64Array;
  readonly rootSide: Uint8Array;
  readonly edges: number;
}

/** Sides by union-find in which each vertex knows whether it is on the side of the one above it. */
export class LiveSides implements LiveTask<{ side: number | null }> {
  readonly #ids: LiveStart["ids"];
  readonly #members = new PartMembers();
  #parents: Uint32Array = new Uint32Array(0);
  #isOther: Uint8Array = new Uint8Array(0);
  #isOdd: Uint8Array = new Uint8Array(0);
  /** The number of the first edge of each root's part: the side of its source is 0. */
  #begins: Float64Array = new Float64Array(0);
  #rootSide: Uint8Array = new Uint8Array(0);
  #told: Uint8Array = new Uint8Array(0);
  readonly #list = new ChangeList();
  #edges = 0;
  #count = 0;
  /** Roots of parts that are not as they were. */
  #touched: number[] = [];

  constructor({ ids, saved }: LiveStart) {
    this.#ids = ids;
    if (saved !== undefined) this.#restore(saved as SavedSides);
  }

  add({ count, sources, targets }: ComingEdges): void {
    this.#meet(this.#ids.count);
    let edge = 0;
    for (;;) {
      edge = nextBetweenSides(sources, targets, edge, count, this.#parents, this.#isOther, this.#isOdd);
      if (edge === count) break;
      this.#unite(sources[edge]!, targets[edge]!, this.#edges + edge);
      edge++;
    }
    this.#edges += count;
  }

  changes(): RowChanges<{ side: number | null }> {
    const list = this.#list;
    list.clear();
    for (const vertex of this.#touched) {
      const root = this.#rootOf(vertex);
      const rootSide = this.#rootSide[root]!;
      const isOdd = this.#isOdd[root] === 1;
      this.#members.settle(root, (former) => {
        this.#rootOf(former);
        const now = isOdd ? told.none : told.rootIs0 + (this.#isOther[former]! ^ rootSide);
        const before = this.#told[former]!;
        if (before === now) return;
        const formerIsOther = this.#isOther[former]!;
        this.#members.each(former, (member) => {
          this.#rootOf(member);
          const fromFormer = this.#isOther[member]! ^ formerIsOther;
          const side = sideOf(now, fromFormer);
          if (before === told.nothing) list.insert(member, side);
          else list.update(member, sideOf(before, fromFormer), side);
        });
      });
      this.#told[root] = isOdd ? told.none : told.rootIs0 + rootSide;
    }
    this.#touched = [];
    return {
      kinds: list.kinds,
      vertices: list.vertices,
      columns: { side: numbersOrNull(list.values, noSide) },
    };
  }

  save(): SavedSides {
    return {
      parents: this.#parents.slice(0, this.#count),
      isOther: this.#isOther.slice(0, this.#count),
      isOdd: this.#isOdd.slice(0, this.#count),
      begins: this.#begins.slice(0, this.#count),
      rootSide: this.#rootSide.slice(0, this.#count),
      edges: this.#edges,
    };
  }

  #unite(source: number, target: number, edge: number): void {
    const [one, other] = [this.#rootOf(source), this.#rootOf(target)];
    if (one === other) {
      this.#isOdd[one] = 1;
      this.#touched.push(one);
      return;
    }
    // A vertex without a part begins one by this edge, with its source.
    if (this.#begins[one] === Number.POSITIVE_INFINITY) this.#begins[one] = edge;
    const [winner, loser] = one < other ? [one, other] : [other, one];
    const between = this.#isOther[source]! ^ this.#isOther[target]! ^ 1;
    this.#parents[loser] = winner;
    this.#isOther[loser] = between;
    if (this.#begins[loser]! < this.#begins[winner]!) {
      this.#begins[winner] = this.#begins[loser]!;
      this.#rootSide[winner] = this.#rootSide[loser]! ^ between;
    }
    this.#isOdd[winner]! |= this.#isOdd[loser]!;
    this.#members.join(winner, loser);
    this.#touched.push(winner);
  }

  #rootOf(vertex: number): number {
    return rootOfSides(this.#parents, this.#isOther, vertex);
  }

  #meet(count: number): void {
    if (count === this.#count) return;
    this.#parents = grownTo(this.#parents, count);
    this.#isOther = grownTo(this.#isOther, count);
    this.#isOdd = grownTo(this.#isOdd, count);
    this.#begins = grownTo(this.#begins, count).fill(Number.POSITIVE_INFINITY, this.#count, count);
    this.#rootSide = grownTo(this.#rootSide, count);
    this.#told = grownTo(this.#told, count);
    this.#members.meet(this.#count, count);
    for (let vertex = this.#count; vertex < count; vertex++) this.#parents[vertex] = vertex;
    this.#count = count;
  }

  #restore({ parents, isOther, isOdd, begins, rootSide, edges }: SavedSides): void {
    this.#meet(parents.length);
    this.#parents.set(parents);
    this.#isOther.set(isOther);
    this.#isOdd.set(isOdd);
    this.#begins.set(begins);
    this.#rootSide.set(rootSide);
    this.#edges = edges;
    for (let vertex = 0; vertex < parents.length; vertex++) {
      const root = this.#rootOf(vertex);
      this.#members.adopt(root, vertex);
      this.#told[root] = this.#isOdd[root] === 1 ? told.none : told.rootIs0 + this.#rootSide[root]!;
    }
  }
}

function sideOf(what: number, fromFormer: number): number {
  return what === told.none ? noSide : (what - told.rootIs0) ^ fromFormer;
}

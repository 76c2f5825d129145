import type { ComingEdges, LiveStart, LiveTask, RowChanges } from "../algorithm.ts";
import { vertices } from "../algorithm.ts";
import { flatten } from "../kernels/components.ts";
import { rootAbove, uniteParts } from "../kernels/growing-parts.ts";
import { ChangeList } from "./change-list.ts";
import { grownTo } from "./growing.ts";
import { PartMembers } from "./part-members.ts";

/** Components by union-find; a vertex is told of again when its component meets one with a smaller id. */
export class LiveComponents<Id> implements LiveTask<{ component: Id }> {
  readonly #ids: LiveStart["ids"];
  readonly #members = new PartMembers();
  #parents: Uint32Array = new Uint32Array(0);
  /** The vertex of the smallest id of each root's component. */
  #least: Uint32Array = new Uint32Array(0);
  /** What the members of each former part were told; one more than the vertex, 0 for nothing. */
  #told: Uint32Array = new Uint32Array(0);
  readonly #list = new ChangeList();
  #count = 0;
  /** Roots that had others join them, and vertices that are new. */
  #touched: number[] = [];
  #winners: Uint32Array = new Uint32Array(0);
  #losers: Uint32Array = new Uint32Array(0);

  constructor({ ids, saved }: LiveStart) {
    this.#ids = ids;
    if (saved !== undefined) this.#restore(saved as Uint32Array);
  }

  add({ count, sources, targets }: ComingEdges): void {
    this.#meet(this.#ids.count);
    this.#winners = grownTo(this.#winners, count);
    this.#losers = grownTo(this.#losers, count);
    const met = uniteParts(sources, targets, count, this.#parents, this.#winners, this.#losers);
    for (let k = 0; k < met; k++) this.#join(this.#winners[k]!, this.#losers[k]!);
  }

  changes(): RowChanges<{ component: Id }> {
    const list = this.#list;
    list.clear();
    for (const vertex of this.#touched) {
      const root = rootAbove(this.#parents, vertex);
      const name = this.#least[root]!;
      // Most roots are touched many times by a batch.
      if (this.#told[root] === name + 1 && this.#members.isSettled(root)) continue;
      this.#members.settle(root, (former) => {
        const told = this.#told[former]! - 1;
        if (told === name) return;
        this.#members.each(former, (member) => {
          if (told < 0) list.insert(member, name);
          else list.update(member, told, name);
        });
      });
      this.#told[root] = name + 1;
    }
    this.#touched = [];
    const columns = { component: vertices<Id>(Uint32Array.from(list.values)) };
    return { kinds: list.kinds, vertices: list.vertices, columns };
  }

  save(): Uint32Array {
    return this.#parents.slice(0, this.#count);
  }

  #meet(count: number): void {
    if (count === this.#count) return;
    this.#parents = grownTo(this.#parents, count);
    this.#least = grownTo(this.#least, count);
    this.#told = grownTo(this.#told, count);
    this.#members.meet(this.#count, count);
    for (let vertex = this.#count; vertex < count; vertex++) {
      this.#parents[vertex] = vertex;
      this.#least[vertex] = vertex;
      this.#touched.push(vertex);
    }
    this.#count = count;
  }

  #join(winner: number, loser: number): void {
    this.#members.join(winner, loser);
    const [one, other] = [this.#least[winner]!, this.#least[loser]!];
    if (this.#ids.comesBefore(other, one)) this.#least[winner] = other;
    this.#touched.push(winner);
  }

  #restore(parents: Uint32Array): void {
    this.#meet(parents.length);
    this.#parents.set(parents);
    flatten(this.#parents);
    this.#touched = [];
    for (let vertex = 0; vertex < parents.length; vertex++) {
      const root = this.#parents[vertex]!;
      this.#members.adopt(root, vertex);
      if (this.#ids.comesBefore(vertex, this.#least[root]!)) this.#least[root] = vertex;
    }
    for (let vertex = 0; vertex < parents.length; vertex++)
      this.#told[vertex] = this.#least[this.#parents[vertex]!]! + 1;
  }
}

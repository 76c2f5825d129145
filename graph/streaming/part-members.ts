import { grownTo } from "./growing.ts";

/** No vertex: the end of a chain. */
const none = -1;

/**
 * The members of parts that grow together. A part goes by its root; what it was made of since it was last settled are former parts,
 * which go by the roots they had: what all members of one were told is the same, so that what is different is found by former part.
 */
export class PartMembers {
  #nextMember: Int32Array = new Int32Array(0);
  #lastMember: Int32Array = new Int32Array(0);
  #nextFormer: Int32Array = new Int32Array(0);
  #lastFormer: Int32Array = new Int32Array(0);

  /** Vertices from one number up to another, each a part of its own. */
  meet(from: number, to: number): void {
    this.#nextMember = grownTo(this.#nextMember, to).fill(none, from, to);
    this.#nextFormer = grownTo(this.#nextFormer, to).fill(none, from, to);
    this.#lastMember = grownTo(this.#lastMember, to);
    this.#lastFormer = grownTo(this.#lastFormer, to);
    for (let vertex = from; vertex < to; vertex++) {
      this.#lastMember[vertex] = vertex;
      this.#lastFormer[vertex] = vertex;
    }
  }

  /** The part of one root goes to that of another. */
  join(winner: number, loser: number): void {
    this.#nextFormer[this.#lastFormer[winner]!] = loser;
    this.#lastFormer[winner] = this.#lastFormer[loser]!;
  }

  /** Whether no part has joined that of a root since it was settled. */
  isSettled(root: number): boolean {
    return this.#nextFormer[root] === none;
  }

  /** Visits the former parts of a part, the root's first, and makes one of them. */
  settle(root: number, visit: (former: number) => void): void {
    for (let former = root; former !== none; ) {
      visit(former);
      const next = this.#nextFormer[former]!;
      this.#nextFormer[former] = none;
      if (former !== root) this.#append(root, former);
      former = next;
    }
    this.#lastFormer[root] = root;
  }

  /** Visits the members of a former part. Only while `settle` visits it. */
  each(former: number, visit: (vertex: number) => void): void {
    for (let vertex = former; vertex !== none; vertex = this.#nextMember[vertex]!) visit(vertex);
  }

  /** A vertex that was not joined yet is one more member of a part: for those who begin with a snapshot. */
  adopt(root: number, vertex: number): void {
    if (vertex !== root) this.#append(root, vertex);
  }

  #append(root: number, former: number): void {
    this.#nextMember[this.#lastMember[root]!] = former;
    this.#lastMember[root] = this.#lastMember[former]!;
  }
}

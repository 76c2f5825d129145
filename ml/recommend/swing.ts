import type { Dataset } from "../../core/mod.ts";
import { type Random, randomOf } from "../learner/random.ts";
import { Turns } from "../learner/turns.ts";
import { fitInput } from "../stages/fit-input.ts";
import { columnName, integer, number, readParameters } from "../stages/parameters.ts";
import type { Columns } from "../stages/row-types.ts";
import type { FitOptions } from "../stages/stage.ts";
import { mustBeRows } from "../stages/transformer.ts";

/** Options of `swing`, by Flink's names. */
export interface SwingOptions<User extends string, Item extends string> {
  /** The column of users: numbers or texts. Default `"user"`. */
  readonly user?: User;
  /** The column of items: numbers or texts. Default `"item"`. */
  readonly item?: Item;
  /** Similar items of each item at most, from 1. Default 100. */
  readonly k?: number;
  /** Users with fewer items do not count, from 1. Default 10. */
  readonly minUserBehavior?: number;
  /** … nor those with more, from 1. Default 1000. */
  readonly maxUserBehavior?: number;
  /** Users of an item at most, from 1; of more some are drawn. Default 1000. */
  readonly maxUserNumPerItem?: number;
  /** α₁ ≥ 0: how little the number of a user's items counts against it. Default 15. */
  readonly alpha1?: number;
  /** α₂ ≥ 0: how little it counts that two users have many items in common. Default 0. */
  readonly alpha2?: number;
  /** β ≥ 0: how much the number of a user's items counts against it. Default 0.3. */
  readonly beta?: number;
  /** The same seed draws the same users. Default 0. */
  readonly seed?: number;
}

/** An item, and those that are similar to it. */
export interface SimilarItems<Id> {
  readonly item: Id;
  /** The most similar first; of equal ones that which came first. */
  readonly similar: readonly { readonly item: Id; readonly score: number }[];
}

const parameters = {
  user: columnName("user"),
  item: columnName("item"),
  k: integer({ default: 100, min: 1, unit: "items" }),
  minUserBehavior: integer({ default: 10, min: 1, unit: "items" }),
  maxUserBehavior: integer({ default: 1000, min: 1, unit: "items" }),
  maxUserNumPerItem: integer({ default: 1000, min: 1, unit: "users" }),
  alpha1: number({ default: 15, min: 0 }),
  alpha2: number({ default: 0, min: 0 }),
  beta: number({ default: 0.3, min: 0 }),
  seed: integer({ default: 0, min: 0 }),
};

/**
 * Items that are similar as the same pairs of users have both: Σ over pairs (u, v) of users of both items of w(u)·w(v) ÷ (α₂ + items that u and v
 * have in common), where w(u) = (α₁ + items of u)^−β. Items of no such pair are left out. All rows are kept in memory.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { swing } from "millrace/ml";
 * const rows = from([["ann", "tea"], ["ann", "cup"], ["bob", "tea"], ["bob", "cup"]].map(([user, item]) => ({ user: user!, item: item! })));
 * const [first] = await swing(rows, { minUserBehavior: 1, alpha1: 0, beta: 0 });
 * console.log(first); // { item: "tea", similar: [{ item: "cup", score: 0.5 }] }
 * ```
 * @see Yang, Zhu, Zhang, “Large Scale Product Graph Construction for Recommendation in E-commerce”, arXiv 2010.05525, 2020; Apache Flink ML,
 *   `Swing`, which draws other users where an item has too many.
 */
export async function swing<
  Row extends Columns<User | Item, number | string>,
  const User extends string = "user",
  const Item extends string = "item",
>(
  dataset: Dataset<Row>,
  options: SwingOptions<User, Item> = {},
  run: Pick<FitOptions, "signal" | "run"> = {},
): Promise<SimilarItems<Row[Item]>[]> {
  const how = readParameters("swing", parameters, options);
  if (how.maxUserBehavior < how.minUserBehavior) {
    throw new RangeError(
      `Cannot set maxUserBehavior in swing as it must not be below minUserBehavior: got ${how.maxUserBehavior} and ${how.minUserBehavior}; make it larger`,
    );
  }
  mustBeRows(dataset, "compare items");
  const { users, items } = await readPairs(dataset, how, run);
  const active = users.filter(({ size }) => size >= how.minUserBehavior && size <= how.maxUserBehavior);
  const itemsOf = active.map((own) => Uint32Array.from(own));
  const weights = Float64Array.from(itemsOf, ({ length }) => (how.alpha1 + length) ** -how.beta);
  const scores = new PairScores(itemsOf, weights, how.alpha2, items.length);
  const random = randomOf(how.seed);
  const turns = new Turns({ signal: run.signal });
  const found: SimilarItems<Row[Item]>[] = [];
  for (const [place, purchasers] of purchasersOf(itemsOf, items.length).entries()) {
    const similar = (await scores.of(place, drawn(purchasers, how.maxUserNumPerItem, random), turns)).slice(0, how.k);
    if (similar.length === 0) continue;
    const named = similar.map(([other, score]) => ({ item: items[other] as Row[Item], score }));
    found.push({ item: items[place] as Row[Item], similar: named });
  }
  return found;
}

interface Pairs {
  /** The places of the items of each user. */
  readonly users: readonly ReadonlySet<number>[];
  /** Ids, in the order in which they came. */
  readonly items: readonly unknown[];
}

async function readPairs(
  dataset: Dataset<unknown>,
  { user, item }: { readonly user: string; readonly item: string },
  run: Pick<FitOptions, "signal" | "run">,
): Promise<Pairs> {
  const users = new Map<unknown, Set<number>>();
  const places = new Map<unknown, number>();
  const input = fitInput("swing", dataset, [user, item], { ...run, passes: "one" });
  await input.pass((batch) => {
    const [ownUsers, ownItems] = [batch.values(user), batch.values(item)];
    for (let row = 0; row < batch.rowCount; row++) {
      const [one, other] = [ownUsers[row], ownItems[row]];
      mustBeId(user, one, batch.firstRow + row);
      mustBeId(item, other, batch.firstRow + row);
      const place = places.get(other) ?? places.size;
      places.set(other, place);
      const own = users.get(one);
      if (own === undefined) users.set(one, new Set([place]));
      else own.add(place);
    }
  });
  return { users: [...users.values()], items: [...places.keys()] };
}

function mustBeId(column: string, value: unknown, row: number): void {
  if (typeof value === "string" || typeof value === "bigint" || Number.isFinite(value)) return;
  throw new TypeError(
    `Cannot compare items by swing as column ${JSON.stringify(column)} must hold numbers or texts: got ${String(value)} in row ${row}; leave such rows out`,
  );
}

/** The users of each item. */
function purchasersOf(itemsOf: readonly Uint32Array[], items: number): number[][] {
  const purchasers = Array.from({ length: items }, (): number[] => []);
  for (const [user, own] of itemsOf.entries()) for (const item of own) purchasers[item]!.push(user);
  return purchasers;
}

/** At most so many of them, each with the same chance. */
function drawn(users: number[], most: number, random: Random): number[] {
  if (users.length <= most) return users;
  const kept = users.slice(0, most);
  for (let seen = most; seen < users.length; seen++) {
    const place = random.below(seen + 1);
    if (place < most) kept[place] = users[seen]!;
  }
  return kept;
}

/** Adds up what pairs of users say of the items that both have. */
class PairScores {
  readonly #itemsOf: readonly Uint32Array[];
  readonly #weights: Float64Array;
  readonly #alpha2: number;
  /** Which user had the item last, and one more. */
  readonly #marks: Uint32Array;
  readonly #common: Uint32Array;
  readonly #scores: Float64Array;

  constructor(itemsOf: readonly Uint32Array[], weights: Float64Array, alpha2: number, items: number) {
    this.#itemsOf = itemsOf;
    this.#weights = weights;
    this.#alpha2 = alpha2;
    this.#marks = new Uint32Array(items);
    this.#common = new Uint32Array(items);
    this.#scores = new Float64Array(items);
  }

  async of(item: number, users: readonly number[], turns: Turns): Promise<[other: number, score: number][]> {
    const touched = new Set<number>();
    for (let first = 0; first < users.length; first++) {
      const own = users[first]!;
      await turns.give();
      for (const each of this.#itemsOf[own]!) this.#marks[each] = own + 1;
      for (let second = first + 1; second < users.length; second++) this.#addPair(own, users[second]!, touched);
    }
    touched.delete(item);
    this.#marks.fill(0);
    const scores = [...touched].map((other): [number, number] => [other, this.#scores[other]!]);
    this.#scores.fill(0);
    return scores.sort(([a, one], [b, two]) => two - one || a - b);
  }

  #addPair(own: number, other: number, touched: Set<number>): void {
    let count = 0;
    for (const each of this.#itemsOf[other]!) if (this.#marks[each] === own + 1) this.#common[count++] = each;
    const score = (this.#weights[own]! * this.#weights[other]!) / (this.#alpha2 + count);
    for (let at = 0; at < count; at++) {
      const each = this.#common[at]!;
      this.#scores[each]! += score;
      touched.add(each);
    }
  }
}

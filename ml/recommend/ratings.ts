import { Turns } from "../learner/turns.ts";
import type { FitInput } from "../stages/fit-input.ts";
import { idsOf } from "./ids.ts";

/** Ratings of one side: those of its member u are at `starts[u]` … `starts[u + 1] − 1`, in the order in which they came. */
export interface RatingsBy {
  readonly starts: Uint32Array; // [members + 1]
  /** Places on the other side. */
  readonly others: Uint32Array; // [ratings]
  readonly ratings: Float64Array; // [ratings]
}

/** All ratings in memory, by user and by item. */
export interface Ratings {
  readonly users: Float64Array; // ids, ascending
  readonly items: Float64Array;
  readonly byUser: RatingsBy;
  readonly byItem: RatingsBy;
}

/** Names of the columns of ratings. */
export interface RatingColumns {
  readonly user: string;
  readonly item: string;
  readonly rating: string;
}

/** Reads all ratings, in one pass. */
export async function readRatings(name: string, input: FitInput, columns: RatingColumns): Promise<Ratings> {
  const [users, items, ratings]: [number[], number[], number[]] = [[], [], []];
  const lists = [
    [columns.user, users],
    [columns.item, items],
    [columns.rating, ratings],
  ] as const;
  await input.pass((batch) => {
    for (const [column, list] of lists) {
      const values = batch.numbers(column);
      for (let row = 0; row < batch.rowCount; row++) {
        if (!Number.isFinite(values[row])) throw notFinite(name, column, values[row]!, batch.firstRow + row);
        list.push(values[row]!);
      }
    }
  });
  const turns = new Turns(input);
  const userIds = await idsOf(users, turns);
  const itemIds = await idsOf(items, turns);
  const userPlaces = await placesOf(users, userIds, turns);
  const itemPlaces = await placesOf(items, itemIds, turns);
  const byUser = await ratingsBy(userPlaces, itemPlaces, ratings, userIds.length, turns);
  const byItem = await ratingsBy(itemPlaces, userPlaces, ratings, itemIds.length, turns);
  return { users: userIds, items: itemIds, byUser, byItem };
}

/** Ratings that are put in their places in one turn. */
const ratingsOfTurn = 2 ** 17;

function notFinite(name: string, column: string, got: number, row: number): RangeError {
  return new RangeError(
    `Cannot fit ${name} as column ${JSON.stringify(column)} must hold finite numbers: got ${got} in row ${row}; ` +
      "use stringIndexer for ids that are texts, or leave such rows out",
  );
}

async function placesOf(all: readonly number[], ids: Float64Array, turns: Turns): Promise<Uint32Array> {
  const places = new Map<number, number>();
  for (const [place, id] of ids.entries()) {
    if (place % ratingsOfTurn === 0) await turns.give();
    places.set(id, place);
  }
  const found = new Uint32Array(all.length);
  for (let at = 0; at < all.length; at++) {
    if (at % ratingsOfTurn === 0) await turns.give();
    found[at] = places.get(all[at]!)!;
  }
  return found;
}

/** Counted and dealt out. */
async function ratingsBy(
  own: Uint32Array,
  others: Uint32Array,
  ratings: readonly number[],
  members: number,
  turns: Turns,
): Promise<RatingsBy> {
  const starts = new Uint32Array(members + 1);
  for (const member of own) starts[member + 1]!++;
  for (let member = 0; member < members; member++) starts[member + 1]! += starts[member]!;
  const next = starts.slice();
  const by = { starts, others: new Uint32Array(own.length), ratings: new Float64Array(own.length) };
  for (let at = 0; at < own.length; at++) {
    if (at % ratingsOfTurn === 0) await turns.give();
    const place = next[own[at]!]!++;
    by.others[place] = others[at]!;
    by.ratings[place] = ratings[at]!;
  }
  return by;
}

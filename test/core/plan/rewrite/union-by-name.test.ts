import { expect, test } from "vitest";
import { count, type Dataset, from, fromColumns, schema } from "../../../../core/mod.ts";
import { stepsOf } from "./plan-lines.ts";

interface Trip {
  readonly city: string;
  readonly tip?: number;
}

const plain: Dataset<Trip> = from([{ city: "Kent" }]).map((row): Trip => ({ city: row.city }));
const tipped: Dataset<Trip> = fromColumns({ city: ["Ohio"], tip: [3] });

test("what rows of one input lack is absent, for whatever reads it", async () => {
  const both = plain.union(tipped);
  expect(await both.map(({ city, tip }) => ({ city, tip: tip ?? 0 })).collect()).toEqual([
    { city: "Kent", tip: 0 },
    { city: "Ohio", tip: 3 },
  ]);
  expect(await both.filter((trip) => (trip.tip ?? 0) > 1).collect()).toEqual([{ city: "Ohio", tip: 3 }]);
  const tips = both.keyBy((trip) => trip.tip ?? 0).aggregate({ n: count() });
  expect(await tips.collect()).toEqual([
    { key: 0, n: 1 },
    { key: 3, n: 1 },
  ]);
  expect(await both.join(fromColumns({ tip: [3], word: ["three"] }), { on: "tip" }).collect()).toEqual([
    { city: "Ohio", tip: 3, word: "three" },
  ]);
});

test("it is as with rows that are objects, at any number of inputs and subtasks", async () => {
  const read = (rows: Dataset<Trip & { more?: string }>) =>
    rows.map((row) => ({ city: row.city, tip: row.tip ?? -1, more: row.more ?? "" })).sort("city");
  const more = from([{ city: "Reno", more: "yes" }]).map((row) => ({ city: row.city, more: row.more }));
  const objects = from<Trip & { more?: string }>([
    { city: "Kent" },
    { city: "Ohio", tip: 3 },
    { city: "Reno", more: "yes" },
  ]);
  const meant = await read(objects).collect();
  for (const parallelism of [1, 3]) {
    expect(await read(plain.union(tipped, more)).collect({ parallelism })).toEqual(meant);
    expect(await read(plain.union(tipped).union(more)).collect({ parallelism })).toEqual(meant);
  }
});

test("a row that is spread has the columns of its source and those behind it, and no others", async () => {
  const known = from([{ city: "Kent" }], { schema: schema({ city: "string" }) }) as Dataset<{ city: string }>;
  const one: Dataset<Trip & { x: number }> = known.map((row) => ({ ...row, x: 1 }));
  const other: Dataset<Trip & { x: number }> = known.map((row) => ({ ...row, x: 2, tip: 4 }));
  const read = one.union(other).map((row) => ({ x: row.x, tip: row.tip ?? 0 }));
  expect(await read.collect()).toEqual([
    { x: 1, tip: 0 },
    { x: 2, tip: 4 },
  ]);
});

test("a column that no input has is refused, with the nearest of any of them", async () => {
  const wrong = plain.union(tipped).map((trip) => (trip as { tpi?: number }).tpi);
  await expect(wrong.collect()).rejects.toThrow(/column "tpi" in union .* did you mean "tip"\?/);
});

test("inputs of the same columns stay as they are", async () => {
  expect(await stepsOf(tipped.union(tipped.filter((trip) => trip.city > "P")))).not.toContain("any columns");
  expect(await stepsOf(from([{ city: "Kent" }]).union(from([{ city: "Bend" }])))).not.toContain("any columns");
  expect(await stepsOf(plain.union(tipped))).toContain("any columns");
});

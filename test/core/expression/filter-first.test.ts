import fc from "fast-check";
import { expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { any } from "../../../core/data/data-type.ts";
import { valueSchema } from "../../../core/data/schema.ts";
import type { RowStage } from "../../../core/expression/chain-plan.ts";
import { filterFirst } from "../../../core/expression/filter-first.ts";
import { type Lambda, readLambda } from "../../../core/expression/read-lambda.ts";
import type { RowFailure } from "../../../core/expression/row-chain.ts";
import { rowsOf } from "../../../core/expression/row-reader.ts";
import { typedBatch } from "./batches.ts";
import { interpreted } from "./interpreted.ts";

type Row = { price: number; count: number; note: string };

const stage = (kind: RowStage["kind"], lambda: (row: never) => unknown): RowStage => ({
  kind,
  lambda: lambda as Lambda,
  step: `${kind} #1`,
});

const rethrow: RowFailure = (error) => {
  throw error;
};

const limit = 20;
const chains: readonly (readonly RowStage[])[] = [
  [stage("filter", (r: Row) => r.price > 20), stage("map", (r: Row) => ({ note: r.note, twice: r.price * 2 }))],
  [stage("filter", (r: Row) => r.price > limit && r.count < 5), stage("map", (r: Row) => r.price - r.count)],
  [
    stage("filter", (r: Row) => r.price > 5),
    stage("filter", (r: Row) => r.count !== 3),
    stage("map", (r: Row) => (r.count > 4 ? r.note : r.price)),
  ],
  [
    stage("filter", (r: Row) => r.count > 1),
    stage("map", (r: Row) => ({ ...r })),
    stage("filter", (r: Row) => r.price > 9),
  ],
  [stage("filter", (r: Row) => r.price < 30), stage("flatMap", (r: Row) => Array(r.count).fill(r.note))],
];

const anyRow = fc.record({ price: fc.nat(40), count: fc.nat(6), note: fc.string({ maxLength: 3 }) });

test("filters before the rest, batch by batch, give what the lambdas mean", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...chains),
      fc.array(fc.array(anyRow, { minLength: 1 }), { maxLength: 6 }),
      (stages, batches) => {
        const chain = filterFirst(stages, rethrow);
        for (const rows of batches) {
          const batch = typedBatch(rows);
          const selection = Int32Array.from(rows.keys()).filter((row) => row % 3 !== 1);
          for (const given of [batch, makeBatch(batch.schema, batch.rowCount, batch.columns, { selection })]) {
            const result = chain.run(given);
            const chosen = given.selection === undefined ? rows : [...selection].map((row) => rows[row]!);
            expect(result === undefined ? [] : rowsOf(result)).toEqual(interpreted(stages, chosen));
          }
        }
      },
    ),
  );
});

const half = [1, 30, 2, 31, 32, 3].map((price, at) => ({ price, count: at, note: "" }));

/** The rows that each call was for, of the second batch: the first one tells how many are kept. */
function callsFor(stagesOf: (calls: string[]) => readonly RowStage[]): string[] {
  const calls: string[] = [];
  const chain = filterFirst(stagesOf(calls), rethrow);
  chain.run(typedBatch(half));
  calls.length = 0;
  chain.run(typedBatch(half));
  return calls;
}

test("a filter that does more than compute is called row by row, before the map of its row", () => {
  const calls = callsFor((calls) => [
    stage("filter", (r: Row) => calls.push(`filter ${r.count}`) > 0 && r.price > 20),
    stage("map", (r: Row) => calls.push(`map ${r.count}`)),
  ]);
  expect(calls.slice(0, 4)).toEqual(["filter 0", "filter 1", "map 1", "filter 2"]);
});

test("a filter that reads what a map changes is called row by row", () => {
  let highest = 0;
  const rise = stage("map", (r: Row) => {
    highest = r.price;
    return r.price;
  });
  const chain = filterFirst([stage("filter", (r: Row) => r.price > highest), rise], rethrow);
  chain.run(typedBatch(half));
  highest = 0;
  expect(rowsOf(chain.run(typedBatch(half))!)).toEqual([1, 30, 31, 32]);
});

test("a map may do anything behind a filter that only looks at its row", () => {
  const calls = callsFor((calls) => [
    stage("filter", (r: Row) => r.price > 20),
    stage("map", (r: Row) => calls.push(`map ${r.count}`)),
  ]);
  expect(calls).toEqual(["map 1", "map 3", "map 4"]);
});

test("objects that a map may change are filtered one by one", () => {
  const users = half.map((row) => ({ ...row }));
  const skipNext = stage("map", (r: Row) => {
    if (r.count + 1 < users.length) users[r.count + 1]!.price = 0;
    return r.count;
  });
  const chain = filterFirst([stage("filter", (r: Row) => r.price > 20), skipNext], rethrow);
  const batch = makeBatch(valueSchema(any), users.length, [
    { type: any, layout: "values", values: users, validity: undefined },
  ]);
  expect(rowsOf(chain.run(batch)!)).toEqual([1, 3]);
  users.forEach((user, at) => Object.assign(user, half[at]));
  expect(rowsOf(chain.run(batch)!)).toEqual([1, 3]);
});

test("a row that fails behind the filter is a row of the batch that came", () => {
  const failed: unknown[] = [];
  const batch = typedBatch(half);
  const stages = [
    stage("filter", (r: Row) => r.price > 20),
    stage("map", (r: Row) => {
      if (r.price === 31) throw new Error("no");
      return r.price;
    }),
  ];
  const chain = filterFirst(stages, (_, { kind }, given, row) => failed.push(kind, given === batch, row));
  expect([chain.run(batch), chain.run(batch)].map((result) => rowsOf(result!))).toEqual([
    [30, 32],
    [30, 32],
  ]);
  expect(failed).toEqual(["map", true, 3, "map", true, 3]);
});

test("what a lambda may do besides computing is read of its source", () => {
  const variable = 3;
  const cases: readonly (readonly [Lambda, "row" | "variables" | undefined])[] = [
    [(r: Row) => (r.price > 3 && -r.count !== 2) || r.note === "x", "row"],
    [(r: Row) => ({ a: r.price * 2, b: [r.count > 1 ? 1 : undefined][0] }), undefined],
    [(r: Row) => ({ a: r.price * 2, b: r.count > 1 ? 1 : undefined }), "row"],
    [(r: Row) => r.price > variable, "variables"],
    [(r: Row) => r.note.length > 3, undefined],
    [(r: Row) => Math.abs(r.price) > 3, undefined],
    [(r: Row) => "price" in r, undefined],
    [({ price }: Row) => price > 3, undefined],
    [(r: Row) => ({ ...r, a: 1 }), undefined],
    [(r: Row) => `${r.note}`, undefined],
    [
      (r: Row) => {
        return r.price > 3;
      },
      undefined,
    ],
  ];
  for (const [lambda, computes] of cases)
    expect([String(lambda), readLambda(lambda).computes]).toEqual([String(lambda), computes]);
});

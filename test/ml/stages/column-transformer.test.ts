import { expect, expectTypeOf, test } from "vitest";
import { type Dataset, from } from "../../../core/mod.ts";
import { columnTransformer, imputer, pipeline, standardScaler, stringIndexer } from "../../../ml/mod.ts";

const flights = from([
  { carrier: "AA", origin: "JFK", miles: 100, hours: 1 },
  { carrier: "UA", origin: "SFO", miles: 300, hours: 5 },
]);

test("a stage for each column, whose columns the compiler knows, also those of numbers", async () => {
  const both = pipeline([
    columnTransformer(["carrier", "origin"], (column) => stringIndexer(column)),
    columnTransformer(["miles", "hours"], (column) => standardScaler({ input: column })),
  ]);
  const out = (await both.fit(flights)).transform(flights);
  expectTypeOf(out).toEqualTypeOf<
    Dataset<{
      carrier: string;
      origin: string;
      miles: number;
      hours: number;
      carrierIndex: number;
      originIndex: number;
    }>
  >();
  expect(await out.collect()).toEqual([
    { carrier: "AA", origin: "JFK", miles: -1, hours: -1, carrierIndex: 0, originIndex: 0 },
    { carrier: "UA", origin: "SFO", miles: 1, hours: 1, carrierIndex: 1, originIndex: 1 },
  ]);
});

test("its stages learn in one pass", async () => {
  let reads = 0;
  const counted = from({
    *[Symbol.iterator]() {
      reads++;
      yield* [
        { a: 1, b: null },
        { a: null, b: 2 },
      ] as { a: number | null; b: number | null }[];
    },
  });
  const model = await columnTransformer(["a", "b"], (column) => imputer(column)).fit(counted);
  expect(reads).toBe(1);
  expect(model.stages.map(({ learned }) => [...learned.surrogates])).toEqual([[1], [2]]);
});

test("what makes no stages is refused", () => {
  expect(() => columnTransformer([], () => standardScaler())).toThrow(
    "Cannot make a columnTransformer as it takes names of columns",
  );
  expect(() => columnTransformer(["a"], standardScaler() as never)).toThrow("Cannot make a columnTransformer");
});

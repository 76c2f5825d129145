import { expect, expectTypeOf, test } from "vitest";
import { count, type Dataset, from } from "../../../core/mod.ts";
import {
  assemble,
  type FitProgress,
  pipeline,
  type SparseVector,
  standardScaler,
  stringIndexer,
} from "../../../ml/mod.ts";

const flights = from([
  { carrier: "AA", from: "JFK", miles: 100 },
  { carrier: "UA", from: "SFO", miles: 300 },
  { carrier: "AA", from: "JFK", miles: 200 },
]);

const features = pipeline([
  stringIndexer("carrier"),
  stringIndexer("from"),
  assemble(["carrierIndex", "fromIndex", "miles"]),
  standardScaler({ output: "scaled" }),
]);

test("each stage learns from what those before it give, and the model adds the columns of all", async () => {
  const model = await features.fit(flights);
  const rows = await model.transform(flights).collect();
  expect(rows[1]).toMatchObject({
    carrier: "UA",
    miles: 300,
    carrierIndex: 1,
    fromIndex: 1,
    features: Float64Array.of(1, 1, 300),
  });
  expect(rows[1]!.scaled[2]).toBeCloseTo(Math.sqrt(1.5), 12);
  expect(model.stages[0].learned.labels).toEqual(["AA", "UA"]);
  expect([...model.stages[3].learned.mean]).toEqual([expect.closeTo(1 / 3, 12), expect.closeTo(1 / 3, 12), 200]);
});

test("the compiler knows what a pipeline reads and what it adds", async () => {
  const model = await features.fit(flights);
  const out = model.transform(flights);
  expectTypeOf(out).toEqualTypeOf<
    Dataset<{
      carrier: string;
      from: string;
      miles: number;
      carrierIndex: number;
      fromIndex: number;
      features: Float64Array;
      scaled: Float64Array;
    }>
  >();
  const words = from([{ words: { size: 3, indices: [0], values: [1] } as SparseVector, n: 1 }]);
  const sparse = pipeline([assemble(["words", "n"]), standardScaler({ withMean: false })]);
  expectTypeOf((await sparse.fit(words)).transform(words)).toEqualTypeOf<
    Dataset<{ words: SparseVector; n: number; features: SparseVector }>
  >();
  // @ts-expect-error miles is missing
  await expect(features.fit(from([{ carrier: "AA", from: "JFK" }]))).rejects.toThrow(
    'column "miles" must hold numbers: got nothing',
  );
  // @ts-expect-error texts are no numbers
  await expect(assemble(["carrier"]).transform(flights).collect()).rejects.toThrow("must hold vectors of numbers");
});

test("neighbours that learn in one pass and do not read what the others add share it", async () => {
  let reads = 0;
  const counted = from({
    *[Symbol.iterator]() {
      reads++;
      yield* [
        { a: "x", b: "y", v: [1] },
        { a: "x", b: "z", v: [2] },
      ];
    },
  });
  const seen: FitProgress[] = [];
  const shared = pipeline([stringIndexer("a"), stringIndexer("b"), standardScaler({ input: "v" })]);
  const model = await shared.fit(counted, { onProgress: (progress) => seen.push(progress) });
  expect(reads).toBe(1);
  expect(seen).toEqual([{ stage: "stringIndexer, stringIndexer, standardScaler", passes: 1, rows: 2 }]);
  expect(model.stages[1].learned.labels).toEqual(["y", "z"]);
  reads = 0;
  await pipeline([standardScaler({ input: "v" }), standardScaler({ input: "v", output: "w" })]).fit(counted);
  expect(reads).toBe(2);
});

test("a pipeline is a stage of another", async () => {
  const inner = pipeline([stringIndexer("carrier"), assemble(["carrierIndex", "miles"])]);
  const model = await pipeline([inner, standardScaler()]).fit(flights);
  expect(model.stages[0].stages[0].learned.labels).toEqual(["AA", "UA"]);
  expect([...(await model.transform(flights).collect())[0]!.features]).toEqual([
    expect.closeTo(-Math.SQRT1_2, 12),
    expect.closeTo(-Math.sqrt(1.5), 12),
  ]);
});

test("a model serves a dataset that never ends, and a changelog", async () => {
  const model = await features.fit(flights);
  const endless = from(
    (async function* () {
      for (let n = 0; ; n++) yield { carrier: "UA", from: "JFK", miles: n };
    })(),
    { boundedness: "unbounded" },
  );
  expect(endless.boundedness).toBe("unbounded");
  const out = await model.transform(endless).limit(3).collect();
  expect(out.map(({ features: [index, , miles] }) => [index, miles])).toEqual([
    [1, 0],
    [1, 1],
    [1, 2],
  ]);
  const changes = flights
    .keyBy("carrier")
    .aggregate({ flights: count() })
    .map(({ carrier }) => ({ carrier, from: "JFK", miles: 1 }));
  expect(await model.transform(changes).collect()).toHaveLength(2);
});

test("what is no stage, no dataset or never ends is refused with what to do", async () => {
  expect(() => pipeline([] as never)).toThrow("Cannot make a pipeline as it takes a list of stages: got none");
  expect(() => pipeline([standardScaler] as never)).toThrow(
    "got function as stage 1; call its factory, as in standardScaler()",
  );
  await expect(features.fit([] as never)).rejects.toThrow("Cannot fit pipeline as it takes a dataset: got an array");
  await expect(features.fit(flights, { pases: 1 } as never)).rejects.toThrow("there is no such option");
  await expect(features.fit(flights.filter(() => false))).rejects.toThrow(
    "Cannot fit stringIndexer, stringIndexer as it must be given rows to learn from: got none",
  );
});

test("a signal stops a fit", async () => {
  const stop = new AbortController();
  const slow = from({
    *[Symbol.iterator]() {
      for (let n = 0; ; n++) {
        if (n === 5000) stop.abort(new Error("enough"));
        yield { carrier: "AA", from: "JFK", miles: n };
      }
    },
  });
  await expect(features.fit(slow, { signal: stop.signal })).rejects.toThrow("enough");
});

test("steps of a named pipeline are named by it and their stage", async () => {
  const model = await features.fit(flights);
  const plan = await model.transform(flights, { name: "features" }).explain();
  expect(plan).toContain("features: standardScaler");
});

import { expect, test } from "vitest";
import { from, schema, vector } from "../../../core/mod.ts";
import { assemble } from "../../../ml/mod.ts";

test("numbers, truth and vectors stand one behind another in the order of their names", async () => {
  const typed = schema({ n: "int32", late: "boolean", at: vector(2) });
  const rows = from([{ n: 7, late: true, at: [0.5, -1] }], { schema: typed });
  const [row] = await assemble(["at", "n", "late"], { output: "all" }).transform(rows).collect();
  expect(row).toEqual({ n: 7, late: true, at: Float64Array.of(0.5, -1), all: Float64Array.of(0.5, -1, 7, 1) });
});

test("with a sparse vector among them the result is sparse, without its zeros", async () => {
  const rows = from([
    { n: 0, words: { size: 5, indices: [1, 3], values: [1, 2] } },
    { n: 4, words: { size: 5, indices: [], values: [] } },
  ]);
  const [one, two] = await assemble(["words", "n"]).transform(rows).collect();
  expect(one!.features).toEqual({ size: 6, indices: Int32Array.of(1, 3), values: Float64Array.of(1, 2) });
  expect(two!.features).toEqual({ size: 6, indices: Int32Array.of(5), values: Float64Array.of(4) });
});

const holes = from([
  { n: 1, at: [1, 2] },
  { n: null, at: [3, 4] },
  { n: 2, at: [Number.NaN, 5] },
  { n: 3, at: null },
]);

test("rows with NaN or nothing are left out with skip, and have NaN with keep", async () => {
  const features = async (handleInvalid: "skip" | "keep"): Promise<unknown[]> =>
    (await assemble(["n", "at"], { handleInvalid }).transform(holes).collect()).map((row) => [...row.features]);
  expect(await features("skip")).toEqual([[1, 1, 2]]);
  expect(await features("keep")).toEqual([
    [1, 1, 2],
    [Number.NaN, 3, 4],
    [2, Number.NaN, 5],
    [3, Number.NaN, Number.NaN],
  ]);
});

test("by default they are failed records that say which column and what to do, and can be left out by onError", async () => {
  await expect(assemble(["n", "at"]).transform(holes).collect()).rejects.toThrow(
    'Cannot assemble a vector as column "n" must hold numbers: got nothing; fill it by imputer, or set handleInvalid to "skip" or "keep"',
  );
  expect(await assemble(["n", "at"]).transform(holes, { onError: "skip" }).collect()).toHaveLength(1);
});

test("sizes refuse vectors of another size, and must be one for each column", async () => {
  const rows = from([{ at: [1, 2] }]);
  await expect(
    assemble(["at"], { sizes: [3] })
      .transform(rows)
      .collect(),
  ).rejects.toThrow("must have 3 numbers: got 2");
  expect(() => assemble(["at"], { sizes: [1, 2] })).toThrow("there must be one for each column: got 2 for 1 column");
  expect(() => assemble([])).toThrow(
    "Cannot set inputs in assemble as it must be a list of different names of columns",
  );
});

test("texts are refused with what to do", async () => {
  await expect(
    assemble(["name"])
      .transform(from([{ name: "x" }]) as never)
      .collect(),
  ).rejects.toThrow(
    'Cannot read column "name" in assemble #1 as it must hold vectors of numbers: got "x" in row 0; use stringIndexer for texts',
  );
});

import { expect, test } from "vitest";
import { from, schema, vector } from "../../../core/mod.ts";
import { verifyOperator } from "../../../core/testing/mod.ts";
import { inPlace, mappedEntries, vectorMapping } from "../../../ml/feature/vector-stage.ts";
import { mappingOperator } from "../../../ml/stages/mapping.ts";

const firstTwo = vectorMapping({
  input: "v",
  output: "w",
  width: () => 2,
  dense: ({ data, rows, columns }, out) => {
    for (let row = 0; row < rows; row++)
      for (let at = 0; at < 2; at++) out.data[2 * row + at] = data[row * columns + at]!;
  },
});

test("vectors of another width come of vectors, sparse ones made dense, none where there is none", async () => {
  const typed = from([{ v: [1, 2, 3] }, { v: null }] as never[], { schema: schema({ v: vector(3) }) });
  expect(await typed.pipe(mappingOperator("firstTwo", firstTwo)).collect()).toEqual([
    { v: Float64Array.of(1, 2, 3), w: Float64Array.of(1, 2) },
    { v: null, w: null },
  ]);
  const sparse = from([{ v: { size: 4, indices: [1, 3], values: [5, 6] } }]);
  expect(await sparse.pipe<{ w: unknown }>(mappingOperator("firstTwo", firstTwo)).collect()).toMatchObject([
    { w: Float64Array.of(0, 5) },
  ]);
  expect(
    mappingOperator("x", firstTwo)
      .schema?.(schema({ v: vector(3) }))
      ?.fields.at(-1),
  ).toEqual({
    name: "w",
    type: { kind: "vector", size: 2 },
  });
});

test("its operator gives the same however rows come and whatever crashes", () => {
  const value = (v: number[]) => ({ change: "insert", event: "row", value: { v } }) as never;
  const given = (v: number[]) =>
    ({ change: "insert", event: "row", value: { v, w: Float64Array.of(v[0]!, v[1]!) } }) as never;
  const vectors = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];
  verifyOperator(mappingOperator("firstTwo", firstTwo), {
    input: vectors.map(value),
    output: vectors.map(given),
    order: "kept",
  });
});

test("the output is where the input is, unless it is said", () => {
  expect(inPlace({})).toEqual({ output: "features" });
  expect(inPlace({ input: "a" })).toEqual({ input: "a", output: "a" });
  expect(inPlace({ input: "a", output: "b" })).toEqual({ input: "a", output: "b" });
});

test("entries that become 0 are left out", () => {
  const rows = {
    size: 3,
    starts: Int32Array.of(0, 2, 3),
    indices: Int32Array.of(0, 2, 1),
    values: Float64Array.of(4, 5, 6),
  };
  expect(mappedEntries(rows, (value, index) => (index === 0 ? 0 : -value))).toEqual({
    size: 3,
    starts: Int32Array.of(0, 1, 2),
    indices: Int32Array.of(2, 1),
    values: Float64Array.of(-5, -6),
  });
});

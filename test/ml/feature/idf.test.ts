import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { idf } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

const documents = [
  [0, 1, 0, 2],
  [0, 1, 2, 3],
  [0, 1, 0, 0],
];

test("counts are weighed by ln((m + 1) / (d + 1)), rare terms with 0", async () => {
  const rows = from(documents.map((features) => ({ features })));
  const model = await idf({ minDocFreq: 2 }).fit(rows);
  expect(model.learned).toMatchObject({ documents: 3, documentFrequency: Float64Array.of(0, 3, 1, 2) });
  expect(columnOf(await savedGives(model, rows), "features")).toEqual([
    [0, 0, 0, 2 * Math.log(4 / 3)],
    [0, 0, 0, 3 * Math.log(4 / 3)],
    [0, 0, 0, 0],
  ]);
});

test("sparse vectors teach the same and stay sparse; absent documents do not count", async () => {
  const toSparse = (vector: readonly number[]): { size: number; indices: number[]; values: number[] } => {
    const indices = [...vector.keys()].filter((at) => vector[at] !== 0);
    return { size: 4, indices, values: indices.map((at) => vector[at]!) };
  };
  const rows = from([...documents.map((features) => ({ features: toSparse(features) })), { features: null }]);
  const model = await idf().fit(rows);
  expect(model.learned.documents).toBe(3);
  expect(columnOf(await savedGives(model, rows), "features")[1]).toEqual(
    sparse(4, { 2: 2 * Math.log(2), 3: 3 * Math.log(4 / 3) }),
  );
});

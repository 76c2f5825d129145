import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { countVectorizer } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

const rows = from(
  [
    ["a", "c", "b", "c"],
    ["c", "d", "e"],
    ["a", "b", "c"],
    ["e", "f"],
    ["a", "c", "a"],
  ].map((words) => ({ words })),
);
const vocabulary = async (options: object): Promise<readonly string[]> =>
  (await countVectorizer("words", options).fit(rows)).learned.vocabulary;

test("terms are in the order of how often they come, equally frequent ones in that of their texts", async () => {
  expect(await vocabulary({})).toEqual(["c", "a", "b", "e", "d", "f"]);
  expect(await vocabulary({ vocabularySize: 2 })).toEqual(["c", "a"]);
  expect(await vocabulary({ minDF: 2 })).toEqual(["c", "a", "b", "e"]);
  expect(await vocabulary({ minDF: 0.6, maxDF: 3 })).toEqual(["a"]);
  expect(await vocabulary({ maxDF: 0.4 })).toEqual(["b", "e", "d", "f"]);
});

test("terms are counted in each list, those of the vocabulary that come often enough", async () => {
  const model = await countVectorizer("words").fit(rows);
  const given = from([{ words: ["c", "c", "x", "b"] }, { words: null }]);
  expect(columnOf(await savedGives(model, given), "wordsCounts")).toEqual([sparse(6, { 0: 2, 2: 1 }), null]);
  const half = await countVectorizer("words", { minTF: 0.5, binary: true }).fit(rows);
  expect(columnOf(await savedGives(half, given), "wordsCounts")[0]).toEqual(sparse(6, { 0: 1 }));
});

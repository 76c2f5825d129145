import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { murmur3OfText } from "../../../ml/feature/kernels/murmur3.ts";
import { hashingTF } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

const rows = from([{ words: ["HashingTFTest", "Hashing", "Hashing", "Test", "Test"] }, { words: [] }]);

test("terms are counted where Flink ML counts them", async () => {
  expect(columnOf(await savedGives(hashingTF("words"), rows), "wordsCounts")).toEqual([
    sparse(262144, { 67564: 1, 131486: 2, 228971: 2 }),
    sparse(262144, {}),
  ]);
  const binary = hashingTF("words", { binary: true, numFeatures: 1, output: "any" });
  expect(columnOf(await savedGives(binary, rows), "any")).toEqual([sparse(1, { 0: 1 }), sparse(1, {})]);
});

test("the hash is MurmurHash3 of code units: that of its reference for the same bytes", () => {
  // mmh3.hash of the texts in UTF-16, little-endian, by mmh3 of PyPI.
  expect(["", "a", "ab", "Hashing", "\u{1f6e9}"].map(murmur3OfText)).toEqual([
    0, 1867108634, 374890698, 653656478, 668059432,
  ]);
});

import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { minHashLSH } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const sets = from(
  [
    [0, 1, 2],
    [2, 3, 4],
    [0, 2, 4],
  ].map((indices) => ({ features: { size: 6, indices, values: [1, 1, 1] } })),
);

test("hashes are those of Flink ML for the same seed", async () => {
  const model = await minHashLSH({ seed: 2022, numHashTables: 5 }).fit(sets);
  expect(new Set(columnOf(await savedGives(model, sets), "hashes").map((hashes) => JSON.stringify(hashes)))).toEqual(
    new Set([
      "[[173046954],[157275425],[67798584],[638582806],[178703694]]",
      "[[173046954],[157275425],[690717571],[502301169],[796714100]]",
      "[[173046954],[157275425],[690717571],[1453197722],[796714100]]",
    ]),
  );
});

test("dense vectors are the sets of what is not 0", async () => {
  const model = await minHashLSH({ seed: 7, numHashTables: 2, numHashFunctionsPerTable: 3 }).fit(sets);
  const [one, two] = columnOf(
    await savedGives(model, from([{ features: { size: 6, indices: [1, 4], values: [2, -1] } }])),
    "hashes",
  ).concat(columnOf(await savedGives(model, from([{ features: [0, 9, 0, 0, 0.5, 0] }])), "hashes")) as [
    number[][],
    number[][],
  ];
  expect(one).toEqual(two);
  expect(one.map((table) => table.length)).toEqual([3, 3]);
});

test("sets are alike as often as their hashes are", async () => {
  const size = 60;
  const [a, b] = [new Array<number>(size).fill(0), new Array<number>(size).fill(0)];
  for (let at = 0; at < 40; at++) a[at] = 1;
  for (let at = 20; at < 60; at++) b[at] = 1;
  const pair = from([{ features: a }, { features: b }]);
  const model = await minHashLSH({ seed: 1, numHashTables: 3000 }).fit(pair);
  const [one, two] = columnOf(await model.transform(pair).collect(), "hashes") as [number[][], number[][]];
  const equal = one.filter(([hash], at) => hash === two[at]![0]).length / 3000;
  // Linear hash functions are not quite min-wise independent.
  expect(Math.abs(equal - 20 / 60)).toBeLessThan(0.08);
});

test("an empty set has no hash", async () => {
  const model = await minHashLSH().fit(sets);
  const none = from([{ features: { size: 6, indices: [], values: [] } }]);
  await expect(model.transform(none).collect()).rejects.toThrow(
    "each must have a number that is not 0: got one without",
  );
});

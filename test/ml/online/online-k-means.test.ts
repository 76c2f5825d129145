import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { onlineKMeans } from "../../../ml/mod.ts";
import { randomRows } from "../learner/random-rows.ts";
import { onlineSuite, versionsOf } from "./online-suite.ts";

const rows = randomRows(100, (signal) => Number(signal > 0));

onlineSuite("onlineKMeans", {
  make: ({ every }) => onlineKMeans({ k: 3, every, decay: 0.9 }),
  rows,
  continues: "exactly",
});
onlineSuite("onlineKMeans", {
  make: ({ every }) => onlineKMeans({ k: 4, every, moves: "row by row" }),
  rows,
  continues: "exactly",
});

const line = (xs: readonly number[]) => xs.map((x) => ({ features: [x], label: 0 }));

test("without decay a centre is the mean of all rows that it was nearest to", () => {
  const { learner } = onlineKMeans({ k: 2, every: 2 });
  const last = versionsOf(learner, line([0, 10, 2, 12, 4, 14]), 2).at(-1)!;
  expect([...last.centres]).toEqual([2, 12]);
  expect([...last.weights]).toEqual([3, 3]);
});

test("with a decay of 0 only the last batch counts, and a centre that no row is nearest to stays", () => {
  const { learner } = onlineKMeans({ k: 2, every: 2, decay: 0 });
  const last = versionsOf(learner, line([0, 10, 2, 4]), 2).at(-1)!;
  expect([...last.centres]).toEqual([3, 10]);
});

test("row by row with weights of 1 ÷ (1 − decay) a centre moves by 1 − decay of the way", () => {
  const { learner } = onlineKMeans({ k: 2, moves: "row by row", decay: 0.5 });
  const task = learner.open(1, { initial: { centres: Float64Array.of(0, 10), weights: Float64Array.of(2, 2) } });
  const all = { features: { data: Float64Array.of(4, 8, 4), rows: 3, columns: 1 } };
  task.learn(all, 0, 3);
  expect([...task.learned().centres]).toEqual([3, 9]);
});

test("weights count as so many rows; fewer different rows than clusters are as many centres", async () => {
  const weighed = [
    { features: [1], n: 3 },
    { features: [1], n: 1 },
  ];
  const [version] = await onlineKMeans({ k: 5, weight: "n", every: 2 }).fit(from(weighed)).versions.collect();
  expect([...version!.learned.centres]).toEqual([1]);
  expect([...version!.learned.weights]).toEqual([4]);
});

import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import {
  binaryMetrics,
  classMetrics,
  evaluateClasses,
  evaluateRegression,
  evaluateScores,
  regressionMetrics,
} from "../../../ml/mod.ts";
import { facts } from "./facts.ts";

test("metrics of a dataset are those of its columns, whatever batches come", async () => {
  const { labels, scores, weights } = facts.binary[2];
  const rows = labels.map((label: number, row: number) => ({
    y: label,
    p: row % 2 === 0 ? [1 - scores[row], scores[row]] : Float64Array.of(0, scores[row]),
    w: weights[row],
  }));
  const options = { label: "y", score: "p", weight: "w", threshold: 0.4 };
  const got = await evaluateScores(from<object>(rows), options, { run: { batchRows: 7 } });
  expect(got).toEqual(binaryMetrics({ labels, scores, weights }, { threshold: 0.4 }));
  const numbers = rows.map((_: unknown, row: number) => ({
    label: row % 3,
    prediction: (row * 7) % 3,
    weight: 1 + (row % 2),
  }));
  const columns = {
    labels: numbers.map(({ label }: { label: number }) => label),
    predictions: numbers.map(({ prediction }: { prediction: number }) => prediction),
    weights: numbers.map(({ weight }: { weight: number }) => weight),
  };
  expect(await evaluateClasses(from(numbers as { label: number }[]), { weight: "weight" })).toEqual(
    classMetrics(columns),
  );
  expect(await evaluateRegression(from(numbers as { label: number }[]), { weight: "weight" })).toEqual(
    regressionMetrics(columns),
  );
});

test("columns that are not there, rows without a score and no rows at all are errors", async () => {
  const rows = from([{ label: 1, probability: null }]);
  await expect(evaluateScores(from([{ label: 1 }], { boundedness: "unbounded" }))).rejects.toThrow(
    "as they must end: got an unbounded dataset",
  );
  await expect(evaluateScores(rows)).rejects.toThrow("its scores must be finite numbers: got NaN in row 0");
  await expect(evaluateClasses(rows, { prediction: "predicted" })).rejects.toThrow(/predicted/);
  await expect(evaluateRegression(from<object>([]))).rejects.toThrow("it must be given rows");
});

import { expect, test } from "vitest";
import { apart, logisticAnswer, withIntercept } from "../../../ml/online/binary-linear.ts";

test("scores far from 0 give probabilities without overflow, and 0 is class 1", () => {
  const answer = logisticAnswer(withIntercept({ coefficients: Float64Array.of(1), intercept: 0 }));
  const rows = { features: { data: Float64Array.of(1000, -1000, 0, Math.log(3)), rows: 4, columns: 1 } };
  const answers = [0, 1, 2, 3].map((row) => {
    const out = new Float64Array(3);
    answer(rows, row, out, 0);
    return [...out];
  });
  expect(answers.slice(0, 3)).toEqual([
    [1, 0, 1],
    [0, 1, 0],
    [1, 0.5, 0.5],
  ]);
  expect(answers[3]![2]).toBeCloseTo(0.75, 12);
});

test("coefficients and intercept go into one array and apart again", () => {
  const linear = { coefficients: Float64Array.of(1, 2), intercept: 3 };
  expect([...withIntercept(linear)]).toEqual([1, 2, 3]);
  expect(apart(withIntercept(linear))).toEqual(linear);
});

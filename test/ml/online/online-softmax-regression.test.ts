import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { onlineSoftmaxRegression } from "../../../ml/mod.ts";
import { recorded, streamOf } from "./facts.ts";
import { onlineSuite, versionsOf } from "./online-suite.ts";

onlineSuite("onlineSoftmaxRegression", {
  make: ({ every }) => onlineSoftmaxRegression({ every, classes: [0, 1, 2], learningRate: 0.1 }),
  rows: streamOf(200, 3),
  continues: "exactly",
});

test.each(recorded.onlineSoftmaxRegression!)(
  "coefficients are those of river: $options",
  ({ options, coefficients }) => {
    const { learner } = onlineSoftmaxRegression(options);
    const last = versionsOf(learner, streamOf(500, 4), 500).at(-1)!;
    coefficients.forEach((one, i) => expect(last.coefficients[i]).toBeCloseTo(one, 10));
  },
);

test("a label that is none of the classes is refused; classes are any numbers, ascending in probabilities", async () => {
  const rows = from([
    { features: [1], label: 7 },
    { features: [-1], label: -2 },
  ]);
  await expect(onlineSoftmaxRegression().fit(rows).versions.collect()).rejects.toThrow(
    "labels must be among its classes, 0, 1: got 7; name all of them by classes",
  );
  const softmax = onlineSoftmaxRegression({ classes: [7, -2], learningRate: 1 });
  const [version] = await softmax.fit(rows).versions.collect();
  const [answer] = await softmax
    .model(version!.learned)
    .transform(from([{ features: [2] }]))
    .collect();
  expect(answer!.prediction).toBe(7);
  expect(answer!.probability[1]).toBeGreaterThan(0.5);
  expect(() => onlineSoftmaxRegression({ classes: [1] })).toThrow("classes");
});

import { expect, test } from "vitest";
import { decodeValue, encodeValue } from "../../../core/data/codec.ts";
import { from } from "../../../core/mod.ts";
import { adaptiveRandomForestClassifier, hoeffdingTreeClassifier, testThenTrain } from "../../../ml/mod.ts";
import { Poisson } from "../../../ml/online/poisson.ts";
import { streamOf } from "./facts.ts";
import { inMemory, onlineSuite, versionsOf } from "./online-suite.ts";

onlineSuite("adaptiveRandomForestClassifier", {
  make: ({ every }) => adaptiveRandomForestClassifier({ every, trees: 3, classes: [0, 1, 2] }),
  rows: streamOf(200, 3),
});

test("numbers are drawn of a Poisson distribution, and go on from its state", () => {
  const poisson = new Poisson(6, 42);
  const drawn = Array.from({ length: 20_000 }, () => poisson.next());
  const mean = drawn.reduce((sum, k) => sum + k, 0) / drawn.length;
  const variance = drawn.reduce((sum, k) => sum + (k - mean) ** 2, 0) / drawn.length;
  expect(mean).toBeCloseTo(6, 1);
  expect(variance).toBeGreaterThan(5.7);
  expect(variance).toBeLessThan(6.3);
  const again = new Poisson(6, poisson.state);
  expect(again.next()).toBe(poisson.next());
});

const right = (
  answered: readonly { readonly label: number; readonly prediction: number }[],
  start: number,
  end: number,
) => answered.slice(start, end).filter(({ label, prediction }) => label === prediction).length / (end - start);

test("it is as good as a tree, and better soon after the stream has turned round", async () => {
  const rows = from(streamOf(6000, 2));
  for (const seed of [0, 1]) {
    const forest = await rows.apply(testThenTrain(adaptiveRandomForestClassifier({ seed }))).collect();
    const tree = await rows.apply(testThenTrain(hoeffdingTreeClassifier())).collect();
    expect(right(forest, 1000, 3000)).toBeGreaterThan(right(tree, 1000, 3000) - 0.01);
    expect(right(forest, 3500, 6000)).toBeGreaterThan(right(tree, 3500, 6000) + 0.02);
    expect(right(forest, 4500, 6000)).toBeGreaterThan(0.88);
  }
});

test("a stream that begins with a model has its trees, and a seed draws its own", () => {
  const rows = streamOf(800, 2);
  const { learner } = adaptiveRandomForestClassifier();
  const [model] = versionsOf(learner, rows, 800);
  const again = learner.open(4, { initial: model! }).learned();
  expect(again.children).toEqual(model!.children);
  expect(again.moments).toEqual(model!.moments);
  const [other] = versionsOf(adaptiveRandomForestClassifier({ seed: 1 }).learner, rows, 800);
  expect(other!.moments).not.toEqual(model!.moments);
  expect(() => adaptiveRandomForestClassifier().model({ ...model!, nodeStarts: model!.nodeStarts.slice(1) })).toThrow(
    "it must be whole trees",
  );
  const circle = model!.children.slice();
  circle[model!.nodeStarts[1]! - 1] = 1;
  expect(() => adaptiveRandomForestClassifier().model({ ...model!, children: circle })).toThrow(
    "it must be whole trees",
  );
});

test("a forest that is restored while the stream turns round replaces the trees that it would have replaced", () => {
  const rows = inMemory(streamOf(2400, 2));
  const { learner } = adaptiveRandomForestClassifier({ trees: 3 });
  const whole = learner.open(4, {});
  whole.learn(rows, 0, 2400);
  let broken = learner.open(4, {});
  for (let row = 0; row < 2400; row += 100) {
    broken.learn(rows, row, row + 100);
    broken = learner.open(4, { saved: decodeValue(encodeValue(broken.save())) });
  }
  expect(broken.learned()).toEqual(whole.learned());
});

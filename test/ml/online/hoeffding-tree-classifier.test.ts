import { expect, test } from "vitest";
import { hoeffdingTreeClassifier } from "../../../ml/mod.ts";
import { hoeffdingFacts, nodesOf, streamOf } from "./facts.ts";
import { inMemory, onlineSuite } from "./online-suite.ts";

onlineSuite("hoeffdingTreeClassifier", {
  make: ({ every }) => hoeffdingTreeClassifier({ every, grace: 5, tau: 0.5, classes: [0, 1, 2] }),
  rows: streamOf(300, 3),
  continues: "exactly",
});

test.each(hoeffdingFacts)(
  "splits and probabilities are those of river: $options",
  ({ options, classes, rows, nodes, before }) => {
    const { learner } = hoeffdingTreeClassifier({ ...options, classes: Array.from({ length: classes }, (_, k) => k) });
    const all = inMemory(streamOf(rows, classes));
    const task = learner.open(4, {});
    const out = new Float64Array(1 + classes);
    const answers: number[][] = [];
    for (let row = 0; row < rows; row++) {
      task.answer(all, row, out, 0);
      answers.push([...out.subarray(1)]);
      task.learn(all, row, row + 1);
    }
    const own = nodesOf(task.learned());
    expect(own.map((node) => node?.[0])).toEqual(nodes.map((node) => node?.[0]));
    own.forEach((node, at) => node && expect(node[1]).toBeCloseTo(nodes[at]![1], 9));
    before.forEach((known, at) =>
      known.forEach((p, k) => expect(answers.at(at - before.length)![k]).toBeCloseTo(p, 8)),
    );
  },
);

import { expect, test } from "vitest";
import { decisionTreeRegressor, type Forest, fitRows, matrixOf } from "../../../ml/mod.ts";
import { checkTrees } from "../../../ml/trees/trees-learned.ts";

const good = fitRows(decisionTreeRegressor(), {
  features: matrixOf([[1], [2], [3]]),
  labels: Float64Array.of(1, 5, 9),
});

test("trees that were learned are fine", () => expect(checkTrees(good, 1)).toBeUndefined());

test.each<[string, Partial<Forest>]>([
  ["children must come behind their parent", { left: good.left.map(() => 0) }],
  ["children must come behind their parent", { right: good.right.map(() => 1e6) }],
  [
    "its splits must be by features that there are",
    { features: good.features.map((feature) => (feature < 0 ? feature : 1)) },
  ],
  ["its lists of nodes must be equally long", { thresholds: new Float64Array(1) }],
  ["it must have values for each node", { values: new Float64Array(1) }],
  ["its trees must have nodes", { roots: Uint32Array.of(0, 0, good.features.length) }],
  ["its trees must have nodes", { roots: Uint32Array.of(1) }],
])("%s", (message, wrong) => expect(checkTrees({ ...good, ...wrong }, 1)).toBe(message));

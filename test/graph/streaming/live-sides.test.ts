import { test } from "vitest";
import { insert, row, updateAfter, updateBefore, verifyOperator } from "../../../core/testing/mod.ts";
import { bipartition } from "../../../graph/mod.ts";
import { liveOperator } from "../../../graph/operator/live-operator.ts";
import { expectSameInTheEnd } from "./streams.ts";

const algorithm = bipartition();
const operator = liveOperator(
  { source: "a", target: "b", weight: undefined, id: undefined, idName: "who", directed: false },
  algorithm as never,
  algorithm.live as never,
);

test("the part whose first edge came first keeps its sides when two meet, and an odd cycle leaves none", () =>
  verifyOperator(operator, {
    input: [
      row({ a: 5, b: 6 }),
      row({ a: 1, b: 2 }),
      row({ a: 1, b: 5 }),
      row({ a: 6, b: 2 }),
      row({ a: 5, b: 1 }),
      row({ a: 9, b: 9 }),
    ],
    output: [
      insert({ who: 5, side: 0 }),
      insert({ who: 6, side: 1 }),
      insert({ who: 1, side: 0 }),
      insert({ who: 2, side: 1 }),
      updateBefore({ who: 1, side: 0 }),
      updateAfter({ who: 1, side: 1 }),
      updateBefore({ who: 2, side: 1 }),
      updateAfter({ who: 2, side: 0 }),
      insert({ who: 9, side: null }),
    ],
  }));

test("an edge within a side leaves the whole part without any", () =>
  verifyOperator(operator, {
    input: [row({ a: 1, b: 2 }), row({ a: 2, b: 3 }), row({ a: 3, b: 1 }), row({ a: 3, b: 4 })],
    output: [
      insert({ who: 1, side: 0 }),
      insert({ who: 2, side: 1 }),
      insert({ who: 3, side: 0 }),
      ...[0, 1, 0].flatMap((side, at) => [
        updateBefore({ who: at + 1, side }),
        updateAfter({ who: at + 1, side: null }),
      ]),
      insert({ who: 4, side: null }),
    ],
  }));

test("what sides are in the end is what they are of the stored edges", () =>
  expectSameInTheEnd((one) => one.bipartition()));

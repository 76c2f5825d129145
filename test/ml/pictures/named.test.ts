import { expect, test } from "vitest";
import { namedOf } from "../../../ml/pictures/named.ts";

interface Points {
  readonly points: readonly number[];
}

const curve: Points = { points: [1, 2] };

test("one alone has no name, several have theirs", () => {
  expect(namedOf<Points>(curve, "points", "curves")).toEqual([["", curve]]);
  expect(namedOf<Points>({ a: curve, points2: curve }, "points", "curves")).toEqual([
    ["a", curve],
    ["points2", curve],
  ]);
});

test("what is none is named", () => {
  expect(() => namedOf<Points>({ a: curve, b: {} as never }, "points", "curves")).toThrow('got no points in "b"');
  expect(() => namedOf<Points>(undefined as never, "points", "curves")).toThrow(
    "Cannot draw curves as it must be one with points",
  );
});

import { expect, test } from "vitest";
import { learnedName } from "../../../ml/stages/learned.ts";

test("values are told by their kinds", () => {
  expect(
    [
      1,
      "a",
      ["a"],
      [],
      new Float64Array(1),
      new Float32Array(1),
      new Int32Array(1),
      new Uint32Array(1),
      new Uint8Array(1),
    ].map(learnedName),
  ).toEqual(["number", "text", "texts", "texts", "float64", "float32", "int32", "uint32", "uint8"]);
  expect([[1], {}, null, undefined, true, new Int8Array(1)].map(learnedName)).toEqual(new Array(6).fill(undefined));
});

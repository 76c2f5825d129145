import { expect, test } from "vitest";
import { rowText } from "../../../core/data/explained-error.ts";

test("a row in a message shows what JSON has no word for as it is: NaN is not null there", () => {
  const row = {
    a: Number.NaN,
    b: -Infinity,
    c: -0,
    d: 2n,
    e: new Date(Number.NaN),
    f: [null, 1.5, Number.NaN],
    g: "NaN",
  };
  expect(rowText(row)).toBe('{"a":NaN,"b":-Infinity,"c":-0,"d":"2n","e":Invalid Date,"f":[null,1.5,NaN],"g":"NaN"}');
  expect(rowText({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  expect(rowText(cyclic)).toBe("[object Object]");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeValue } from "../../../core/data/codec.ts";
import { checkPlainData, deepestNesting } from "../../../core/data/plain-data.ts";

class Money {}
const ring: unknown[] = [];
ring.push([ring]);
let deep: unknown = 1;
for (let level = 0; level <= deepestNesting; level++) deep = { deep };

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, undefined, true, 1.5, "a", 1n, new Date(0), new Uint8Array(1), new Int16Array(1)),
    fc.constantFrom<unknown>(new Money(), Symbol("s"), () => 1, new DataView(new ArrayBuffer(1)), ring, deep),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 2 }).map((pairs) => new Map(pairs)),
    fc.array(tie("value"), { maxLength: 2 }).map((items) => new Set(items)),
  ),
})).value;

const problemOf = (call: () => unknown): string | undefined => {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^.*? as it must be/, "");
  }
};

test("what has bytes passes, and what has none is refused with the same reason", () => {
  fc.assert(
    fc.property(value, (given) => {
      const checked = problemOf(() => checkPlainData(given, "distinct"));
      expect(checked === undefined).toBe(problemOf(() => encodeValue(given)) === undefined);
    }),
  );
});

test("it is told what the value is for", () => {
  expect(() => checkPlainData({ price: new Money() }, "countDistinct()")).toThrow(
    new TypeError(
      "Cannot add a value to countDistinct() as it must be plain data: got Money; " +
        "use numbers, strings, booleans, bigints, Dates, arrays, plain objects, Maps, Sets or typed arrays",
    ),
  );
});

import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { assemble, pipeline } from "../../../ml/mod.ts";

test("a transformer adds columns without a fit, and says what it is", async () => {
  const both = assemble(["a", "b"]);
  expect(both.kind).toBe("assemble");
  expect(both.parameters).toMatchObject({ inputs: ["a", "b"], output: "features", handleInvalid: "error" });
  expect(await both.transform(from([{ a: 1, b: 2 }])).collect()).toEqual([
    { a: 1, b: 2, features: Float64Array.of(1, 2) },
  ]);
});

test("what is no dataset is refused", () => {
  expect(() => assemble(["a"]).transform({} as never)).toThrow(
    "Cannot transform by assemble as it takes a dataset: got object; use for instance from(rows)",
  );
});

test("a copy of a stage is none", async () => {
  const copy = { ...assemble(["a"]) };
  await expect(pipeline([copy]).fit(from([{ a: 1 }]))).rejects.toThrow(
    "Cannot use assemble as a stage as it must be one that transformer(…), estimator(…) or pipeline(…) gave",
  );
});

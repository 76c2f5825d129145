import { expect, test } from "vitest";
import { type CostFacts, checkCostOfChange, mirroredTest } from "./cost-of-change.ts";
import { sourceOf } from "./source.ts";

const whole: CostFacts = {
  sources: [
    sourceOf("core/operators/mod.ts", 'export { filter } from "./filter.ts"; export type { Op } from "./operator.ts";'),
    sourceOf("core/operators/filter.ts", 'import { helper } from "./helper.ts"; export const filter = helper;'),
    sourceOf("core/operators/helper.ts", "export const helper = 1;"),
    sourceOf("core/operators/operator.ts", "export interface Op {}"),
    sourceOf("connectors/csv/mod.ts", ""),
    sourceOf("connectors/csv/source.ts", ""),
    sourceOf("connectors/csv/sink.ts", ""),
    sourceOf("connectors/s3/mod.ts", ""),
    sourceOf("connectors/s3/file-system.ts", ""),
    sourceOf("connectors/files/mod.ts", ""),
  ],
  tests: new Set(["test/core/operators/filter.test.ts"]),
  exportKeys: {
    "package.json": [".", "./connectors/csv", "./connectors/s3"],
    "deno.json": [".", "./connectors/csv", "./connectors/s3"],
  },
};

function messages(facts: CostFacts): string[] {
  return checkCostOfChange(facts).map(({ file, message }) => `${file}: ${message}`);
}

test("a tree that keeps the promises has no violation", () => {
  expect(messages(whole)).toEqual([]);
});

test("a test mirrors its source", () => {
  expect(mirroredTest("core/data/batch.ts")).toBe("test/core/data/batch.test.ts");
});

test("an operator that no mod.ts names and nobody beside it uses is reported", () => {
  const sources = [...whole.sources, sourceOf("core/operators/map.ts", "export const map = 1;")];
  expect(messages({ ...whole, sources })).toEqual([
    "core/operators/map.ts: no mod.ts names this file, and no file beside it uses it",
  ]);
});

test("an operator without its mirrored test is reported; a file of types is not", () => {
  expect(messages({ ...whole, tests: new Set() })).toEqual(["core/operators/filter.ts: it has no mirrored test"]);
});

test("a connector without a sink, or without its key in one manifest, is reported", () => {
  const sources = whole.sources.filter(({ path }) => path !== "connectors/csv/sink.ts");
  expect(messages({ ...whole, sources })).toEqual(["connectors/csv/sink.ts: connector csv has no sink.ts"]);
  const exportKeys = { ...whole.exportKeys, "deno.json": ["."] };
  expect(messages({ ...whole, exportKeys })).toEqual([
    "deno.json: connector csv has no export key",
    "deno.json: connector s3 has no export key",
  ]);
});

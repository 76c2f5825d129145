import { expect, test } from "vitest";
import { type CostFacts, checkCostOfChange, mirroredTest } from "./cost-of-change.ts";
import { sourceOf } from "./source.ts";

const whole: CostFacts = {
  sources: [
    sourceOf("core/operators/mod.ts", 'export { filter } from "./filter.ts"; export type { Op } from "./operator.ts";'),
    sourceOf("core/operators/filter.ts", 'import { helper } from "./helper.ts"; export const filter = helper;'),
    sourceOf("core/operators/helper.ts", "export const helper = 1;"),
    sourceOf("core/operators/operator.ts", "export interface Op {}"),
    sourceOf("core/mod.ts", 'export { every } from "./time/triggers/every.ts";'),
    sourceOf("core/time/triggers/every.ts", 'import { phase } from "./phase.ts"; export const every = phase;'),
    sourceOf("core/time/triggers/phase.ts", "export const phase = 1;"),
    sourceOf("core/plan/rewrite/rewrite.ts", 'import { fuse } from "./fuse.ts"; export const rules = [fuse];'),
    sourceOf("core/plan/rewrite/fuse.ts", "export const fuse = 1;"),
    sourceOf("connectors/csv/mod.ts", ""),
    sourceOf("connectors/csv/source.ts", ""),
    sourceOf("connectors/csv/sink.ts", ""),
    sourceOf("connectors/s3/mod.ts", ""),
    sourceOf("connectors/s3/file-system.ts", ""),
    sourceOf("connectors/files/mod.ts", ""),
  ],
  tests: [
    sourceOf("test/core/operators/filter.test.ts", ""),
    sourceOf("test/core/time/triggers/every.test.ts", ""),
    sourceOf("test/core/plan/rewrite/fuse.test.ts", ""),
    sourceOf(
      "test/connectors/files/contracts.test.ts",
      'import { csv } from "../../../connectors/csv/mod.ts"; sourceContract(csv); sinkContract(csv);',
    ),
    sourceOf(
      "test/connectors/s3/file-system.test.ts",
      'import { s3 } from "../../../connectors/s3/mod.ts"; fileSystemContract(s3);',
    ),
  ],
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

test("an operator that no mod.ts names and nobody beside it uses is reported, with where to put it", () => {
  const alone = sourceOf("core/operators/map.ts", "export const map = 1;");
  const violation = { message: "no mod.ts names this file, and no file beside it uses it" };
  expect(checkCostOfChange({ ...whole, sources: [...whole.sources, alone] })).toMatchObject([
    { ...violation, file: alone.path, remedy: expect.stringContaining('from "./map.ts";`') },
  ]);
  const user = sourceOf("core/runtime/run.ts", 'import { map } from "../operators/map.ts";');
  expect(checkCostOfChange({ ...whole, sources: [...whole.sources, alone, user] })).toMatchObject([
    { ...violation, file: alone.path, remedy: "move it beside what uses it: core/runtime/run.ts" },
  ]);
});

test("a rule of rewriting that is not in the list of rules is reported", () => {
  const sources = [...whole.sources, sourceOf("core/plan/rewrite/prune.ts", "export const prune = 1;")];
  expect(checkCostOfChange({ ...whole, sources })).toMatchObject([
    { file: "core/plan/rewrite/prune.ts", remedy: "add it to the rules of core/plan/rewrite/rewrite.ts" },
  ]);
});

test("an operator, a trigger or a rule without its mirrored test is reported; a file of types is not", () => {
  const tests = whole.tests.filter(({ path }) => path.startsWith("test/connectors/"));
  expect(messages({ ...whole, tests })).toEqual([
    "core/operators/filter.ts: it has no mirrored test",
    "core/time/triggers/every.ts: it has no mirrored test",
    "core/plan/rewrite/fuse.ts: it has no mirrored test",
  ]);
});

test("an operator whose test does not call verifyOperator is reported", () => {
  const limit = sourceOf("core/operators/limit.ts", "export function limit(): Operator { return {}; }");
  const mod = sourceOf(
    "core/mod.ts",
    'import "./operators/limit.ts"; export { every } from "./time/triggers/every.ts";',
  );
  const sources = [...whole.sources.filter(({ path }) => path !== mod.path), mod, limit];
  const test = (text: string) => sourceOf("test/core/operators/limit.test.ts", text);
  const message = "core/operators/limit.ts: its test puts no operator through verifyOperator";
  expect(messages({ ...whole, sources, tests: [...whole.tests, test("expect(limit())")] })).toEqual([message]);
  expect(messages({ ...whole, sources, tests: [...whole.tests, test("verifyOperator(limit(), {})")] })).toEqual([]);
});

test("a connector whose parts no test puts through their contracts is reported", () => {
  const tests = whole.tests.map(({ path, text }) => sourceOf(path, text.replace("sinkContract(csv)", "sinkContract")));
  expect(messages({ ...whole, tests })).toEqual(["connectors/csv/sink.ts: no test puts it through sinkContract"]);
  const others = whole.tests.filter(({ path }) => !path.startsWith("test/connectors/s3"));
  expect(messages({ ...whole, tests: others })).toEqual([
    "connectors/s3/file-system.ts: no test puts it through fileSystemContract",
  ]);
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

import { expect, test } from "vitest";
import { checkImportTable, type ImportRules } from "./import-table.ts";
import { sourceOf } from "./source.ts";
import { formatViolation } from "./violation.ts";

const rules: ImportRules = { publicEntries: ["core/mod.ts", "ml/mod.ts"], packages: ["acorn", "hyparquet"] };

function problems(path: string, text: string): string[] {
  return checkImportTable([sourceOf(path, text)], rules).map(formatViolation);
}

test("a forbidden import is reported with file, line, rule and remedy", () => {
  expect(problems("core/data/batch.ts", '\nimport { run } from "../runtime/run.ts";')).toEqual([
    "core/data/batch.ts:2  [import table] core/data/ may not import core/runtime/run.ts; " +
      "it may import nothing: move the shared thing there, or pass it in",
  ]);
});

test.each([
  ["core/data/batch.ts", 'import { Column } from "./column.ts";'],
  ["core/operators/map.ts", 'import type { Batch } from "../data/batch.ts";'],
  ["core/plan/node.ts", 'import type { Operator } from "../operators/operator.ts";'],
  ["core/dataset/dataset.ts", 'import { run } from "../runtime/run.ts";'],
  ["core/expression/read-lambda.ts", 'import { parse } from "acorn";'],
  ["core/mod.ts", 'export * from "./dataset/dataset.ts";'],
  ["connectors/csv/source.ts", 'import { list } from "../files/mod.ts"; import { x } from "./kernels/split.ts";'],
  ["connectors/parquet/source.ts", 'import { x } from "hyparquet/src/thrift.js";'],
  ["cli/run.ts", 'import { kMeans } from "../ml/mod.ts";'],
])("%s may hold %s", (path, text) => {
  expect(problems(path, text)).toEqual([]);
});

test.each([
  ["core/plan/node.ts", 'import { filter } from "../operators/filter.ts";'],
  ["core/plan/node.ts", 'import { type Operator, filter } from "../operators/filter.ts";'],
  ["core/dataset/dataset.ts", 'import { task } from "../runtime/task.ts";'],
  ["core/operators/map.ts", 'export { x } from "../runtime/task.ts";'],
  ["core/operators/map.ts", 'const x = await import("../runtime/task.ts");'],
  ["core/operators/map.ts", 'let x: import("../runtime/task.ts").Task;'],
  ["ml/linear/ftrl.ts", 'import { x } from "../../graph/mod.ts";'],
  ["ml/linear/ftrl.ts", 'import { x } from "../../core/data/batch.ts";'],
  ["connectors/csv/source.ts", 'import { x } from "../kafka/mod.ts";'],
  ["core/data/kernels/gather.ts", 'import { x } from "./other.ts";'],
  ["core/data/batch.ts", 'import { x } from "acorn";'],
  ["core/data/batch.ts", 'import { x } from "./column";'],
  ["connectors/csv/source.ts", 'import { x } from "papaparse";'],
  ["connectors/csv/source.ts", 'import { x } from "millrace";'],
  ["elsewhere/x.ts", 'import { x } from "./y.ts";'],
])("%s may not hold %s", (path, text) => {
  expect(problems(path, text)).toHaveLength(1);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { parquet } from "../../connectors/parquet/mod.ts";
import type { Batch, Column } from "../../core/io/mod.ts";
import { dictionaryOf, float64, makeBatch, rowSchema, string, valueAt } from "../../core/io/mod.ts";
import { deleteFolder, temporaryFolder } from "../../core/platform/mod.ts";

const columns: readonly Column[] = [
  {
    type: float64,
    validity: undefined,
    layout: "float64",
    values: Float64Array.from({ length: 1000 }, (_, row) => row / 3),
  },
  {
    type: string,
    validity: Uint8Array.from({ length: 125 }, () => 0b10110111),
    layout: "dictionary",
    codes: Int32Array.from({ length: 1000 }, (_, row) => row % 3),
    dictionary: dictionaryOf(["a", "größe", "🚀"]),
  },
];
const batch: Batch = makeBatch(
  rowSchema([
    { name: "x", type: float64 },
    { name: "word", type: string },
  ]),
  1000,
  columns,
);

for (const compression of ["zstd", "snappy", "gzip", "none"] as const) {
  test(`a ${compression} Parquet file is written and read`, async () => {
    const folder = await temporaryFolder("millrace-runtimes-");
    const file = parquet(`${folder}/file.parquet`, { compression });
    const writer = await file.open({ subtask: 0, parallelism: 1, runId: "run", signal: new AbortController().signal });
    await writer.write(batch);
    await writer.finish?.();
    await file.commit([await writer.prepare()]);
    await writer.close();
    const request = { columns: undefined, conditions: [] };
    const [split] = await file.splits(request);
    const context = { request, batchRows: 4096, signal: new AbortController().signal, onBadRecord: () => {} };
    const reader = await file.open(split!, undefined, context);
    const read = await reader.read();
    await reader.close();
    for (const [at, column] of columns.entries()) {
      for (let row = 0; row < 1000; row++) assert.equal(valueAt(read!.columns[at]!, row), valueAt(column, row));
    }
    await deleteFolder(folder);
  });
}

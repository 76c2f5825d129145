import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { duckdb } from "../../connectors/duckdb/mod.ts";
import { from } from "../../core/mod.ts";
import counted from "./duckdb.job.ts";

test("a table is written and read, and a run that asks for threads says that it has one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-duckdb-"));
  const database = join(folder, "a.db");
  try {
    const numbers = Array.from({ length: 7000 }, (_, n) => ({ n }));
    await from(numbers)
      .sinkTo(duckdb<{ n: number }>({ database, table: "numbers" }))
      .run();
    await counted.run({ parameters: { database } });
    await counted.run({
      parallelism: 2,
      module: new URL("./duckdb.job.ts", import.meta.url),
      parameters: { database },
    });
    const got = await from(duckdb<{ key: number; rows: number }>({ database, table: "counted" })).collect();
    const expected = Array.from({ length: 14 }, (_, at) => ({ key: at >> 1, rows: 1000 }));
    assert.deepEqual(
      got.sort((a, b) => a.key - b.key),
      expected,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

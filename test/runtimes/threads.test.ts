import { strict as assert } from "node:assert";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import trips, { late, rows } from "./threads.job.ts";
import failing from "./threads-that-fail.job.ts";
import goingOn, { rows as sums } from "./threads-that-go-on.job.ts";

const module = new URL("./threads.job.ts", import.meta.url);

test("a job on worker threads gives what it gives on one", async () => {
  const { rowsRead } = await trips.run({ parallelism: 3, module });
  assert.equal(rowsRead, 60_000);
  assert.deepEqual(
    late,
    Array.from({ length: 5 }, () => "2 bigint"),
  );
  const threaded = rows.map((row) => JSON.stringify(row)).sort();
  rows.length = 0;
  await trips.run();
  assert.equal(threaded.length, 45);
  assert.deepEqual(threaded, rows.map((row) => JSON.stringify(row)).sort());
});

test("what fails in a worker fails the run, and says where", async () => {
  const run = failing.run({ parallelism: 2, module: new URL("./threads-that-fail.job.ts", import.meta.url) });
  await assert.rejects(
    run,
    /Cannot apply the lambda of map #2 at row .* as it threw RangeError: enough of it; the row is 47110/,
  );
});

test("a run on threads stops when it is told to", async () => {
  const stop = new AbortController();
  const onProgress = (): void => stop.abort(new Error("told to stop"));
  await assert.rejects(trips.run({ parallelism: 2, module, signal: stop.signal, onProgress }), /told to stop/);
});

test("a run on threads takes checkpoints and goes on from the last of them where a worker has failed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-threads-"));
  const dir = join(folder, "ck");
  const warnings: string[] = [];
  try {
    const run = goingOn.start({
      parallelism: 2,
      module: new URL("./threads-that-go-on.job.ts", import.meta.url),
      batchRows: 64,
      parameters: { marker: join(folder, "marker") },
      checkpoint: { dir, interval: 1 },
      restart: { strategy: "fixed delay", delay: 1 },
      onWarning: (text) => void warnings.push(text),
    });
    const { metrics } = await run.finished;
    assert.match(warnings.join(), /Restarting in .*enough of it, for once/);
    assert.ok(run.checkpoints().some(({ kind, writtenBytes }) => kind === "end" && writtenBytes !== null));
    assert.ok(metrics.total("numRecordsIn") > 60_000);
    assert.deepEqual(readdirSync(dir), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const byKey = [...sums].sort((a, b) => a.key - b.key);
  assert.equal(byKey.length, 97);
  const total = (key: number, rows: number): number => rows * key + (97 * rows * (rows - 1)) / 2;
  for (const { key, rows, total: got } of byKey) assert.equal(got, total(key, rows));
  assert.equal(
    byKey.reduce((sum, { rows }) => sum + rows, 0),
    60_000,
  );
});

import { strict as assert } from "node:assert";
import { test } from "node:test";
import trips, { late, rows } from "./threads.job.ts";
import failing from "./threads-that-fail.job.ts";

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

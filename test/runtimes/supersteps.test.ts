import { strict as assert } from "node:assert";
import { test } from "node:test";
import { given, large, module, vertexCount } from "../graph/iterations/jobs/large.ts";

test("supersteps that several threads share out give what those of one thread give", { timeout: 60_000 }, async () => {
  await large.run();
  const [ranks, distances] = [[...given.ranks!], [...given.distances!]];
  assert.equal(ranks.length, vertexCount);
  for (const rows of Object.values(given)) rows.length = 0;
  await large.run({ parallelism: 2, module });
  assert.deepEqual(given.ranks, ranks);
  assert.deepEqual(given.distances, distances);
  const steps = given.supersteps as { readonly most: number; readonly least: number }[];
  assert.ok(steps.some(({ most, least }) => most !== least));
});

test("a thread that throws in a superstep fails the run, which says at which vertex", { timeout: 60_000 }, async () => {
  await assert.rejects(
    large.run({ parallelism: 2, module, parameters: { deed: "throw" } }),
    /Cannot compute vertex "v\d+" in superstep 3 of pregel as its function threw: no such vertex/,
  );
});

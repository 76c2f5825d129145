import { expect, test } from "vitest";
import type { RunOptions } from "../../../core/mod.ts";
import { nearly } from "../naive.ts";
import { distances, given, module } from "./jobs/distances.ts";

async function givenBy(options: RunOptions): Promise<Readonly<Record<string, unknown[]>>> {
  for (const rows of Object.values(given)) rows.length = 0;
  await distances.run(options);
  const inOrder = ([name, rows]: [string, unknown[]]): [string, unknown[]] => [name, [...rows]];
  return Object.fromEntries(Object.entries(given).map(inOrder));
}

test("the three models and an algorithm give on threads what they give on one", async () => {
  const alone = await givenBy({ parallelism: 2 });
  expect(alone.pregel).toHaveLength(53);
  expect(alone.scatterGather).toEqual(alone.pregel);
  expect(alone.gatherSumApply).toEqual(alone.pregel);
  expect(alone.supersteps!.length).toBeGreaterThan(2);
  const together = await givenBy({ parallelism: 2, batchRows: 16, module });
  expect(new Set(together.readBy).size, "threads that read").toBe(2);
  for (const name of ["pregel", "scatterGather", "gatherSumApply", "supersteps"]) {
    expect(together[name], name).toEqual(alone[name]);
  }
  expect(together.ranks).toEqual(nearly(alone.ranks));
}, 120_000);

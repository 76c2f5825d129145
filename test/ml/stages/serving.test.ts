import { afterEach, expect, test } from "vitest";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import serving, { served } from "./jobs/serving.ts";

const module = new URL("./jobs/serving.ts", import.meta.url);

afterEach(() => {
  served.length = 0;
});

interface Given {
  readonly n: number;
  readonly carrierIndex: number;
  readonly features: readonly number[];
}

function given(): Given[] {
  return served
    .map(({ n, carrierIndex, features }) => ({ n, carrierIndex, features: [...features] }))
    .sort((a, b) => a.n - b.n);
}

test("a model serves rows on threads as on one, vectors and all", async () => {
  await serving.run();
  const alone = given();
  expect(alone).toHaveLength(20_000);
  expect(alone[3]!.carrierIndex).toBe(1);
  served.length = 0;
  await serving.run({ parallelism: 2, module, batchRows: 500 });
  expect(given()).toEqual(alone);
  expect(new Set(served.map(({ thread }) => thread)).size).toBe(2);
});

test("with checkpoints each row is served once", async () => {
  const folder = await temporaryFolder("millrace-serving-");
  try {
    await serving.run({ checkpoint: { dir: folder, interval: 5 }, batchRows: 100 });
    expect(given().map(({ n }) => n)).toEqual(Array.from({ length: 20_000 }, (_, n) => n));
  } finally {
    await deleteFolder(folder);
  }
});

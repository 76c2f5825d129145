import { expect, test } from "vitest";
import { from } from "../../../../core/dataset/from.ts";
import { job } from "../../../../core/dataset/job.ts";
import type { RunOptions } from "../../../../core/mod.ts";
import { newWorld, readings, runOptions, type World, worldSink } from "./world.ts";

const copying = (world: World) => job("copying", () => from(readings(world, 50)).sinkTo(worldSink(world)));

async function filesOf({ files }: World): Promise<string[]> {
  const found: string[] = [];
  for await (const { path } of files.list("ck")) found.push(path);
  return found.filter((path) => path.endsWith(".manifest"));
}

test("that a run is done is told when all is committed, and before its checkpoints are removed", async () => {
  const world = newWorld();
  let then: readonly unknown[] = [];
  const onDone: RunOptions["onDone"] = async ({ rowsRead }) => {
    then = [rowsRead, world.seen.length, (await filesOf(world)).length > 0];
  };
  await copying(world).run({ ...runOptions(world), onDone });
  expect(then).toEqual([50, 50, true]);
  expect(await filesOf(world)).toEqual([]);
});

test("a job that is done and run again by the same folder begins anew: it reads and writes all once more", async () => {
  const world = newWorld();
  await copying(world).run(runOptions(world));
  const { rowsRead } = await copying(world).run(runOptions(world));
  expect([world.seen.length, rowsRead]).toEqual([100, 50]);
});

test("a run whose end cannot be noted fails, and keeps its checkpoints: the next one finds all committed", async () => {
  const world = newWorld();
  const onDone = (): never => {
    throw new Error("the disk is full");
  };
  await expect(copying(world).run({ ...runOptions(world), onDone, restart: { strategy: "none" } })).rejects.toThrow(
    "the disk is full",
  );
  expect(world.seen).toHaveLength(50);
  const { rowsRead } = await copying(world).run(runOptions(world));
  expect([world.seen.length, rowsRead]).toEqual([50, 0]);
});

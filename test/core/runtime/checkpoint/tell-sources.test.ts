import { expect, test } from "vitest";
import { from } from "../../../../core/dataset/from.ts";
import { job } from "../../../../core/dataset/job.ts";
import type { Source } from "../../../../core/io/mod.ts";
import { newWorld, readings, runOptions, type World, worldSink } from "./world.ts";

type Stored = NonNullable<Source<never>["stored"]>;

const copying = (world: World, stored: Stored) =>
  job("copying", () => from({ ...readings(world, 50), stored }).sinkTo(worldSink(world)));

test("a source that wants to know is told where each checkpoint would go on, once that is committed, and at last of the end", async () => {
  const world = newWorld();
  const told: unknown[] = [];
  const seen: number[] = [];
  const stored: Stored = async (positions) => {
    told.push(...positions.values());
    seen.push(world.seen.length);
  };
  await copying(world, stored).run(runOptions(world));
  expect(told.at(-1)).toBe("end");
  expect(seen.at(-1)).toBe(50);
});

test("a source that cannot tell others how far it is does not fail the run: that is a warning", async () => {
  const world = newWorld();
  const warnings: string[] = [];
  const stored: Stored = async () => {
    throw new Error("nobody listens");
  };
  await copying(world, stored).run({ ...runOptions(world), onWarning: (text) => warnings.push(text) });
  expect(world.seen).toHaveLength(50);
  expect(warnings.at(-1)).toContain("nobody listens");
});

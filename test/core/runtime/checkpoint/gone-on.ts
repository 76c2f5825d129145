import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import type { Job } from "../../../../core/dataset/job.ts";
import type { RunOptions } from "../../../../core/runtime/options.ts";
import { newWorld, runOptions, type World } from "./world.ts";

/** A folder for state while the tests of a file run. To be called once in it. */
export function diskFolder(): () => string {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "checkpoint-disk-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return () => folder;
}

/**
 * What a job that reads 600 rows gives undisturbed, and what it gives where it fails three times and then for good, and a second
 * run goes on from its last checkpoint; sorted.
 */
export async function goneOn(
  build: (world: World) => Job,
  before: RunOptions,
  after: RunOptions,
): Promise<{ readonly plain: string[]; readonly disturbed: string[] }> {
  const plain = newWorld();
  await build(plain).run({ clock: plain.clock });
  const world = newWorld();
  let failures = 0;
  world.onBatch = () => {
    if (failures < 3 && world.read >= 120 * (failures + 1)) {
      failures++;
      throw new Error("gone");
    }
    if (failures === 3 && world.read > 500) throw new Error("enough");
  };
  const options = runOptions(world);
  const restart = { strategy: "fixed delay", delay: 0, attempts: 3 } as const;
  await expect(build(world).run({ ...options, restart, ...before })).rejects.toThrow("enough");
  world.onBatch = () => undefined;
  await build(world).run({ ...options, ...after });
  return { plain: sorted(plain.seen), disturbed: sorted(world.seen) };
}

function sorted(seen: readonly unknown[]): string[] {
  return seen.map((row) => JSON.stringify(row)).sort();
}

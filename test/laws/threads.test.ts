import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { textOf, traitsOf } from "./program.ts";
import { type Case, given, programsOf, sampled } from "./threads.job.ts";
import { finalRows, plainly, textsOfRows } from "./ways.ts";

// `npm run laws` takes other seeds: what fails is told with the seed.
const seed = Number(process.env.LAW_SEED ?? 42);

/** The program that failed. */
function report({ program, boundedness, splits }: Case, parallelism: number): string {
  return `${textOf(program, program.sources, plainly)}\n// ${boundedness}, in ${splits} splits, seed ${seed}, ${parallelism} threads`;
}

for (const parallelism of [2, 4]) {
  test(`programs on ${parallelism} threads give what they give on one`, async () => {
    const count = 25;
    const all = sampled(seed + parallelism, count);
    const module = new URL(`./threads.job.ts?seed=${seed + parallelism}&count=${count}`, import.meta.url);
    await programsOf(all).run({ parallelism, module, batchRows: 7 });
    const rows = given.map((one) => [...one]);
    for (const [at, one] of all.entries()) {
      const got = textsOfRows(rows[at]!, traitsOf(one.program).ordered);
      expect(got, report(one, parallelism)).toEqual(await finalRows(one.program, plainly));
    }
  });
}

test("programs on 2 threads, one of which fails between checkpoints, give what they give on one", async () => {
  const count = 25;
  const all = sampled(seed + 9, count);
  const folder = mkdtempSync(join(tmpdir(), "millrace-laws-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const module = new URL(`./threads.job.ts?seed=${seed + 9}&count=${count}`, import.meta.url);
  module.searchParams.set("marker", join(folder, "marker"));
  const warnings: string[] = [];
  const run = programsOf(all).start({
    parallelism: 2,
    module,
    batchRows: 3,
    checkpoint: { dir: join(folder, "ck"), interval: 1 },
    restart: { strategy: "fixed delay", delay: 1 },
    onWarning: (text) => void warnings.push(text),
  });
  const { metrics } = await run.finished;
  expect(warnings.join("\n")).toContain("fails once");
  expect(metrics.snapshot().checkpoints.numberOfCompletedCheckpoints).toBeGreaterThan(1);
  for (const [at, one] of all.entries()) {
    const got = textsOfRows(given[at]!, traitsOf(one.program).ordered);
    expect(got, report(one, 2)).toEqual(await finalRows(one.program, plainly));
  }
}, 120_000);

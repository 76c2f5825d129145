import { expect, test } from "vitest";
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
  }, 60_000);
}

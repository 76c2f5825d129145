import fc from "fast-check";
import { test } from "vitest";
import { type Program, patternPrograms, programs } from "./program.ts";
import { canRun, finalRows, plainly, report, type Way, ways } from "./ways.ts";

// `npm run laws` runs more of them, for a night.
const numRuns = Number(process.env.LAW_RUNS ?? 300);
const seed = process.env.LAW_SEED === undefined ? {} : { seed: Number(process.env.LAW_SEED) };

test.each([
  ["any step", programs, numRuns],
  ["patterns and rules", patternPrograms, Math.ceil(numRuns / 5)],
] as const)(
  "stored or streamed, in batches of any size and subtasks of any number, in any order within the bound, in memory or on disk, fused or apart: a program of %s gives the same",
  async (_, drawn, runs) => {
    await fc.assert(
      fc.asyncProperty(drawn, fc.tuple(ways, ways, ways), async (program, several) => {
        const expected = await told(program, plainly);
        for (const way of several) {
          if (!canRun(program, way)) continue;
          const got = await told(program, way);
          if (JSON.stringify(got) === JSON.stringify(expected)) continue;
          throw new Error(
            `The results of a program differ.\n\n${report(program, way)}\n// expected: ${expected.join(" ")}\n// got: ${got.join(" ")}`,
          );
        }
      }),
      { numRuns: runs, ...seed, timeout: 20_000 },
    );
  },
  numRuns * 1500,
);

/** A failure tells of the program, too. */
async function told(program: Program, way: Way): Promise<string[]> {
  try {
    return await finalRows(program, way);
  } catch (error) {
    throw new Error(`A program fails: ${error instanceof Error ? error.message : error}\n\n${report(program, way)}`, {
      cause: error,
    });
  }
}

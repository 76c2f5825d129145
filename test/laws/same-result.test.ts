import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { datasetOf, finalRows, jittered, programs, samples } from "./pipelines.ts";

const delays = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 20 });
const numRuns = Number(process.env.LAW_RUNS ?? 300);

describe("the same result, whichever way", () => {
  test("the final contents of a query over a stream are those of the query over the stored data", async () => {
    await fc.assert(
      fc.asyncProperty(programs, samples, delays, async (program, rows, jitter) => {
        const arriving = jittered(rows, jitter);
        const stored = await finalRows(datasetOf(program, arriving, "bounded"));
        const streamed = await finalRows(datasetOf(program, arriving, "unbounded"), { batchRows: 7 });
        expect(streamed).toEqual(stored);
      }),
      { numRuns },
    );
  });

  test("any batch size and any parallelism give the same", async () => {
    const ways = fc.record({ batchRows: fc.constantFrom(1, 2, 13, 8192), parallelism: fc.integer({ min: 1, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(programs, samples, delays, ways, async (program, rows, jitter, options) => {
        const arriving = jittered(rows, jitter);
        const plain = await finalRows(datasetOf(program, arriving, "bounded"));
        expect(await finalRows(datasetOf(program, arriving, "bounded"), options)).toEqual(plain);
      }),
      { numRuns },
    );
  });

  test("any order of arrival within the bound gives the same", async () => {
    await fc.assert(
      fc.asyncProperty(programs, samples, delays, delays, async (program, rows, first, second) => {
        const one = await finalRows(datasetOf(program, jittered(rows, first), "bounded"), { batchRows: 5 });
        const other = await finalRows(datasetOf(program, jittered(rows, second), "unbounded"), { batchRows: 3 });
        expect(other).toEqual(one);
      }),
      { numRuns },
    );
  });
});

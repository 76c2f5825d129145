import fc from "fast-check";
import { expect, test } from "vitest";
import { makeBatch } from "../../core/data/batch.ts";
import { any } from "../../core/data/data-type.ts";
import { valueSchema } from "../../core/data/schema.ts";
import type { Boundedness } from "../../core/io/source.ts";
import { from } from "../../core/mod.ts";
import { builtOn, programs, traitsOf } from "./program.ts";
import { arriving, delays, type Sample } from "./sample.ts";
import { finalRows, plainly, rowsOf } from "./ways.ts";

const numRuns = Number(process.env.LAW_RUNS ?? 300);
const schema = valueSchema(any);

/** A source of splits, some of which are parts of one sequence; each answers when it likes. */
function splitSource(parts: readonly (readonly Sample[])[], boundedness: Boundedness, slow: readonly boolean[]) {
  return from<Sample>({
    name: "splits",
    boundedness,
    splits: async () => parts.map((_, n) => ({ id: String(n) })),
    open: async ({ id }, position, { batchRows }) => {
      const rows = parts[Number(id)]!;
      let at = Number(position ?? 0);
      const next = () => {
        if (at >= rows.length) return undefined;
        const values = rows.slice(at, at + batchRows);
        at += values.length;
        return makeBatch(schema, values.length, [{ type: any, layout: "values", values, validity: undefined }]);
      };
      return {
        read: () => (slow[Number(id)] === true ? Promise.resolve().then(next) : next()),
        position: () => at,
        close: async () => undefined,
      };
    },
  });
}

/** Each record in one of some splits, those of a split in an order within the bound. */
function dealtOut(rows: readonly Sample[], to: readonly number[], splits: number, jitter: readonly number[]) {
  const dealt = rows.map((row, n) => ({ row, split: (to[n % Math.max(1, to.length)] ?? 0) % splits }));
  return Array.from({ length: splits }, (_, split) =>
    arriving(
      dealt.filter((one) => one.split === split).map(({ row }) => row),
      jitter,
    ),
  );
}

const ways = fc.record({
  splits: fc.integer({ min: 1, max: 20 }),
  to: fc.array(fc.nat(19), { minLength: 1, maxLength: 120 }),
  slow: fc.array(fc.boolean(), { maxLength: 20 }),
  batchRows: fc.constantFrom(1, 3, 8192),
  parallelism: fc.integer({ min: 1, max: 3 }),
  alignMs: fc.constantFrom(undefined, undefined, 1000, 60, 1),
});

test(
  "whichever splits records are in, no row is late and the result is the same, bounded and unbounded",
  async () => {
    await fc.assert(
      fc.asyncProperty(programs, delays, ways, async (program, jitter, way) => {
        const { splits, to, slow, alignMs, ...options } = way;
        const whole = await finalRows(program, plainly);
        const parts = program.sources.map((rows) => dealtOut(rows, to, splits, jitter));
        for (const boundedness of ["bounded", "unbounded"] as const) {
          if (boundedness === "unbounded" && traitsOf(program).ends) continue;
          const dataset = builtOn(
            program,
            parts.map((part) => splitSource(part, boundedness, slow)),
            { alignMs },
          );
          expect(await rowsOf(program, dataset, options)).toEqual(whole);
          const { metrics } = await dataset.discard().run(options);
          expect(metrics.total("numLateRecordsDropped")).toBe(0);
        }
      }),
      { numRuns, timeout: 20_000 },
    );
  },
  numRuns * 1500,
);

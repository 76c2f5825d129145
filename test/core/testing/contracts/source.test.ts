import { expect, test } from "vitest";
import { float64, makeBatch, rowSchema, type Source, type SplitPosition } from "../../../../core/io/mod.ts";
import { sourceContract } from "../../../../core/testing/contracts/source.ts";

const schema = rowSchema([{ name: "id", type: float64 }]);
const rows = Array.from({ length: 7 }, (_, id) => ({ id }));

/** A source of these rows whose parts may be wrong. */
interface Parts {
  /** The first row that a reader gives whose position is the number of rows that were given. */
  first(position: number): number;
  position(given: number): SplitPosition;
}

function sourceOf({ first, position }: Parts): Source<{ id: number }> {
  return {
    name: "rows",
    boundedness: "bounded",
    describe: async () => ({ schema }),
    splits: async () => [{ id: "all" }],
    open: async (_split, from, { batchRows }) => {
      let at = Number(from ?? 0);
      return {
        read: async () => {
          const given = rows.slice(first(at), first(at) + batchRows);
          at = Math.min(rows.length, at + given.length);
          const values = Float64Array.from(given, ({ id }) => id);
          const column = { type: float64, layout: "float64", values, validity: undefined } as const;
          return given.length === 0 ? undefined : makeBatch(schema, given.length, [column]);
        },
        position: () => position(at),
        close: async () => undefined,
      };
    },
  };
}

async function told(parts: Parts): Promise<readonly string[]> {
  const failed: string[] = [];
  const sentences = sourceContract(async () => ({ source: sourceOf(parts), rows, remove: async () => undefined }));
  for (const { name, run } of sentences) {
    await run().catch(() => failed.push(name));
  }
  return failed;
}

const right: Parts = { first: (position) => position, position: (given) => given };

test("the contract of sources holds for one that does all it says", async () => {
  expect(await told(right)).toEqual([]);
});

test("a source that gives its last row again and again is told, not waited for", async () => {
  const failed = await told({ ...right, first: (position) => Math.min(position, rows.length - 1) });
  expect(failed).toContain("its splits together give every row once");
  expect(failed).toContain("from any position a new reader goes on with the next row");
});

test("a position that is a row too early, or too late, is told: at the end as well", async () => {
  const resumes = "from any position a new reader goes on with the next row";
  expect(await told({ ...right, position: (given) => given + 1 })).toEqual([resumes]);
  expect(await told({ ...right, position: (given) => Math.max(0, given - 1) })).toEqual([resumes]);
  expect(await told({ ...right, position: (given) => (given === rows.length ? given - 1 : given) })).toEqual([resumes]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { any } from "../../../../core/data/data-type.ts";
import { valueSchema } from "../../../../core/data/schema.ts";
import { arraySource } from "../../../../core/io/memory-source.ts";
import { type Dataset, from, fromColumns, range, schema } from "../../../../core/mod.ts";
import { join } from "../../../../core/operators/join.ts";
import { crash, end, on, row, verifyOperator } from "../../../../core/testing/mod.ts";
import { hows, lefts, nestedLoop, type Right, rights, sameId, sorted } from "../../operators/join-oracle.ts";
import { saidOf, stepsOf } from "./plan-lines.ts";

const few = fromColumns({ id: [3, 1], name: ["Bob", "Ada"] });
const many = range(100_001).map((id) => ({ id, total: 2 * id }));

test("before: the right side of a join is kept; after: the left one, where it is known to be the smaller, in plan and result", async () => {
  const joined = few.join(many, { on: "id" });
  expect(await saidOf(many.join(few, { on: "id" }), "keeps", 1)).toEqual(["right"]);
  expect(await saidOf(joined, "keeps", 1)).toEqual(["left"]);
  // In the order of the side that passes.
  expect(await joined.collect()).toEqual([
    { id: 1, name: "Ada", total: 2 },
    { id: 3, name: "Bob", total: 6 },
  ]);
});

test("a small left side is the one that is copied to several subtasks, unless it must know what it has met", async () => {
  const exchanges = async (how: (typeof hows)[number]) =>
    (await stepsOf(few.join(many, { on: "id", how }), 4)).filter((step) => step.startsWith("exchange"));
  expect(await exchanges("inner")).toEqual(["exchange by broadcast"]);
  expect(await exchanges("right")).toEqual(["exchange by broadcast"]);
  expect(await exchanges("left")).toEqual(["exchange by key", "exchange by key"]);
  expect(await exchanges("semi")).toEqual(["exchange by key", "exchange by key"]);
});

test("the right side stays where it is small as well, where sizes are alike or unknown, and where rows have event times", async () => {
  const kept = (dataset: Parameters<typeof saidOf>[0]) => saidOf(dataset, "keeps", 1);
  const alike = range(60_000).map((id) => ({ id, name: "x" }));
  expect(
    await kept(
      few.join(
        range(1000).map((id) => ({ id })),
        { on: "id" },
      ),
    ),
  ).toEqual(["right"]);
  expect(await kept(alike.join(many, { on: "id" }))).toEqual(["right"]);
  expect(
    await kept(
      few.join(
        many.flatMap((each) => [each]),
        { on: "id" },
      ),
    ),
  ).toEqual(["right"]);
  expect(await kept(few.withEventTime(({ id }) => id).join(many, { on: "id" }))).toEqual(["right"]);
  expect(await kept(few.join(many, { on: "id" }).withEventTime(({ id }) => id))).toEqual(["right"]);
});

test("of files nobody knows the rows: few rows are kept beside many bytes", async () => {
  const files = (sizeBytes: number) =>
    from<{ id: number; total: number }>({
      name: "files",
      boundedness: "bounded",
      describe: async () => ({ schema: schema({ id: "float64", total: "float64" }), sizeBytes }),
      splits: async () => [],
      open: () => {
        throw new Error("there is nothing to open");
      },
    });
  expect(await saidOf(few.join(files(2 ** 30), { on: "id" }), "keeps", 1)).toEqual(["left"]);
  expect(await saidOf(few.join(files(1000), { on: "id" }), "keeps", 1)).toEqual(["right"]);
});

/** Rows whose source says that it may have many more. */
const maybeMany = (rows: readonly Right[]): Dataset<Right> =>
  from({ ...arraySource(rows), describe: async () => ({ schema: valueSchema(any), rows: 1_000_000 }) });

test("a join that keeps its left side gives what a nested loop gives, in every kind of join, in memory and on disk", () =>
  fc.assert(
    fc.asyncProperty(
      lefts,
      rights,
      fc.constantFrom(...hows),
      fc.record({
        memoryBytes: fc.constantFrom(1, 2000, 2 ** 30),
        batchRows: fc.constantFrom(1, 5, 64),
        parallelism: fc.integer({ min: 1, max: 3 }),
      }),
      async (left, right, how, options) => {
        const expected = nestedLoop(left, right, how, sameId);
        const selected = from(left).join(maybeMany(right), {
          on: "id",
          how,
          select: (l, r) => [l && { ...l }, r && { ...r }],
        });
        expect(await saidOf(selected, "keeps", 1)).toEqual(["left"]);
        expect(sorted(await selected.collect(options))).toEqual(sorted(expected));
        const columns = from(left.map(({ id, l }) => ({ id, l }))).join(
          maybeMany(right).map(({ id, r }) => ({ id, r })),
          { on: "id", how: how as "full" },
        );
        const told = (each: { id: unknown; l?: unknown; r?: unknown }) => [each.id, each.l ?? null, each.r ?? null];
        const pairs = expected.map(([l, r]) => [l?.id ?? r?.id ?? null, l?.l ?? null, r?.r ?? null]);
        expect(sorted((await columns.collect(options)).map(told))).toEqual(sorted(pairs));
      },
    ),
    { numRuns: 60 },
  ));

test("a join that keeps its left side survives crashes, in every kind of join", () => {
  const key = { columns: ["id"], names: ["id"] } as const;
  const total = (id: number, n: number) => row({ id, total: n });
  const pairs = [row({ id: 1, name: "Ada", total: 5 }), row({ id: 1, name: "Ada", total: 6 })];
  const wanted = {
    inner: pairs,
    right: [...pairs, row({ id: 2, name: null, total: 7 })],
    left: [...pairs, row({ id: 3, name: "Bob", total: null })],
    full: [...pairs, row({ id: 2, name: null, total: 7 }), row({ id: 3, name: "Bob", total: null })],
    semi: [row({ id: 1, name: "Ada" })],
    anti: [row({ id: 3, name: "Bob" })],
  };
  for (const how of hows) {
    verifyOperator(join({ how, keys: [key, key], shared: ["id"] }).turned!, {
      input: [
        on(0, row({ id: 1, name: "Ada" })),
        on(1, total(1, 5)),
        crash,
        on(0, row({ id: 3, name: "Bob" })),
        on(0, end),
        on(1, total(1, 6)),
        on(1, total(2, 7)),
        on(1, end),
      ],
      output: [...wanted[how], end],
    });
  }
});

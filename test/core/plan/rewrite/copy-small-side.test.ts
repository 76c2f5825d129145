import fc from "fast-check";
import { expect, test } from "vitest";
import { fromColumns, range } from "../../../../core/mod.ts";
import { join } from "../../../../core/operators/join.ts";
import { crash, end, on, row, verifyOperator } from "../../../../core/testing/mod.ts";

const orders = fromColumns({ id: [1, 2, 3], total: [10, 20, 30] });
const few = fromColumns({ id: [1, 3], name: ["Ada", "Bob"] });
const many = range(100_001).map((id) => ({ id, name: "x" }));

const exchanges = async (dataset: { explain: (what: "plan", options: object) => Promise<string> }, parallelism = 4) =>
  [...(await dataset.explain("plan", { parallelism })).matchAll(/exchange by (\w+)/g)].map(([, by]) => by);

test("before: both sides of a join are exchanged by key; after: the small one is copied and the other one stays", async () => {
  const alike = many.map(({ id }) => ({ id, total: 1 }));
  expect(await exchanges(alike.join(many, { on: "id" }))).toEqual(["key", "key"]);
  expect(await exchanges(orders.join(few, { on: "id" }))).toEqual(["broadcast"]);
  expect(
    await exchanges(
      orders.join(
        few.map((each) => ({ ...each })),
        { on: "id", how: "left" },
      ),
    ),
  ).toEqual(["broadcast"]);
});

test("a side stays by key whose rows must know whether they met a partner, and with one subtask nothing is copied", async () => {
  expect(await exchanges(orders.join(few, { on: "id", how: "full" }))).toEqual(["key", "key"]);
  expect(await exchanges(orders.join(few, { on: "id" }), 1)).toEqual(["key", "key"]);
});

test("a side of which nobody knows how many rows it has is not copied", async () => {
  const spread = few.flatMap((each) => [each, each]);
  expect(await exchanges(orders.join(spread, { on: "id" }))).toEqual(["key", "key"]);
});

test("a join with a copied side gives what it gives by key", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(8), { maxLength: 40 }),
      fc.array(fc.nat(8), { maxLength: 12 }),
      fc.constantFrom("inner" as const, "left" as const),
      fc.constantFrom(1, 2 ** 30),
      async (left, right, how, memoryBytes) => {
        const joined = fromColumns({ id: left, at: left.map((_, n) => n) }).join(
          fromColumns({ id: right, name: right.map((id, n) => `${id}-${n}`) }),
          { on: "id", how },
        );
        const sorted = async (parallelism: number) =>
          (await joined.collect({ parallelism, batchRows: 3, memoryBytes })).map((each) => JSON.stringify(each)).sort();
        expect(await sorted(3)).toEqual(await sorted(1));
      },
    ),
  ));

test("the copies of a small side survive crashes at any parallelism", () => {
  const key = { columns: ["id"], names: ["id"] } as const;
  const { copied } = join({ how: "inner", keys: [key, key], shared: ["id"] });
  verifyOperator(copied!, {
    input: [
      on(1, row({ id: 1, name: "Ada" })),
      on(0, row({ id: 1, total: 5 })),
      crash,
      on(1, row({ id: 2, name: "Bob" })),
      on(1, end),
      on(0, row({ id: 2, total: 6 })),
      on(0, row({ id: 3, total: 7 })),
      on(0, end),
    ],
    output: [row({ id: 1, total: 5, name: "Ada" }), row({ id: 2, total: 6, name: "Bob" }), end],
    exchange: ["rebalance", "broadcast"],
  });
});

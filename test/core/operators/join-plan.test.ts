import fc from "fast-check";
import { expect, test } from "vitest";
import { float64 } from "../../../core/data/data-type.ts";
import { rowSchema, type Schema } from "../../../core/data/schema.ts";
import { columnsSource } from "../../../core/io/memory-source.ts";
import { type Dataset, from, fromColumns, into, tumbling } from "../../../core/mod.ts";
import { asOfDetails, joinDetails, joinReads } from "../../../core/operators/join-plan.ts";
import type { JoinHow } from "../../../core/operators/join-spec.ts";
import type { SourceNode } from "../../../core/plan/node.ts";
import { saidOf } from "../plan/rewrite/plan-lines.ts";
import { dataset, type Form, hows, lefts, rights, sorted } from "./join-oracle.ts";

const id = { columns: ["id"], names: ["id"] };
const seller = { lambda: (row: { seller: number }) => row.seller, names: ["key"] } as const;

test("a semi join reads the key alone of the right side, and what is wanted of the left", () => {
  const reads = joinReads({ how: "semi", keys: [id, seller], shared: [] });
  expect(reads(new Set(["name"]), [])).toEqual([new Set(["name", "id"]), new Set(["seller"])]);
  expect(reads("all", [])).toEqual(["all", new Set(["seller"])]);
});

test("a join reads of each side its key and what is wanted of its columns, where those are known", () => {
  const columns = (...names: string[]): Schema => rowSchema(names.map((name) => ({ name, type: float64 })));
  const reads = joinReads({ how: "inner", keys: [id, seller], shared: [] });
  const wanted = new Set(["name", "item"]);
  const [left, right] = [columns("id", "name", "born"), columns("seller", "item", "price")];
  expect(reads(wanted, [left, right])).toEqual([new Set(["name", "id"]), new Set(["item", "seller"])]);
  const all = ["all", "all"];
  expect(reads("all", [left, right])).toEqual(all);
  expect(reads(wanted, [])).toEqual(all);
  expect(reads(wanted, [left, undefined])).toEqual(all);
  expect(reads(wanted, [left, rowSchema(right.fields, { open: true })])).toEqual(all);
  // Both have it, and the rows that come are refused for that.
  expect(reads(wanted, [left, columns("seller", "item", "born")])).toEqual(all);
  expect(joinReads({ how: "inner", keys: [id, id], shared: ["id"] }, ["born"])(wanted, [left, columns("id")])).toEqual(
    all,
  );
  const select = () => null;
  expect(joinReads({ how: "inner", keys: [id, seller], shared: [], select })(wanted, [left, right])).toEqual(all);
});

test("plans say how sides meet, and which columns are made of both", async () => {
  expect(joinDetails({ how: "left", keys: [id, id], shared: ["id"] })).toEqual({ how: "left", on: "id" });
  expect(joinDetails({ how: "semi", keys: [id, seller], shared: [] })).toEqual({ how: "semi", on: "id = row lambda" });
  expect(joinDetails({ how: "left", keys: [id, id], shared: ["id"], wanted: new Set() })).toMatchObject({
    columns: "none",
  });
  const asOf = { keys: [id, id], how: "left", direction: "backward", shared: ["id"] } as const;
  expect(asOfDetails({ ...asOf, toleranceMs: 5000, wanted: new Set(["a", "b"]) })).toEqual({
    ...{ key: "id", how: "left", version: "backward within 5 s", columns: "a, b" },
  });
  const sales = fromColumns({ id: [1, 2], price: [3, 4], shop: ["Kent", "Bend"] });
  const items = fromColumns({ id: [2, 1], name: ["cup", "hat"], weight: [5, 6] });
  const joined = sales.join(items, { on: "id" });
  expect(await saidOf(joined, "columns")).toEqual([]);
  const named = joined.map((row) => ({ name: row.name, price: row.price }));
  for (const parallelism of [1, 2]) {
    expect(await saidOf(named, "columns", parallelism)).toEqual(["name, price"]);
    expect((await saidOf(named, "columns read", parallelism)).map((names) => names.split(", ").sort())).toEqual([
      ["id", "price"],
      ["id", "name"],
    ]);
  }
  expect(sorted(await named.collect())).toEqual(
    sorted([
      { name: "hat", price: 3 },
      { name: "cup", price: 4 },
    ]),
  );
});

test("a join whose input never ends reads all columns: more may be wanted when what it keeps is restored", async () => {
  const items = fromColumns({ id: [2, 1], name: ["cup", "hat"], weight: [5, 6] });
  const stream = from({ ...columnsSource<{ id: number }>({ id: [1, 2], price: [3, 4] }), boundedness: "unbounded" });
  const joined = stream.join(items, { on: "id" }).map((row) => ({ name: row.name }));
  expect(await saidOf(joined, "columns")).toEqual(["name"]);
  expect(await saidOf(joined, "columns read")).toEqual([]);
});

/** What is read of a joined row, by lambdas whose columns are known. */
const readers: readonly ((row: Joined) => object)[] = [
  (row) => ({ l: row.l }),
  (row) => ({ r: row.r }),
  (row) => ({ id: row.id, sum: row.l + (row.r ?? 0) }),
  () => ({ one: 1 }),
];

interface Joined {
  readonly id: number;
  readonly l: number;
  readonly r: number | null;
}

type Rows = Dataset<Record<string, never>>;

const joins: Readonly<Record<string, (left: Rows, right: Rows, how: JoinHow) => Dataset<unknown>>> = {
  join: (left, right, how) => left.join(right, { on: "id", how } as never),
  "join of streams": (left, right, how) => endless(left).join(endless(right), { on: "id", how } as never),
  "window join": (left, right, how) =>
    timed(left, "lAt").join(timed(right, "rAt"), { on: "id", how, window: tumbling(10) } as never),
  "as-of join": (left, right, how) =>
    timed(left, "lAt")
      .keyBy("id")
      .asOfJoin(timed(right, "rAt").keyBy("id"), { how: how === "left" ? "left" : "inner" }),
};

function timed(rows: Rows, name: string): Rows {
  return rows.withEventTime((row) => row[name]!, { outOfOrder: 50 });
}

/** The rows of a source as a stream of which nobody says that it will end. */
function endless(rows: Rows): Rows {
  const { source } = rows.port.node as SourceNode;
  return from({ ...source, boundedness: "unbounded" }) as Rows;
}

async function rowsLeft(dataset: Dataset<unknown>): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  await dataset.sinkTo(into(rows)).run();
  return rows;
}

test.each(Object.keys(joins))("%s: what is read of its rows is the same whichever columns it makes", async (kind) => {
  const forms = fc.constantFrom<Form>("objects", "columns");
  const readersOf = fc.constantFrom(...readers);
  const howOf = fc.constantFrom<JoinHow>(...hows.filter((how) => how !== "semi" && how !== "anti"));
  await fc.assert(
    fc.asyncProperty(lefts, rights, forms, howOf, readersOf, async (left, right, form, how, reader) => {
      const lRows = left.map(({ id, l, at }) => ({ id, l, lAt: at }));
      const rRows = right.map(({ id, r, at }) => ({ id, r, rAt: at }));
      const joined = joins[kind]!(dataset(lRows, form) as never, dataset(rRows, form) as never, how);
      const read = await rowsLeft(joined.map(reader as (row: unknown) => object));
      const whole = await rowsLeft(joined);
      expect(sorted(read)).toEqual(sorted(whole.map((row) => reader(row as Joined))));
    }),
    { numRuns: 40 },
  );
});

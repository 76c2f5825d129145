import fc from "fast-check";
import { expect, test } from "vitest";
import { count, from, fromColumns, schema, tumbling } from "../../../core/mod.ts";
import { join } from "../../../core/operators/join.ts";
import type { JoinHow } from "../../../core/operators/join-spec.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { at, crash, end, on, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import {
  dataset,
  type Form,
  hows,
  type Left,
  lefts,
  nestedLoop,
  type Right,
  rights,
  sameId,
  sameIdAndDay,
  sorted,
} from "./join-oracle.ts";

const ways = fc.record({
  how: fc.constantFrom(...hows),
  leftForm: fc.constantFrom<Form>("objects", "columns", "mapped", "class"),
  rightForm: fc.constantFrom<Form>("objects", "columns", "mapped", "class"),
  parallelism: fc.integer({ min: 1, max: 4 }),
  batchRows: fc.constantFrom(1, 2, 5, 64),
  // Some of which hold a few rows only: the rest goes to disk.
  memoryBytes: fc.constantFrom(1, 2000, 2 ** 30),
});

test("a join gives what a nested loop gives, by one column", () =>
  fc.assert(
    fc.asyncProperty(lefts, rights, ways, async (left, right, { how, leftForm, rightForm, ...options }) => {
      const rows = await dataset(left, leftForm)
        .join(dataset(right, rightForm), { on: "id", how, select: (l, r) => [l && { ...l }, r && { ...r }] })
        .collect(options);
      expect(sorted(rows)).toEqual(sorted(nestedLoop(left, right, how, sameId)));
    }),
    { numRuns: 400 },
  ));

test("many rows of one key that do not fit into memory are joined in turns, in every kind of join", async () => {
  const left: Left[] = Array.from({ length: 90 }, (_, at) => ({ id: at % 3, day: 0, l: at, at }));
  const right: Right[] = Array.from({ length: 400 }, (_, at) => ({ id: at % 50 === 0 ? at : 1, day: 0, r: at, at }));
  for (const how of hows) {
    const rows = await from(left)
      .join(from(right), { on: "id", how, select: (l, r) => [l && { ...l }, r && { ...r }] })
      .collect({ memoryBytes: 1, batchRows: 20 });
    const expected = nestedLoop(left, right, how, sameId);
    expect([how, sorted(rows)]).toEqual([how, sorted(expected)]);
  }
});

test("columns of both sides stand side by side, key columns once, nulls where there is no partner", () =>
  fc.assert(
    fc.asyncProperty(lefts, rights, ways, async (left, right, { how, leftForm, rightForm, ...options }) => {
      const few = right.map(({ id, day, r }) => ({ id, day, r }));
      // What properties instances of a class have is not known before one comes to the subtask.
      const parallelism = [leftForm, rightForm].includes("class") ? 1 : options.parallelism;
      const rows = await dataset(left, leftForm)
        .join(dataset(few, rightForm), { on: ["id", "day"], how })
        .collect({ ...options, parallelism });
      const expected = nestedLoop(left, few as Right[], how, sameIdAndDay).map(([l, r]) =>
        joined(l, r, how, left.length === 0, few.length === 0),
      );
      expect(sorted(rows)).toEqual(sorted(expected));
    }),
    { numRuns: 400 },
  ));

/** A side of which no row was ever seen has no columns. */
function joined(l: Left | null, r: Right | null, how: JoinHow, noLeft: boolean, noRight: boolean): object {
  if (how === "semi" || how === "anti") return l!;
  const absent = { ...(noLeft ? {} : { l: null, at: null }), ...(noRight ? {} : { r: null }) };
  return { ...absent, ...r, ...l };
}

test("keys are what functions give, text and numbers alike, each once a row", () =>
  fc.assert(
    fc.asyncProperty(lefts, rights, ways, async (left, right, { how, leftForm, rightForm, ...options }) => {
      const rows = await dataset(left, leftForm)
        .join(dataset(right, rightForm), {
          on: [(l) => `${l.id}-${l.day}`, (r) => `${r.id}-${r.day}`],
          how,
          select: (l, r) => [l && { ...l }, r && { ...r }],
        })
        .collect(options);
      const match = (l: Left, r: Right): boolean => `${l.id}-${l.day}` === `${r.id}-${r.day}`;
      expect(sorted(rows)).toEqual(sorted(nestedLoop(left, right, how, match)));
    }),
    { numRuns: 150 },
  ));

const orders = [
  { order: 1, id: 7 },
  { order: 2, id: 8 },
  { order: 3, id: null },
];
const people = [
  { id: 7, name: "Ada" },
  { id: 7, name: "Bob" },
  { id: 9, name: "Cyd" },
];
const key = { columns: ["id"], names: ["id"] };

function verified(how: JoinHow, output: readonly object[], input = orders): void {
  verifyOperator(join({ how, keys: [key, key], shared: ["id"] }), {
    input: [
      ...people.slice(0, 2).map((each) => on(1, row(each))),
      ...input.map((each) => on(0, row(each))),
      crash,
      on(1, row(people[2]!)),
      on(1, end),
      on(0, row({ order: 4, id: 9 })),
      on(0, end),
    ],
    output: [...output.map((each) => row(each)), end],
  });
}

const pairs = [
  { order: 1, id: 7, name: "Ada" },
  { order: 1, id: 7, name: "Bob" },
  { order: 4, id: 9, name: "Cyd" },
];
const lonelyOrders = [
  { order: 2, id: 8, name: null },
  { order: 3, id: null, name: null },
];

test("an inner join holds left rows back until the right side has ended, and goes on from its state", () =>
  verified("inner", pairs));

test("a left join gives left rows without a partner beside nulls", () => verified("left", [...pairs, ...lonelyOrders]));

test("right and full joins give right rows without a partner at the end", () => {
  const lonely = { order: null, id: 5, name: "Eve" };
  const input = {
    input: [on(1, row({ id: 5, name: "Eve" })), on(1, row(people[0]!)), on(1, end), on(0, row(orders[0]!)), end],
    output: [row(pairs[0]!), row(lonely), end],
  };
  verifyOperator(join({ how: "right", keys: [key, key], shared: ["id"] }), input);
  verifyOperator(join({ how: "full", keys: [key, key], shared: ["id"] }), input);
});

test("semi and anti joins give left rows as they are", () => {
  verified("semi", [orders[0]!, { order: 4, id: 9 }]);
  verified("anti", [orders[1]!, orders[2]!]);
});

test("a key with many rows on both sides gives their product in batches", async () => {
  const [left, right] = [300, 400].map((rows) => fromColumns({ id: new Int32Array(rows), n: rangeOf(rows) }));
  const select = (l: { n: number }, r: { n: number }): number => l.n * 1000 + r.n;
  const rows = await left!.join(right!, { on: "id", select }).collect();
  expect(new Set(rows).size).toBe(300 * 400);
});

function rangeOf(rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, at) => at);
}

test("Dates of a typed column meet Dates that are values", async () => {
  const days = ["2024-01-01", "2024-01-02"].map((text) => new Date(text));
  const typed = from(
    days.map((day, n) => ({ day, n })),
    { schema: schema({ day: { kind: "timestamp", as: "Date" }, n: "float64" }) },
  );
  const rows = await typed.join(from([{ day: new Date("2024-01-02"), name: "Tue" }]), { on: "day" }).collect();
  expect(rows).toEqual([{ day: days[1], n: 1, name: "Tue" }]);
});

test("event times of left rows stay", async () => {
  const left = from([{ id: 1, at: 5 }]).withEventTime((each) => each.at);
  const seen: unknown[] = [];
  await left
    .join(from([{ id: 1, name: "Ada" }]), { on: "id" })
    .process((each, context) => void seen.push([each.name, context.time]))
    .discard()
    .run();
  expect(seen).toEqual([["Ada", 5]]);
});

async function failure(run: () => Promise<unknown> | unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "nothing";
}

test("columns of both sides by the same name are refused with the remedy", async () => {
  const both = from([{ id: 1, name: "Ada" }]);
  expect(await failure(() => both.join(both, { on: "id" }).collect())).toBe(
    "TypeError: Cannot join the columns of both sides in join #1 as their names must differ, but for the columns of the key: " +
      'got "name" on both; rename them on one side with map, or say with select what becomes of both',
  );
});

test("a run does not begin again where names of both sides clash: it never could be right", async () => {
  const dir = await temporaryFolder("millrace-join-");
  const warnings: string[] = [];
  const both = from([{ id: 1, name: "Ada" }]);
  const run = both
    .join(both, { on: "id" })
    .discard()
    .run({
      checkpoint: { dir },
      restart: { strategy: "fixed delay", delay: 0, attempts: 3 },
      onWarning: (text) => warnings.push(text),
    });
  await expect(run).rejects.toThrow("their names must differ");
  expect(warnings).toEqual([]);
  await deleteFolder(dir);
});

test("a key column that is not there is named with the nearest", async () => {
  const left = fromColumns({ ident: [1] }) as never as ReturnType<typeof from<{ id: number }>>;
  expect(await failure(() => left.join(from([{ id: 1 }]), { on: "id" }).collect())).toBe(
    'TypeError: Cannot read column "id" in join #1 as there is no such column: got "ident"; use one of these names',
  );
});

test("an unknown how and an on of another shape are refused before anything runs", async () => {
  const one = from([{ id: 1 }]);
  expect(await failure(() => one.join(one, { on: "id", how: "outer" as never }))).toBe(
    'RangeError: Cannot set how in join as it must be "inner" or "left" or "right" or "full" or "semi" or "anti": ' +
      'got "outer"; leave it out for "inner"',
  );
  expect(await failure(() => one.join(one, { on: [(each: { id: number }) => each.id] as never }))).toBe(
    "TypeError: Cannot join in join #1 as on must be a column of both sides, several of them, or a function of each side's rows: " +
      'got an array of 1 (function); use for instance on: "id" or on: [(order) => order.customer, (customer) => customer.id]',
  );
});

test("a row that is no object has no columns to join: it fails, or is left out", async () => {
  const mixed = from([{ id: 1 }, 5 as never, { id: 2 }]);
  const right = from([
    { ref: 1, name: "Ada" },
    { ref: 2, name: "Bob" },
  ]);
  expect(
    await failure(() =>
      mixed.join(right, { on: [(l: { id: number }) => l.id, (r: { ref: number }) => r.ref] }).collect(),
    ),
  ).toBe(
    "RecordError: Cannot join a row in join #1 as its columns are joined and it has none: got a row that is no object; " +
      "map the rows to objects before, or say with select what becomes of both — at row 1 of join #1: 5",
  );
  const kept = await mixed
    .join(right, { on: [(l: { id: number }) => l.id, (r: { ref: number }) => r.ref], onError: "skip" })
    .collect();
  expect(kept.map(({ name }) => name)).toEqual(["Ada", "Bob"]);
});

test("a select that throws names the row", async () => {
  const one = from([{ id: 1 }]);
  const select = (): never => {
    throw new Error("no");
  };
  expect(await failure(() => one.join(one, { on: "id", select }).collect())).toBe(
    'RecordError: Cannot apply select of join #1 at row 0 of join #1 as it threw Error: no; the row is {"id":1}; ' +
      'mend the lambda, filter such rows out before, or say onError: "skip"',
  );
});

test("rows of a join that went to disk are not late behind it: watermarks wait as long as rows do", async () => {
  const ids = Array.from({ length: 500 }, (_, at) => (at * 79) % 500);
  for (const rights of [ids.toSorted((a, b) => a - b), ids]) {
    for (const memoryBytes of [2000, 2 ** 30]) {
      const windows = await fromColumns({ id: ids, at: ids.map((_, at) => 10 * at) })
        .withEventTime((row) => row.at)
        .join(fromColumns({ id: rights, right: rights }), { on: "id" })
        .windowAll(tumbling("1s"))
        .aggregate({ rows: count() })
        .collect({ memoryBytes, batchRows: 20 });
      expect(windows.map(({ rows }) => rows)).toEqual([100, 100, 100, 100, 100]);
    }
  }
});

test("rows that wait for the right side are not late, however far the times of that one are", () =>
  verifyOperator(join({ how: "inner", keys: [byId, byId], shared: ["id"] }), {
    input: [
      on(0, at(10, { id: 1, l: 1 })),
      on(0, watermark(20)),
      on(1, row({ id: 1, r: 2 })),
      on(1, watermark(50)),
      crash,
      on(1, end),
      on(0, at(30, { id: 1, l: 3 })),
      on(0, watermark(40)),
      on(0, end),
    ],
    output: [at(10, { id: 1, l: 1, r: 2 }), watermark(20), at(30, { id: 1, l: 3, r: 2 }), watermark(40), end],
  }));

const byId = { columns: ["id"], names: ["id"] } as const;

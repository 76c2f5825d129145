import { expect, test } from "vitest";
import { collect, count, first, from, last, mapPartition, tumbling } from "../../../core/mod.ts";

interface Row {
  readonly k: number;
  readonly t: number;
}

const rows: readonly Row[] = [
  { k: 1, t: 1 },
  { k: 2, t: 2 },
];

/** As a plain function gives it that calls an async one and forgets to wait: to TypeScript it is what it will be. */
function later<Value>(value: Value): Value {
  return Promise.resolve(value) as Value;
}

const of = () => from(rows);
const windows = () =>
  of()
    .withEventTime((row) => row.t)
    .keyBy((row) => row.k)
    .window(tumbling("1s"));

const cases: Readonly<Record<string, () => Promise<unknown>>> = {
  filter: () =>
    of()
      .filter(() => later(false))
      .collect(),
  "filter before a map": () =>
    of()
      .filter((row) => later(row.k > 1))
      .map((row) => row.k)
      .collect(),
  "filter behind a map": () =>
    of()
      .map((row) => ({ k: row.k }))
      .filter((row) => later(row.k > 1))
      .collect(),
  map: () =>
    of()
      .map((row) => later(row.k))
      .collect(),
  "a column of map": () =>
    of()
      .map((row) => ({ k: later(row.k) }))
      .collect(),
  flatMap: () =>
    of()
      .flatMap((row) => later([row]))
      .collect(),
  keyBy: () =>
    of()
      .keyBy((row) => later(row.k))
      .aggregate({ n: count() })
      .collect(),
  "count()": () =>
    of()
      .aggregate({ n: count((row) => later(row.k)) })
      .collect(),
  "first()": () =>
    of()
      .aggregate({ n: first((row) => later(row.k)) })
      .collect(),
  "last()": () =>
    of()
      .aggregate({ n: last((row) => later(row.k)) })
      .collect(),
  "collect()": () =>
    of()
      .aggregate({ n: collect((row) => later(row.k)) })
      .collect(),
  reduce: () =>
    from([...rows, ...rows])
      .keyBy((row) => row.k)
      .reduce((row) => later(row))
      .collect(),
  process: () =>
    of()
      .keyBy((row) => row.k)
      .process({ row: (row) => later([row]) })
      .collect(),
  "process of a window": () =>
    windows()
      .process(({ rows }) => later([rows.length]))
      .collect(),
  coGroup: () =>
    of()
      .coGroup(of(), { on: "k" }, ({ left }) => later(left))
      .collect(),
  mapPartition: () =>
    of()
      .apply(mapPartition((rows) => later([...rows])))
      .collect(),
};

for (const [name, run] of Object.entries(cases)) {
  test(`a promise that nobody waits for is refused by ${name}`, () =>
    expect(run()).rejects.toThrow(/got a promise.*; .*mapAsync/));
}

test("the look for promises asks no getter: one that throws is the record of the lambda that reads it, or of nobody", async () => {
  const rows = () => [
    { a: 1, b: 1 },
    {
      b: 2,
      get a(): number {
        throw new Error("not loaded");
      },
    },
  ];
  expect(
    await from(rows())
      .map((row) => ({ b: row.b }))
      .collect(),
  ).toEqual([{ b: 1 }, { b: 2 }]);
  const read = (onError: "fail" | "skip") => from(rows()).map((row) => ({ a: row.a }), { onError });
  expect(await read("skip").collect()).toEqual([{ a: 1 }]);
  await expect(read("fail").collect()).rejects.toThrow(/lambda of map #1 at row 1 .*not loaded/);
});

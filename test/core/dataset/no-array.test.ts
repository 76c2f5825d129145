import { describe, expect, test } from "vitest";
import { avg, count, type Dataset, from, Table } from "../../../core/mod.ts";

// biome-ignore lint/suspicious/noExplicitAny: mistakes have no types
type Loose = any;

const trips = (): Loose => from([{ km: 4 }, { km: 9 }]);

function told(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing";
}

describe("a dataset that is taken for an array", () => {
  test("tells whoever loops over it, spreads it or makes an array of it to await its rows", () => {
    const loop = (): void => {
      for (const row of trips()) console.log(row);
    };
    const remedy = "use for await (const row of dataset), or await dataset.collect() for an array";
    for (const make of [loop, () => [...trips()], () => Array.from(trips()), () => new Set(trips())]) {
      expect(told(make)).toBe(`Cannot loop over a dataset as its rows are not there before it runs: ${remedy}`);
    }
  });

  test("tells how many rows there are how, and what its methods are called", () => {
    expect(told(() => trips().length)).toMatch(
      /^Cannot read length of a dataset .*: use \(await dataset\.collect\(\)\)\.length, or agg/,
    );
    expect(told(() => trips().push({ km: 1 }))).toMatch(/use union\(from\(\[row\]\)\)/);
    expect(told(() => trips().slice(0, 2))).toMatch(/use limit\(n\)/);
  });

  test("is still what can be awaited one by one, and made a dataset of", async () => {
    expect(await Array.fromAsync(trips() as Dataset<unknown>)).toEqual([{ km: 4 }, { km: 9 }]);
    expect(await from(trips() as Dataset<{ km: number }>).collect()).toHaveLength(2);
    expect({ ...trips() }).toHaveProperty("port");
  });

  test("is an error of types too", () => {
    const typed = from([{ km: 4 }]);
    // @ts-expect-error a dataset is no iterable
    expect(() => [...typed]).toThrow(TypeError);
    // @ts-expect-error it has no length
    expect(() => typed.length).toThrow(TypeError);
  });
});

describe("a forgotten await", () => {
  test("behind collect() tells what to write", async () => {
    const rows = trips().collect();
    expect(told(() => rows.length)).toBe(
      "Cannot read length of what collect() gives as it is there only later: got a promise; await it, as in (await dataset.collect()).length",
    );
    expect(told(() => rows.map((row: Loose) => row))).toMatch(
      /Cannot call map of .* \(await dataset\.collect\(\)\)\.map\(…\)$/,
    );
    expect(told(() => [...rows])).toMatch(/Cannot loop over .*for \(const row of await dataset\.collect\(\)\)$/);
    expect(await rows).toEqual([{ km: 4 }, { km: 9 }]);
  });

  test("behind toTable() tells what to write", async () => {
    const table = trips().toTable();
    expect(told(() => table.head(3))).toMatch(/Cannot call head of .* \(await dataset\.toTable\(\)\)\.head\(…\)$/);
    expect(told(() => table.shape)).toMatch(/Cannot read shape of what toTable\(\) gives/);
    expect((await table).rowCount).toBe(2);
  });

  test("is an error of types too, and a promise that fails still rejects", async () => {
    const rows = from([{ km: 4 }]).collect();
    // @ts-expect-error a promise has no length
    expect(() => rows.length).toThrow(TypeError);
    const failing = from([1]).map(() => {
      throw new Error("power cut");
    });
    await expect(failing.collect()).rejects.toThrow("power cut");
    expect(Object.keys(rows)).toEqual([]);
  });
});

test("rows whose key is null are a group of a table, as no row vanishes; a filter before is what pandas does", () => {
  const table = new Table([{ city: "Kent", km: 4 }, { city: null, km: 1 }, { city: null, km: 3 }, { km: 8 }] as {
    city: string | null;
    km: number;
  }[]);
  const spec = { trips: count(), km: avg((trip: { km: number }) => trip.km) };
  expect(table.groupBy("city").aggregate(spec).toObjects()).toEqual([
    { city: "Kent", trips: 1, km: 4 },
    { city: null, trips: 3, km: 4 },
  ]);
  const kept = table.filter((trip) => trip.city !== null && trip.city !== undefined);
  expect(kept.groupBy("city").aggregate(spec).toObjects()).toEqual([{ city: "Kent", trips: 1, km: 4 }]);
});

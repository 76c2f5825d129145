import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { valueAt } from "../../../core/data/column.ts";
import { columnOf } from "../../../core/data/column-of.ts";
import { gather } from "../../../core/data/compact.ts";
import { fitsType } from "../../../core/data/fits-type.ts";
import { gatherOrNull } from "../../../core/data/gather-or-null.ts";
import { sizeOf } from "../../../core/data/size.ts";
import { from, fromColumns, last, list, schema, struct, tumbling, vector } from "../../../core/mod.ts";
import { typedBatch } from "../expression/batches.ts";

const points = schema({ id: "int64", at: vector(2) });

describe("vector(size)", () => {
  test("is a type of so many doubles, which rows see as a Float64Array of their own", async () => {
    expect(vector(3)).toEqual({ kind: "vector", size: 3 });
    const given = [
      { id: 1, at: [3, 4] },
      { id: 2, at: Float64Array.of(-0, Number.NaN) },
      { id: 3, at: null },
    ];
    const rows = await from(given, { schema: points }).collect();
    expectTypeOf(rows[0]!).toEqualTypeOf<{ id: number; at: Float64Array }>();
    expect(rows).toEqual([
      { id: 1, at: Float64Array.of(3, 4) },
      { id: 2, at: Float64Array.of(-0, Number.NaN) },
      { id: 3, at: null },
    ]);
    rows[0]!.at[0] = 99;
    expect(await from(given, { schema: points }).collect()).toMatchObject([{ at: Float64Array.of(3, 4) }, {}, {}]);
  });

  test.each([0, -1, 1.5, 65_537, Number.NaN, "3"])("takes whole numbers from 1 to 65,536, not %s", (size) => {
    expect(() => vector(size as number)).toThrow(
      `Cannot make a vector type as it takes how many numbers a vector has, 1…65536: got ${size}; use for instance vector(3)`,
    );
  });

  test.each([
    [[1, 2, 3], "an array of 3"],
    [Float32Array.of(1), "an array of 1"],
    [[1, "2"], "an array with string 2 at 1"],
    [[1, null], "an array with object null at 1"],
    [BigInt64Array.of(1n, 2n), "an array with bigint 1 at 0"],
    ["1,2", "string 1,2"],
    [7, "number 7"],
    [{ 0: 1 }, "an object"],
    [new DataView(new ArrayBuffer(16)), "an object"],
  ])("what is none is an error that names row, column and what was got: %o", async (at, got) => {
    const rows = [
      { id: 1, at: [0, 0] },
      { id: 2, at },
    ];
    await expect(from(rows as never[], { schema: points }).collect()).rejects.toThrow(
      `Cannot read column "at" at row 1 of array of 2 as it must be vector(2): got ${got}; mend the row`,
    );
    expect(await from(rows as never[], { schema: points, onError: "skip" }).collect()).toHaveLength(1);
  });

  test("stands in lists and structs, too", async () => {
    const types = schema({ path: list(vector(2)), box: struct({ low: vector(1) }) });
    const rows = [{ path: [[0, 1], Float64Array.of(2, 3)], box: { low: [5] } }];
    expect(await from(rows as never[], { schema: types }).collect()).toEqual([
      { path: [Float64Array.of(0, 1), Float64Array.of(2, 3)], box: { low: Float64Array.of(5) } },
    ]);
    await expect(from([{ path: [[1]], box: null }] as never[], { schema: types }).collect()).rejects.toThrow(
      "must be list<vector(2)>: got object [[1]]",
    );
    expect(fitsType(vector(2), Float64Array.of(1, 2))).toBe(true);
    expect(fitsType(vector(2), [1, 2])).toBe(false);
  });
});

describe("columns of vectors", () => {
  test("come of Float64Arrays of one length; others stay as they are", () => {
    const layouts = (values: readonly unknown[]) => columnOf(values).layout;
    expect(layouts([Float64Array.of(1, 2), null, Float64Array.of(3, 4)])).toBe("vector");
    expect(layouts([Float64Array.of(1, 2), Float64Array.of(3)])).toBe("values");
    expect(layouts([Float64Array.of(1), [2]])).toBe("values");
    expect(layouts([new Float64Array(0)])).toBe("values");
    expect(layouts([new Float64Array(1025)])).toBe("values");
    expect(layouts([null, undefined, Float64Array.of(1)])).toBe("values");
    expect(layouts([Float32Array.of(1)])).toBe("values");
  });

  test("take eight bytes a number", () => {
    expect(sizeOf(typedBatch([{ v: new Float64Array(10) }, { v: new Float64Array(10) }]))).toBe(160);
  });

  test("are gathered row by row, with null for the row −1", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        fc.array(fc.integer({ min: -1, max: 19 }), { maxLength: 30 }),
        (size, present, picks) => {
          const values = present.map((is, row) =>
            is ? Float64Array.from({ length: size }, (_, i) => row + i / 8) : null,
          );
          const type = { kind: "vector", size } as const;
          const column = values.some((value) => value !== null)
            ? columnOf(values)
            : {
                type,
                layout: "vector" as const,
                data: new Float64Array(values.length * size),
                validity: new Uint8Array(3),
              };
          const rows = Int32Array.from(picks, (row) => Math.min(row, values.length - 1));
          const expected = Array.from(rows, (row) => (row < 0 ? null : values[row]));
          const given = gatherOrNull(column, rows);
          expect(Array.from(rows, (_, k) => valueAt(given, k))).toEqual(expected);
          const there = rows.filter((row) => row >= 0);
          // Into what was there before, where it has room.
          const spare = gather(
            column,
            Int32Array.from({ length: 40 }, () => 0),
          );
          const again = gather(column, there, spare);
          expect(Array.from(there, (_, k) => valueAt(again, k))).toEqual(Array.from(there, (row) => values[row]));
        },
      ),
    ));
});

describe("vectors in lambdas", () => {
  const rows = [1, 2, 3].map((n) => ({ n, v: Float64Array.of(n, n * 10) }));

  test("what lambdas return of one length is a column of vectors, whatever else becomes values", async () => {
    const types = async (make: (n: number) => unknown): Promise<string> => {
      const table = await from([0, 1, 2, 3])
        .map((n) => ({ v: make(n) }))
        .toTable();
      return table.toString().split("\n")[1] ?? "";
    };
    expect(await types((n) => Float64Array.of(n, 1))).toContain("vector(2)");
    expect(await types((n) => (n === 1 ? null : Float64Array.of(n)))).toContain("vector(1)");
    expect(await types((n) => new Float64Array(n + 1))).not.toContain("vector");
  });

  test("are shown as lists of their numbers", async () => {
    const table = await fromColumns({ v: rows.map(({ v }) => v) }).toTable();
    expect(table.toString()).toContain("vector(2)\n─────────\n[1,10]\n[2,20]\n");
  });

  test("rows keep what they were given: one array that is filled anew for each row is no trap", async () => {
    const scratch = new Float64Array(2);
    const made = from([1, 2, 3]).map((n) => {
      scratch.fill(n);
      return { v: scratch };
    });
    expect(await made.collect()).toEqual([1, 2, 3].map((n) => ({ v: Float64Array.of(n, n) })));
  });

  test("vectors of another length, nulls and other values come out as they went in", async () => {
    const given = [Float64Array.of(1), null, Float64Array.of(2, 3), "text", undefined, Float64Array.of(4)];
    expect(
      await from(given.keys())
        .map((n) => ({ v: given[n] }))
        .collect(),
    ).toEqual(given.map((v) => ({ v })));
  });

  test("may be kept and changed by who was given them", async () => {
    const seen: Float64Array[] = [];
    const given = rows.map(({ v }) => v.slice());
    await fromColumns({ v: given })
      .map((row) => ({ v: row.v, sum: row.v[0]! + row.v[1]! }))
      .filter((row) => {
        seen.push(row.v);
        row.v[0] = -1;
        return true;
      })
      // As in an object that goes from one function to the next.
      .forEach((row) => expect(row.v[0]).toBe(-1));
    expect(given).toEqual(rows.map(({ v }) => v));
    expect(seen.map((v) => v[1])).toEqual([10, 20, 30]);
  });

  test("are keys by their numbers", async () => {
    const keyed = from(
      [
        [1, 0],
        [1, -0],
        [2, 0],
        [1, 0],
      ].map((v) => ({ v: Float64Array.from(v) })),
    )
      .keyBy((row) => row.v)
      .aggregate({ last: last((row) => row.v) });
    const found = await keyed.collect();
    expect(found.map(({ key }) => [...(key as Float64Array)])).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  test("are no order to sort by", async () => {
    await expect(
      fromColumns({ v: rows.map(({ v }) => v) })
        .sort("v")
        .collect(),
    ).rejects.toThrow(
      "as its values must be numbers, texts, booleans, bigints or Dates: got vector(2); sort by a function",
    );
  });

  test("pass through windows and joins, absent beside rows that stand alone", async () => {
    const left = from(rows.map((row) => ({ ...row, at: row.n }))).map((row) => ({ n: row.n, at: row.at, v: row.v }));
    const right = from([{ n: 2, w: Float64Array.of(5) }]).map((row) => ({ n: row.n, w: row.w }));
    expect(await left.join(right, { on: "n", how: "left" }).sort("n").collect()).toEqual(
      rows.map(({ n, v }) => ({ n, at: n, v, w: n === 2 ? Float64Array.of(5) : null })),
    );
    const windows = left
      .withEventTime((row) => row.at)
      .windowAll(tumbling(2))
      .aggregate({ v: last((row) => row.v) });
    expect((await windows.collect()).map(({ v }) => v)).toEqual([rows[0]!.v, rows[2]!.v]);
  });
});

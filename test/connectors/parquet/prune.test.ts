import { afterAll, beforeAll, expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { mayMatch } from "../../../connectors/parquet/prune.ts";
import type { Condition } from "../../../core/io/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { duck } from "./kit.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder("millrace-parquet-prune-");
  // One row group: n 100…199, name "n100"…"n199", day in January, half without a value in `some` (100…199).
  await duck(`COPY (SELECT n::INTEGER AS n, n::BIGINT AS big, n + 0.5::DOUBLE AS x, 'n' || n AS name, 'ü' || n AS umlaut,
      DATE '2024-01-01' + (n - 100)::INTEGER % 31 AS day, n::DECIMAL(9, 2) AS money,
      CASE WHEN n % 2 = 0 THEN n END::INTEGER AS some, NULL::INTEGER AS none
    FROM range(100, 200) t(n)) TO '${folder}/group.parquet'`);
});
afterAll(() => deleteFolder(folder));

async function isRead(column: string, compare: Condition["compare"], value: Condition["value"]): Promise<boolean> {
  const splits = await parquet(`${folder}/group.parquet`).splits({
    columns: undefined,
    conditions: [{ column, compare, value }],
  });
  return splits.length === 1;
}

const cases: readonly [string, Condition["compare"], Condition["value"], boolean][] = [
  ["n", "=", 150, true],
  ["n", "=", 99, false],
  ["n", "=", 200, false],
  ["n", "!=", 99, true],
  ["n", "<", 100, false],
  ["n", "<=", 100, true],
  ["n", ">", 199, false],
  ["n", ">=", 199, true],
  ["n", ">", "z", true], // no order between the two
  ["big", "<", 100, false],
  ["big", "=", 150n, true],
  ["big", ">", 199n, false],
  ["x", ">", 199.5, false],
  ["x", ">=", 199.5, true],
  ["name", "=", "n150", true],
  ["name", "=", "m", false],
  ["name", ">=", "o", false],
  ["name", "=", "ñ", false],
  ["umlaut", "=", "a", true], // its bounds are not ASCII
  ["day", "<", Date.UTC(2024, 0, 1), false],
  ["day", ">=", Date.UTC(2024, 0, 31), true],
  ["money", ">", 199, false],
  ["some", "=", 99, false],
  ["some", ">", 198, false],
  ["some", "<", 50, true], // null < 50 is true in a lambda
  ["some", "<", 0, false],
  ["none", "=", 0, false],
  ["none", "<", 1, true],
  ["none", ">", 1, false],
  ["none", "!=", 1, true],
  ["unknown", "=", 1, true],
];

test("bounds that an old writer ordered as signed do not leave out unsigned values", () => {
  const bytes = (n: number): Uint8Array => new Uint8Array(Uint32Array.of(n).buffer);
  // UINT_32 values 1 and 3,000,000,000, fields 1 and 2 of the statistics: as signed the greater one is negative.
  const mayHold = (signed: boolean, condition: Omit<Condition, "column">): boolean => {
    const schema = [
      { name: "root", physical: undefined, typeLength: 0, repetition: "required", childCount: 1, logical: undefined },
      {
        name: "x",
        physical: "INT32",
        typeLength: 0,
        repetition: "required",
        childCount: 0,
        logical: { kind: "integer", bits: 32, signed },
      },
    ] as const;
    const statistics = { min: bytes(3e9), max: bytes(1), nullCount: 0, order: "signed" } as const;
    const node = { element: schema[1], firstLeaf: 0, definition: 0, repetition: 0, children: [], leaves: 1 };
    const file = { columns: [node], metadata: { rowGroups: [{ rows: 2, chunks: [{ statistics }] }] } };
    return mayMatch(file as never, 0, [{ column: "x", ...condition }]);
  };
  expect(mayHold(false, { compare: ">", value: 5 })).toBe(true);
  expect(mayHold(false, { compare: "=", value: 1 })).toBe(true);
  expect(mayHold(false, { compare: "=", value: 3e9 })).toBe(true);
  expect(mayHold(true, { compare: ">", value: 5 })).toBe(false);
});

test("bounds that a writer took of NaN say nothing: the row group is read", () => {
  const bytes = (n: number): Uint8Array => new Uint8Array(Float64Array.of(n).buffer);
  const element = {
    name: "x",
    physical: "DOUBLE",
    typeLength: 0,
    repetition: "required",
    childCount: 0,
    logical: undefined,
  };
  const mayHold = (min: number, max: number, condition: Omit<Condition, "column">): boolean => {
    const statistics = { min: bytes(min), max: bytes(max), nullCount: 0, order: "signed" } as const;
    const node = { element, firstLeaf: 0, definition: 0, repetition: 0, children: [], leaves: 1 };
    const file = { columns: [node], metadata: { rowGroups: [{ rows: 2, chunks: [{ statistics }] }] } };
    return mayMatch(file as never, 0, [{ column: "x", ...condition }]);
  };
  for (const compare of ["<", "<=", "=", ">=", ">"] as const) {
    expect(mayHold(Number.NaN, Number.NaN, { compare, value: 5 })).toBe(true);
    expect(mayHold(1, Number.NaN, { compare, value: 5 })).toBe(true);
    expect(mayHold(Number.NaN, 9, { compare, value: 5 })).toBe(true);
  }
  expect(mayHold(1, 2, { compare: "=", value: 5 })).toBe(false);
});

for (const [column, compare, value, read] of cases) {
  test(`${column} ${compare} ${value}: the row group is ${read ? "read" : "left out"}`, async () => {
    expect(await isRead(column, compare, value)).toBe(read);
  });
}

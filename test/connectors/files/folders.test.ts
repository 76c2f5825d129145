import { mkdir, writeFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { mayFulfil } from "../../../connectors/files/folder-columns.ts";
import { escapedValue, partitionValues } from "../../../connectors/files/writing/partition-text.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { int64, type Source, string } from "../../../core/io/mod.ts";
import { count, from, schema } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { sourceContract } from "../../../core/testing/mod.ts";
import { inFolder } from "./text-files.ts";

interface Flight {
  readonly origin: string | null;
  readonly year: number;
  readonly delay: number;
}

const flights: readonly Flight[] = [
  { delay: 5, origin: "JFK", year: 2023 },
  { delay: 7, origin: "a/b=c %25", year: 2024 },
  { delay: 9, origin: null, year: 2024 },
  { delay: 11, origin: "São Paulo", year: 2024 },
  { delay: 13, origin: "JFK", year: 2024 },
  { delay: 15, origin: ".", year: 2024 },
  { delay: 17, origin: "JFK", year: 2025 },
];

const byDelay = (a: Flight, b: Flight): number => a.delay - b.delay;

const formats = { csv, jsonl: jsonLines, parquet };

for (const [name, format] of Object.entries(formats)) {
  test(`${name}: columns that folders tell come back as they were written, for a folder, a pattern and one column`, () =>
    inFolder(async (folder) => {
      await from(flights)
        .sinkTo(format(`${folder}/out`, { partitionBy: ["origin", "year"] }))
        .run();
      const read = from(format<Flight>(`${folder}/out`));
      expect((await read.collect()).sort(byDelay)).toEqual(flights);
      expect((await from(format<Flight>(`${folder}/out/*/year=2024/*`)).collect()).length).toBe(5);
      const years = await read.map((row) => row.year).collect();
      expect(years.sort()).toEqual([2023, 2024, 2024, 2024, 2024, 2024, 2025]);
      expect(await read.aggregate({ rows: count() }).collect()).toEqual([{ rows: 7 }]);
      const delays = await read.map((row) => row.delay).collect();
      expect(delays.sort((a, b) => a - b)).toEqual([5, 7, 9, 11, 13, 15, 17]);
      const kent = await read.filter((row) => row.origin === "JFK" && row.year > 2023).collect();
      expect(kent.sort(byDelay).map(({ delay }) => delay)).toEqual([13, 17]);
    }));

  test(`${name}: files in folders that no row is wanted of are not read`, () =>
    inFolder(async (folder) => {
      await from(flights)
        .sinkTo(format(`${folder}/out`, { partitionBy: ["year"] }))
        .run();
      const source: Source<Flight> = format<Flight>(`${folder}/out`);
      const splitsOf = async (compare: "=" | ">=", value: number): Promise<number> =>
        (await source.splits({ columns: undefined, conditions: [{ column: "year", compare, value }] })).length;
      expect([await splitsOf("=", 2024), await splitsOf(">=", 2024), await splitsOf("=", 2000)]).toEqual([1, 2, 0]);
    }));
}

test("folders that say nothing are absent values; a type that was given counts, and what does not fit it is told", () =>
  inFolder(async (folder) => {
    for (const [path, n] of [
      ["code=007", 1],
      ["code=08", 2],
      ["", 3],
    ] as const) {
      await mkdir(`${folder}/${path}`, { recursive: true });
      await writeFile(`${folder}/${path}/a.csv`, `n\n${n}\n`);
    }
    const byN = (a: { n: number }, b: { n: number }): number => a.n - b.n;
    const rows = await from(csv<{ n: number; code: string }>(folder)).collect();
    expect(rows.sort(byN)).toEqual([
      { n: 1, code: "007" },
      { n: 2, code: "08" },
      { n: 3, code: null },
    ]);
    const typed = schema({ n: "int64", code: "date" });
    await expect(from(csv(folder, { schema: typed })).collect()).rejects.toThrow(
      /Cannot read ".*a\.csv" as the "code" of its folders must be date: got "00?[78]"; give the column another type/,
    );
    expect((await from(csv<{ n: number }>(folder, { folders: "ignored" })).collect()).sort(byN)).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
  }));

test("folders above the location tell nothing, and theirs count before columns of the files", () =>
  inFolder(async (folder) => {
    await mkdir(`${folder}/a=1/n=5`, { recursive: true });
    await writeFile(`${folder}/a=1/n=5/x.csv`, "n,m\n1,2\n");
    expect(await from(csv(`${folder}/a=1`)).collect()).toEqual([{ m: 2, n: 5 }]);
    expect(await from(csv(`${folder}/a=1/n=5/x.csv`)).collect()).toEqual([{ n: 1, m: 2 }]);
  }));

test("a watched folder has the columns of its folders, in those that come later, too", () =>
  inFolder(async (folder) => {
    const typed = schema({ n: "int64", day: "string" });
    const source: Source<object> = csv(folder, { schema: typed, watch: "5ms" });
    const write = async (day: string): Promise<void> => {
      await mkdir(`${folder}/.in/day=${day}`, { recursive: true });
      await writeFile(`${folder}/.in/day=${day}/a.csv`, "n\n1\n");
      const { rename } = await import("node:fs/promises");
      await rename(`${folder}/.in/day=${day}`, `${folder}/day=${day}`);
    };
    await write("1");
    const days: unknown[] = [];
    await from(source)
      .map((row) => (row as { day: string }).day)
      .limit(2)
      .forEach(async (day) => {
        days.push(day);
        if (days.length === 1) await write("2");
      });
    expect(days).toEqual(["1", "2"]);
  }));

test("DuckDB reads what we write to folders, and we what it writes", () =>
  inFolder(async (folder) => {
    const connection = await (await DuckDBInstance.create()).connect();
    await from(flights)
      .sinkTo(parquet(`${folder}/ours`, { partitionBy: ["origin", "year"] }))
      .run();
    const read = await connection.runAndReadAll(
      `SELECT delay::INT AS delay, origin, year::INT AS year FROM read_parquet('${folder}/ours/**/*.parquet', hive_partitioning = true) ORDER BY delay`,
    );
    expect(read.getRowObjects()).toEqual(flights);
    await connection.run(
      `COPY (SELECT * FROM read_parquet('${folder}/ours/**/*.parquet', hive_partitioning = true)) TO '${folder}/theirs' (FORMAT parquet, PARTITION_BY (origin, year))`,
    );
    expect((await from(parquet<Flight>(`${folder}/theirs`)).collect()).sort(byDelay)).toEqual(flights);
    connection.closeSync();
  }));

test("a value is in a path as Hive writes it, and read from there as it was", () => {
  for (const [value, text] of [
    ["a b", "a b"],
    ["a/b", "a%2Fb"],
    ["100%", "100%25"],
    ["x=y:z", "x%3Dy%3Az"],
    ["\n", "%0A"],
    ["", ""],
    ["é日", "é日"],
  ] as const) {
    expect(escapedValue(value)).toBe(text);
    expect(partitionValues(`/t/k=${text}/f`, "/t/")).toEqual([["k", value]]);
  }
  expect(escapedValue(undefined)).toBe("__HIVE_DEFAULT_PARTITION__");
  expect(partitionValues("/t/k=__HIVE_DEFAULT_PARTITION__/f", "/t/")).toEqual([["k", null]]);
  expect(partitionValues("/t/k=100%/f", "/t/")).toEqual([["k", "100%"]]);
  expect(partitionValues("/other/k=1/f", "/t/")).toEqual([]);
  expect(() => escapedValue("__HIVE_DEFAULT_PARTITION__")).toThrow("must stand for no value");
});

test("only values of one kind are compared: the rest is left to the filter", () => {
  const fields = [
    { name: "year", type: int64 },
    { name: "city", type: string },
  ];
  const may = (values: readonly unknown[], column: string, compare: "=" | "<" | "!=", value: number | string) =>
    mayFulfil(fields, values, [{ column, compare, value }]);
  expect(may([2024, "Kent"], "year", "=", 2024)).toBe(true);
  expect(may([2024, "Kent"], "year", "<", 2024)).toBe(false);
  expect(may([2024, "Kent"], "city", "!=", "Kent")).toBe(false);
  expect(may([2024, "Kent"], "year", "=", "x")).toBe(true);
  expect(may([null, null], "year", "=", 1)).toBe(true);
  expect(may([Number.NaN, null], "year", "=", 1)).toBe(true);
  expect(may([2024, "Kent"], "delay", "=", 1)).toBe(true);
});

for (const [format, make] of Object.entries(formats)) {
  const open = async () => {
    const folder = await temporaryFolder("millrace-folders-");
    await from(flights)
      .sinkTo(make(`${folder}/out`, { partitionBy: ["year"] }))
      .run();
    return { source: make<Flight>(`${folder}/out`), rows: flights, remove: () => deleteFolder(folder) };
  };
  for (const { name, run } of sourceContract(open)) test(`${format}, in folders: ${name}`, run);
}

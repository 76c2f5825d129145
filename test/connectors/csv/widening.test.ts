import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { csvSource } from "../../../connectors/csv/source.ts";
import { count, from } from "../../../core/mod.ts";
import { inFolder, put } from "../files/text-files.ts";
import { readCsv } from "./read-csv.ts";

/** The first rows are all that types are inferred from. */
const sample = { sampleBytes: 8, windowBytes: 12, batchRows: 2 } as const;

async function widened(
  texts: readonly string[],
  sampleBytes: number = sample.sampleBytes,
): Promise<{ values: unknown[]; type: string | undefined }> {
  const { rows, types } = await readCsv(`x,y\n${texts.map((text) => `${text},0\n`).join("")}`, {
    ...sample,
    sampleBytes,
  });
  return { values: rows.map((row) => row.x), type: types.x };
}

test("a column of integers has decimals as numbers, and what is no number as text", async () => {
  expect(await widened(["1", "2", "2.5"])).toEqual({ values: [1, 2, 2.5], type: "float64" });
  expect(await widened(["1", "2", "2.5", "3", "many", "1.50", "4"])).toEqual({
    values: [1, 2, 2.5, 3, "many", 1.5, 4],
    type: "any",
  });
});

test("a text that would not be the same again as a number stays the text it is", async () => {
  expect((await widened(["1", "2", "007", "+5", " 6", "7"])).values).toEqual([1, 2, "007", "+5", " 6", 7]);
  expect((await widened(["007", "2", "3"], 20)).values).toEqual(["007", "2", "3"]);
  expect((await widened(["1", "2", "123456789012345678901234567890"])).values.at(-1)).toBe(
    "123456789012345678901234567890",
  );
});

test("integers past 2^53 are bigints beside the numbers", async () => {
  expect(await widened(["1", "2", "9007199254740993", "1.5"])).toEqual({
    values: [1, 2, 9007199254740993n, 1.5],
    type: "any",
  });
  expect((await widened(["1.5", "2", "9007199254740993"])).values).toEqual([1.5, 2, 9007199254740993n]);
  expect((await widened(["9007199254740993", "1.5", "3"], 22)).values).toEqual([9007199254740993n, 1.5, 3n]);
  // Written otherwise they are the same integers, and doubles stay those that they are.
  const exact = 9007199254740993n;
  for (const text of ["9007199254740993.0", "9007199254740993e0", "9.007199254740993e15"]) {
    expect((await widened(["1.5", "2", text, "9007199254740992.0"])).values).toEqual([1.5, 2, exact, 2 ** 53]);
    expect((await widened(["1", "2", text, "1e23"])).values).toEqual([1, 2, exact, 1e23]);
  }
});

test("dates and times stay times beside others, and booleans booleans", async () => {
  expect((await widened(["2024-01-01", "2024-01-01T00:00:01Z", "n/a"], 20)).values).toEqual([
    Date.UTC(2024, 0, 1),
    Date.UTC(2024, 0, 1, 0, 0, 1),
    "n/a",
  ]);
  expect(await widened(["true", "false", "1", "true"], 12)).toEqual({
    values: [true, false, "1", true],
    type: "any",
  });
});

test("a column without any value in the sample is one of strings", async () => {
  expect(await widened(["", "", "5"])).toEqual({ values: [null, null, "5"], type: "string" });
});

const text = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom("1", "2", "1.0", "007", "n/a", "true", "false", "9007199254740992", "9007199254740993", "-0", "1e3"),
  fc.constantFrom("2024-01-01", "2024-01-01T00:00:00Z", "2024-01-01T10:00", '""', "", '"5"', "NaN", "1.50", "x y"),
);

test("what a value becomes depends on the sample and on itself, not on batches, windows, splits or restarts", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 60 }),
      fc.constantFrom("1", "1.5", "true", "2024-01-01", "2024-01-01T10:00", "9007199254740993", "x"),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 8, max: 90 }),
      fc.integer({ min: 20, max: 300 }),
      fc.integer({ min: 1, max: 3 }),
      async (texts, first, batchRows, windowBytes, splitBytes, restartEvery) => {
        const content = `x,y\n${[first, ...texts].map((x) => `${x},0\n`).join("")}`;
        const sampleBytes = 4 + first.length + 3;
        const whole = await readCsv(content, { sampleBytes, quotedNewlines: "refused" });
        const parts = { batchRows, windowBytes, splitBytes, restartEvery, quotedNewlines: "refused" } as const;
        expect((await readCsv(content, { sampleBytes, ...parts })).rows).toEqual(whole.rows);
      },
    ),
    { numRuns: 200 },
  ));

test("groups of a column that widens are the same for any parallelism and size of batches", () =>
  inFolder(async (folder) => {
    const rows = Array.from({ length: 3000 }, (_, at) => `${at % 7 === 3 && at > 1000 ? "n/a" : at % 3},0\n`);
    const path = await put(`${folder}/t.csv`, `x,y\n${rows.join("")}`);
    const wanted = new Map<unknown, number>();
    for (const row of rows) {
      const key = row.startsWith("n") ? "n/a" : Number(row[0]);
      wanted.set(key, (wanted.get(key) ?? 0) + 1);
    }
    for (const [parallelism, splitBytes] of [
      [1, 1e6],
      [3, 700],
    ] as const) {
      const source = csvSource<{ x: unknown }>(path, { sampleBytes: 100, windowBytes: 300, splitBytes });
      const groups = await from(source)
        .keyBy((row) => row.x)
        .aggregate({ rows: count() })
        .collect({ parallelism });
      expect(new Map([...groups].map((group) => [group.key, group.rows]))).toEqual(wanted);
    }
  }));

test("times of a column that widens are written as before", () =>
  inFolder(async (folder) => {
    const lines = ["2024-01-01", "2024-01-02", "2024-01-03T10:00:00.000Z", "n/a", "2024-01-05"];
    const path = await put(`${folder}/t.csv`, `x,y\n${lines.map((x) => `${x},0\n`).join("")}`);
    for (const windowBytes of [16, 1000]) {
      const out = `${folder}/out-${windowBytes}.csv`;
      await from(csvSource<{ x: unknown; y: number }>(path, { sampleBytes: 16, windowBytes }))
        .sinkTo(csv(out))
        .run({ parallelism: 1 });
      expect(await readFile(out, "utf8")).toBe(await readFile(path, "utf8"));
    }
  }));

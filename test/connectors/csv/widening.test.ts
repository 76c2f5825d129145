import { expect, test } from "vitest";
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

test("a column of integers widens to decimals and then to text", async () => {
  expect(await widened(["1", "2", "2.5"])).toEqual({ values: [1, 2, 2.5], type: "float64" });
  expect(await widened(["1", "2", "2.5", "3", "many", "1.50"])).toEqual({
    values: [1, 2, 2.5, 3, "many", "1.50"],
    type: "string",
  });
});

test("within the batch that a column widens in, the text is as it was written", async () => {
  const { rows } = await readCsv("x,y\n1.50,0\n2.50,0\n3.50,0\nn/a,0\n", {
    ...sample,
    windowBytes: 100,
    batchRows: 100,
  });
  expect(rows.map((row) => row.x)).toEqual(["1.50", "2.50", "3.50", "n/a"]);
});

test("integers past 2^53 widen to bigint, and what no bigint holds to text", async () => {
  expect(await widened(["1", "2", "9007199254740993"])).toEqual({ values: [1, 2, 9007199254740993n], type: "bigint" });
  expect((await widened(["1", "2", "9007199254740993", "1.5"])).type).toBe("string");
  expect(await widened(["1.5", "2", "9007199254740993"])).toEqual({
    values: [1.5, 2, "9007199254740993"],
    type: "string",
  });
});

test("dates widen to times, and all else to text", async () => {
  expect(await widened(["2024-01-01", "2024-01-01T00:00:01Z"], 20)).toEqual({
    values: [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 1, 0, 0, 1)],
    type: "timestamp",
  });
  expect(await widened(["true", "false", "1"], 12)).toEqual({ values: [true, "false", "1"], type: "string" });
  expect(await widened(["2024-01-01", "5"], 20)).toMatchObject({ type: "string" });
});

test("a column without any value in the sample is one of strings", async () => {
  expect(await widened(["", "", "5"])).toEqual({ values: [null, null, "5"], type: "string" });
});

test("the other splits of a source follow a reader that had to widen", async () => {
  const content = `x,y\n${Array.from({ length: 100 }, (_, at) => `${at === 20 ? "many" : at},0\n`).join("")}`;
  const { rows, splits } = await readCsv(content, { ...sample, splitBytes: 100 });
  expect(splits).toBeGreaterThan(3);
  expect(rows).toHaveLength(100);
  expect(rows[99]).toEqual({ x: "99", y: 0 });
});

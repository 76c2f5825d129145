import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { BadRecord } from "../../../core/io/mod.ts";
import { deadLetter, from, into } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { readAll } from "../files/text-files.ts";
import { duck } from "./kit.ts";

let folder = "";
beforeAll(async () => {
  folder = await temporaryFolder("millrace-parquet-json-");
});
afterAll(() => deleteFolder(folder));

interface Row {
  readonly n: number;
  readonly j: unknown;
}

/** 5,000 rows in row groups of 2,048, some with a text that is not JSON, as DuckDB would not have written it. */
async function damaged(name: string, json: string): Promise<string> {
  const path = `${folder}/${name}.parquet`;
  await duck(
    `COPY (SELECT n::INT AS n, ${json} AS j FROM range(5000) t(n)) TO '${path}' (CODEC uncompressed, ROW_GROUP_SIZE 2048)`,
  );
  const bytes = await readFile(path, "latin1");
  await writeFile(path, bytes.replaceAll('{"bad"', '?"bad"'), "latin1");
  return path;
}

const badRows = [3, 2047, 2048, 4999];
const isBad = `n IN (${badRows})`;
/** All texts differ; there are few; and they lie in lists. */
const columns = {
  plain: `(CASE WHEN ${isBad} THEN '{"bad": ' || n || '}' ELSE '{"a": ' || n || '}' END)::JSON`,
  dictionary: `(CASE WHEN ${isBad} THEN '{"bad": 0}' WHEN n % 3 = 0 THEN NULL ELSE '[1]' END)::JSON`,
  nested: `[('[' || n || ']')::JSON, (CASE WHEN ${isBad} THEN '{"bad": 0}' ELSE 'true' END)::JSON]`,
};

for (const [name, json] of Object.entries(columns)) {
  test(`a text that is not JSON (${name}) fails the run with its place`, async () => {
    const path = await damaged(name, json);
    await expect(from(parquet<Row>(path)).collect()).rejects.toThrow(
      `Cannot read column "j" at row 4 of "${path}" as it must be JSON: got ` +
        `${JSON.stringify(name === "plain" ? '?"bad": 3}' : '?"bad": 0}')}; ` +
        'mend the row, leave the column out, or say from(…, { onError: "skip" })',
    );
  });

  test(`rows with a text that is not JSON (${name}) are skipped, or go where bad records go, and others stay`, async () => {
    const path = await damaged(name, json);
    const kept = await from(parquet<Row>(path), { onError: "skip" }).collect();
    expect(kept.length).toBe(5000 - badRows.length);
    expect(kept.filter(({ n }) => badRows.includes(n))).toEqual([]);
    expect(kept.slice(0, 3).map(({ j }) => j)).toEqual(
      {
        plain: [{ a: 0 }, { a: 1 }, { a: 2 }],
        dictionary: [null, [1], [1]],
        nested: [
          [[0], true],
          [[1], true],
          [[2], true],
        ],
      }[name],
    );
    const letters: BadRecord[] = [];
    await from(parquet<Row>(path), { onError: deadLetter(into(letters)) }).collect({ batchRows: 100 });
    expect(letters.map(({ position, column }) => [position, column])).toEqual(
      badRows.map((row) => [`row ${(row + 1).toLocaleString("en-US")}`, "j"]),
    );
  });
}

test("a bad record is told once, wherever reading begins again", async () => {
  const told: string[] = [];
  const { rows } = await readAll(parquet<Row>(await damaged("again", columns.plain)), {
    batchRows: 500,
    restartEvery: 1,
    onBadRecord: ({ position }) => told.push(position),
  });
  expect(rows.length).toBe(4996);
  expect(told).toEqual(["row 4", "row 2,048", "row 2,049", "row 5,000"]);
});

test("a column that nobody reads is not looked at", async () => {
  const path = await damaged("unread", columns.plain);
  expect(
    (
      await from(parquet<Row>(path))
        .map((row) => row.n)
        .collect()
    ).length,
  ).toBe(5000);
});

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openFile } from "../../../connectors/parquet/file.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { neededRows } from "../../../connectors/parquet/needed-rows.ts";
import { type Condition, fileSystemOf } from "../../../core/io/mod.ts";
import { from } from "../../../core/mod.ts";
import { inFolder, put } from "../files/text-files.ts";
import { duck } from "./kit.ts";

/** Of pyarrow 26: 8,000 rows in two row groups, pages of 200 rows with bounds, Bloom filters of key, odd, x and day. */
const path = fileURLToPath(new URL("data/indexed.parquet", import.meta.url));

interface Row {
  readonly id: number;
  readonly n: number | null;
  readonly day: number;
  readonly x: number;
  readonly key: string;
  readonly odd: number;
  readonly l: readonly number[];
}

const rows: readonly Row[] = Array.from({ length: 8000 }, (_, i) => ({
  id: i,
  n: i % 11 === 0 ? null : Math.floor(i / 5),
  day: Date.UTC(2024, 0, 1 + Math.floor(i / 100)),
  x: i / 8,
  key: `k${((i * 7919) % 8000) * 2}`,
  odd: ((i * 7919) % 8000) * 2,
  l: new Array(i % 3).fill(i),
}));

async function needed(
  group: number,
  ...conditions: readonly (readonly [string, Condition["compare"], Condition["value"]])[]
) {
  const files = await fileSystemOf(path);
  const file = await openFile(files, { path, sizeBytes: (await files.stat(path))!.sizeBytes });
  const found = await neededRows(
    file,
    group,
    conditions.map(([column, compare, value]) => ({ column, compare, value })),
  );
  return found.map(({ start, end }) => `${start}–${end}`).join(" ");
}

test("pages whose bounds show that no row fulfils a condition are left out", async () => {
  expect(await needed(0, ["id", "=", 1234])).toBe("1200–1400");
  expect(await needed(0, ["id", ">=", 3990])).toBe("3800–4000");
  expect(await needed(1, ["id", "<", 4100])).toBe("0–200");
  expect(await needed(1, ["id", "<", 4000])).toBe("");
  expect(await needed(0, ["id", ">", 1000], ["id", "<", 1100])).toBe("1000–1200");
  expect(await needed(0, ["day", "=", Date.UTC(2024, 0, 5)])).toBe("400–600");
  expect(await needed(0, ["n", "=", 100])).toBe("400–600");
});

test("absent values compare as 0, so that pages with such are kept", async () => {
  expect(await needed(0, ["n", "<", 10])).toBe("0–4000");
  expect(await needed(0, ["n", "<", -5])).toBe("");
});

test("where most rows are needed, or nothing is known, a row group is read whole", async () => {
  expect(await needed(0, ["id", ">", 100])).toBe("0–4000");
  expect(await needed(0, ["l", "=", 1])).toBe("0–4000");
  expect(await needed(0, ["unknown", "=", 1])).toBe("0–4000");
  expect(await needed(0)).toBe("0–4000");
});

test("Bloom filters leave out row groups that do not hold a value, and never one that does", async () => {
  let held = 0;
  for (const { key, odd, x, day, id } of rows.filter((_, i) => i % 97 === 0)) {
    const group = id < 4000 ? 0 : 1;
    expect(await needed(group, ["key", "=", key])).not.toBe("");
    expect(await needed(group, ["odd", "=", odd])).not.toBe("");
    expect(await needed(group, ["odd", "=", BigInt(odd)])).not.toBe("");
    expect(await needed(group, ["x", "=", x])).not.toBe("");
    expect(await needed(group, ["day", "=", day])).not.toBe("");
    if ((await needed(1 - group, ["key", "=", key])) !== "") held++;
    if ((await needed(group, ["odd", "=", odd + 1])) !== "") held++;
  }
  // One in a hundred passes by chance.
  expect(held).toBeLessThan(12);
});

test("filtered rows are those of all rows filtered", async () => {
  const filters: readonly ((row: Row) => boolean)[] = [
    (row) => row.id === 1234,
    (row) => row.id > 3_900 && row.id < 4_300,
    (row) => row.key === "k42",
    (row) => row.key === "no such key",
    (row) => row.n !== null && row.n < 30,
    (row) => row.day === Date.UTC(2024, 1, 1),
    (row) => row.x === 7.5,
  ];
  for (const filter of filters) {
    expect([...(await from(parquet<Row>(path)).filter(filter).collect())]).toEqual(rows.filter(filter));
  }
});

test("pages that are not needed are not read: damage in them is not met", () =>
  inFolder(async (folder) => {
    const bytes = Uint8Array.from(await readFile(path));
    const at = Number(
      (
        await duck(
          `SELECT coalesce(dictionary_page_offset, data_page_offset) + total_compressed_size - 150 AS at FROM parquet_metadata('${path}') WHERE row_group_id = 0 AND path_in_schema = 'x'`,
        )
      )[0]!.at,
    );
    bytes.fill(0x55, at, at + 100);
    const damaged = await put(`${folder}/damaged.parquet`, bytes);
    const firsts = from(parquet<Row>(damaged)).filter((row) => row.id < 150);
    expect([...(await firsts.collect())]).toEqual(rows.slice(0, 150));
    // No checksum tells of it: whoever reads all rows gets others.
    const all = await from(parquet<Row>(damaged))
      .collect()
      .then(
        (found) => [...found],
        () => [],
      );
    expect(all).not.toEqual(rows);
  }));

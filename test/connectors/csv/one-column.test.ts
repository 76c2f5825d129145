import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { from, schema } from "../../../core/mod.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "one-column-"));
});
afterAll(() => rm(folder, { recursive: true }));

const tables = [
  [{ a: null }, { a: 1 }],
  [{ a: 1 }, { a: null }],
  [{ a: null }, { a: null }, { a: 2 }, { a: null }],
];

test("blank lines of a file of one column are its nulls, also before the first value and without a header line", async () => {
  const path = join(folder, "nulls.csv");
  const alone = [...tables, [{ a: null }, { a: null }]];
  for (const rows of alone) {
    for (const lineEnd of ["\n", "\r\n"] as const) {
      await from(rows)
        .sinkTo(csv(path, { header: ["a"], lineEnd }))
        .run();
      expect(await from(csv(path, { header: ["a"] })).collect()).toEqual(rows);
      const typed = schema({ a: "float64" });
      expect(await from(csv<unknown>(path, { header: "none", schema: typed as never })).collect()).toEqual(rows);
    }
  }
  for (const rows of tables) {
    await from(rows)
      .sinkTo(csv(path, { header: "none" }))
      .run();
    expect(await from(csv(path, { header: "none" })).collect()).toEqual(rows.map(({ a }) => ({ column1: a })));
  }
});

test("blank lines before the first row of several columns are none, and an empty file has no row", async () => {
  const path = join(folder, "several.csv");
  await writeFile(path, "\n\n1,2\n");
  expect(await from(csv(path, { header: ["a", "b"] })).collect()).toEqual([{ a: 1, b: 2 }]);
  expect(await from(csv(path, { header: "none" })).collect()).toEqual([{ column1: 1, column2: 2 }]);
  expect(await from(csv<unknown>(path, { header: "none", schema: schema({ a: "int64" }) as never })).collect()).toEqual(
    [{ a: 1 }],
  );
  for (const text of ["", "\ufeff"]) {
    await writeFile(path, text);
    expect(await from(csv(path, { header: ["a"] })).collect()).toEqual([]);
  }
});

test("rows of which partitionBy leaves no column are refused, as no line of CSV can hold them", async () => {
  const out = csv<{ a: number }>(join(folder, "parts/"), { partitionBy: ["a"] });
  await expect(
    from([{ a: 1 }, { a: 2 }])
      .sinkTo(out)
      .run(),
  ).rejects.toThrow(
    /a line must have a column beside those of partitionBy: got none; leave one of them out, or write other files, jsonLines\(…\) say/,
  );
  await expect(
    from([{}, {}])
      .sinkTo(csv(join(folder, "none.csv")))
      .run(),
  ).rejects.toThrow(
    /a line must have a column: got none; leave rows without one out, or write other files, jsonLines\(…\) say/,
  );
});

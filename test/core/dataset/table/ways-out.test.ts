import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parquet } from "../../../../connectors/parquet/mod.ts";
import { from, schema, Table } from "../../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../../core/platform/mod.ts";

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder("millrace-table-");
});
afterAll(() => deleteFolder(folder));

const rows = [
  { id: 1, city: 'Kent, "WA"', at: Date.UTC(2026, 0, 1) },
  { id: 2, city: null, at: Date.UTC(2026, 0, 2) },
];
const typed = schema({ id: "int32", city: "string", at: "timestamp" });

test("a table goes out as CSV, as text or as a file", async () => {
  const table = await from(rows, { schema: typed }).toTable();
  const text = 'id,city,at\n1,"Kent, ""WA""",2026-01-01T00:00:00.000Z\n2,,2026-01-02T00:00:00.000Z\n';
  expect(await table.toCsv()).toBe(text);
  expect(await table.toCsv(`${folder}/trips.csv`)).toBeUndefined();
  expect(await readFile(`${folder}/trips.csv`, "utf8")).toBe(text);
  expect(await new Table([1, 2]).toCsv()).toBe("value\n1\n2\n");
  expect(await table.head(0).toCsv()).toBe("id,city,at\n");
});

test("a table keeps its types on the way to Parquet and to a dataset", async () => {
  const table = await from(rows, { schema: typed }).toTable();
  await table.toParquet(`${folder}/trips.parquet`);
  const { schema: found } = await parquet(`${folder}/trips.parquet`).describe!();
  expect(found!.fields.map(({ type }) => type.kind)).toEqual(["int32", "string", "timestamp"]);
  expect(
    await table
      .toDataset()
      .filter((row) => row.id > 1)
      .collect(),
  ).toEqual([rows[1]]);
});

test("frames of other libraries are made by the packages that are given", async () => {
  const table = new Table([{ km: 4.5 }, { km: 9 }]);
  const bytes = await table.toArrow((stream) => stream);
  expect(bytes.length).toBeGreaterThan(0);
  expect(await table.toArquero({ table: (columns: object) => Object.keys(columns) } as never)).toEqual(["km"]);
  class DataFrame {
    readonly data: unknown;
    constructor(data: unknown) {
      this.data = data;
    }
  }
  expect(((await table.toDanfo({ DataFrame } as never)) as DataFrame).data).toEqual({ km: [4.5, 9] });
  await expect(table.toPolars(undefined as never)).rejects.toThrow(/npm install nodejs-polars/);
});

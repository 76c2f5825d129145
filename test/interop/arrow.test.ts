import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";
import pl from "nodejs-polars";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrow } from "../../connectors/arrow/mod.ts";
import { from, list, schema, struct } from "../../core/mod.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-arrow-"));
});
afterAll(() => rm(folder, { recursive: true }));

const typed = schema({
  id: "int64",
  small: "int32",
  x: "float64",
  name: "string",
  ok: "boolean",
  tags: list("string"),
  place: struct({ y: "string" }),
});
const rows = Array.from({ length: 500 }, (_, i) => ({
  id: i,
  small: i % 7,
  x: i % 9 === 0 ? null : i / 4,
  name: i % 3 === 0 ? null : `größe ${i}`,
  ok: i % 2 === 0,
  tags: i % 4 === 0 ? [] : ["a", `b${i}`],
  place: { y: `p${i}` },
}));

test.each(["ours.arrow", "ours.arrows"])("apache-arrow reads %s", async (name) => {
  await from(rows as never[], { schema: typed })
    .sinkTo(arrow(`${folder}/${name}`) as never)
    .run({ batchRows: 200 });
  const table = tableFromIPC(await readFile(`${folder}/${name}`));
  expect(table.numRows).toBe(500);
  const found = table
    .toArray()
    .map((row) => JSON.parse(JSON.stringify(row, (_, v) => (typeof v === "bigint" ? Number(v) : v))));
  expect(found).toEqual(rows);
});

test.each(["file", "stream"] as const)("a %s of apache-arrow is read", async (format) => {
  const table = tableFromArrays({
    id: Int32Array.of(1, 2, 3),
    big: BigInt64Array.of(1n, -2n, 2n ** 52n),
    x: Float64Array.of(0.5, -1, 7),
    name: ["a", "b", "a"], // a dictionary of texts
    ok: [true, null, false],
  });
  const path = `${folder}/theirs-${format}.arrow`;
  await writeFile(path, tableToIPC(table, format));
  expect([...(await from(arrow(path)).collect())]).toEqual([
    { id: 1, big: 1, x: 0.5, name: "a", ok: true },
    { id: 2, big: -2, x: -1, name: "b", ok: null },
    { id: 3, big: 2 ** 52, x: 7, name: "a", ok: false },
  ]);
});

test.each(["uncompressed", "lz4", "zstd"] as const)(
  "files of polars, %s, are read, and ours by it",
  async (compression) => {
    const frame = pl.DataFrame({ id: [1, 2, 3], name: ["short", "a text longer than twelve bytes", null] });
    const path = `${folder}/polars-${compression}.ipc`;
    frame.writeIPC(path, { compression });
    expect([...(await from(arrow(path)).collect())]).toEqual([
      { id: 1, name: "short" },
      { id: 2, name: "a text longer than twelve bytes" },
      { id: 3, name: null },
    ]);
    const ours = `${folder}/ours-${compression}.ipc`;
    await from(rows as never[], { schema: typed })
      .sinkTo(arrow(ours, { compression: compression === "uncompressed" ? "none" : compression }) as never)
      .run();
    const read = pl.readIPC(ours);
    expect(read.height).toBe(500);
    expect(read.select("id", "x", "name", "ok").toRecords().slice(4, 6)).toEqual([
      { id: 4, x: 1, name: "größe 4", ok: true },
      { id: 5, x: 1.25, name: "größe 5", ok: false },
    ]);
  },
);

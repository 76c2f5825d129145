import { readdir, readFile } from "node:fs/promises";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { text } from "../../../connectors/text/mod.ts";
import { from, schema } from "../../../core/mod.ts";
import { inFolder } from "./text-files.ts";

const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `row ${id}` }));

test("a file whose name ends in .gz or .zst is packed so, and read again", () =>
  inFolder(async (folder) => {
    const lines = `id,name\n${rows.map(({ id, name }) => `${id},${name}\n`).join("")}`;
    await from(rows)
      .sinkTo(csv(`${folder}/a.csv.gz`))
      .run();
    expect(gunzipSync(await readFile(`${folder}/a.csv.gz`)).toString()).toBe(lines);
    expect([...(await from(csv(`${folder}/a.csv.gz`)).collect())]).toEqual(rows);
    await from(rows.slice(0, 5))
      .sinkTo(jsonLines(`${folder}/a.jsonl.zst`))
      .run();
    expect(zstdDecompressSync(await readFile(`${folder}/a.jsonl.zst`)).toString()).toContain('{"id":4,"name":"row 4"}');
    await from(rows)
      .sinkTo(jsonLines(`${folder}/b.jsonl.zst`))
      .run({ batchRows: 100 });
    expect([...(await from(jsonLines(`${folder}/b.jsonl.zst`)).collect())]).toEqual(rows);
    await from(["x", "y"])
      .sinkTo(text(`${folder}/a.txt.gz`) as never)
      .run();
    expect(gunzipSync(await readFile(`${folder}/a.txt.gz`)).toString()).toBe("x\ny\n");
  }));

test.each([".lz4", ".sz", ".snappy"])("a file whose name ends in %s is packed so, and read again", (ending) =>
  inFolder(async (folder) => {
    await from(rows)
      .sinkTo(csv(`${folder}/a.csv${ending}`))
      .run({ batchRows: 700 });
    const size = (await readFile(`${folder}/a.csv${ending}`)).length;
    expect(size).toBeLessThan(250_000);
    expect([...(await from(csv(`${folder}/a.csv${ending}`)).collect())]).toEqual(rows);
    expect([...(await from(csv(folder)).collect())]).toEqual(rows);
    const compression = ending === ".lz4" ? "lz4" : "snappy";
    await from(rows)
      .sinkTo(jsonLines(`${folder}/lines`, { compression }))
      .run();
    const names = (await readdir(`${folder}/lines`)).map((name) => name.replace(/^part-.*?\./, ""));
    expect(names).toEqual([`jsonl.${ending === ".lz4" ? "lz4" : "sz"}`]);
    expect([...(await from(jsonLines(`${folder}/lines`)).collect())]).toEqual(rows);
  }),
);

test("part files of a folder are packed where it is said, and those of an earlier run are replaced", () =>
  inFolder(async (folder) => {
    const out = csv<(typeof rows)[0]>(`${folder}/all.csv.gz`);
    for (const parallelism of [2, 3]) await from(rows).sinkTo(out).run({ parallelism });
    expect((await readdir(`${folder}/all.csv.gz`)).every((name) => /^part-.*\.csv\.gz$/.test(name))).toBe(true);
    expect(await from(csv(`${folder}/all.csv.gz`)).collect()).toHaveLength(rows.length);
    await from(rows)
      .sinkTo(jsonLines(`${folder}/lines`, { compression: "zstd" }))
      .run();
    expect((await readdir(`${folder}/lines`)).map((name) => name.replace(/^part-.*?\./, ""))).toEqual(["jsonl.zst"]);
    expect(await from(jsonLines(`${folder}/lines`)).collect()).toHaveLength(rows.length);
  }));

test("a result without rows is a packed file of its header, or of nothing", () =>
  inFolder(async (folder) => {
    await from(rows)
      .filter(() => false)
      .sinkTo(csv(`${folder}/none.csv.gz`, { schema: schema({ id: "float64", name: "string" }) }))
      .run();
    expect(gunzipSync(await readFile(`${folder}/none.csv.gz`)).toString()).toBe("id,name\n");
    await from(rows)
      .filter(() => false)
      .sinkTo(jsonLines(`${folder}/none.jsonl.gz`))
      .run();
    expect(gunzipSync(await readFile(`${folder}/none.jsonl.gz`))).toHaveLength(0);
  }));

test("files that go on over checkpoints are packed pieces one behind another", () =>
  inFolder(async (folder) => {
    await from(rows)
      .sinkTo(csv(`${folder}/out`, { compression: "gzip", roll: { sizeBytes: 2 ** 30 } }))
      .run({ batchRows: 500, checkpoint: { dir: `${folder}/ck`, interval: "1ms" } });
    expect([...(await from(csv(`${folder}/out`)).collect())]).toEqual(rows);
  }));

test("a name that says another packing than the option is refused", () => {
  expect(() => csv("x.csv.gz", { compression: "zstd" })).toThrow(
    'Cannot write csv(x.csv.gz) as its name says gzip: got compression "zstd"; leave compression out, or give another name',
  );
  expect(() => jsonLines("x.jsonl.zst", { compression: "none" })).toThrow(
    'as its name says zstd: got compression "none"',
  );
  expect(() => text("x", { compression: "xz" as never })).toThrow(
    'it must be "none" or "gzip" or "zstd" or "lz4" or "snappy": got "xz"',
  );
});

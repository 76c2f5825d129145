import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { compactFiles, csv } from "../../../connectors/csv/mod.ts";
import { csvSource } from "../../../connectors/csv/source.ts";
import { jsonSource } from "../../../connectors/json-lines/source.ts";
import type { Source } from "../../../core/io/mod.ts";
import { packingOf } from "../../../core/io/packed-file.ts";
import { from } from "../../../core/mod.ts";
import { hadoopBlocks, lz4Frame, snappyStream } from "../../../core/platform/mod.ts";
import { inFolder, put, readAll } from "./text-files.ts";

const rows = Array.from({ length: 3000 }, (_, at) => ({ id: at, name: at % 50 === 0 ? "two\nlines" : `row ${at}` }));
const content = {
  csv: `id,name\n${rows.map(({ id, name }) => `${id},"${name}"\n`).join("")}`,
  jsonl: rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
};
const packText =
  (pack: (bytes: Uint8Array) => Uint8Array) =>
  (text: string): Uint8Array =>
    pack(new TextEncoder().encode(text));
const pack = { gz: gzipSync, zst: zstdCompressSync, lz4: packText(lz4Frame), sz: packText(snappyStream) } as const;
const cases = (["csv", "jsonl"] as const).flatMap((format) =>
  (["gz", "zst", "lz4", "sz"] as const).map((packing) => [format, packing] as const),
);

function sourceOf(path: string, options: object = {}): Source<unknown> {
  return path.includes(".csv") ? csvSource(path, options) : jsonSource(path, options);
}

test.each(cases)("a .%s.%s is one split and has the rows of what is packed", (format, packing) =>
  inFolder(async (folder) => {
    const path = await put(`${folder}/t.${format}.${packing}`, pack[packing](content[format]));
    const read = await readAll(sourceOf(path, { splitBytes: 100 }));
    expect(read.rows).toEqual(rows);
    expect(read.splits).toBe(1);
  }),
);

test.each(cases)("any windows, any sample and any restart give the same rows of a .%s.%s", (format, packing) =>
  inFolder(async (folder) => {
    const path = await put(`${folder}/t.${format}.${packing}`, pack[packing](content[format]));
    for (const [windowBytes, sampleBytes, restartEvery] of [
      [33, 40, 400],
      [1000, 2 ** 20, 7],
      [content[format].length, 100, 1],
    ] as const) {
      const options = { windowBytes, sampleBytes };
      expect((await readAll(sourceOf(path, options), { restartEvery, batchRows: 100 })).rows).toEqual(rows);
    }
  }),
);

test("a folder is searched for packed files too, and packing is told from the bytes, not from the name", () =>
  inFolder(async (folder) => {
    await put(`${folder}/a.csv.gz`, gzipSync("x\n1\n"));
    await put(`${folder}/b.csv`, zstdCompressSync("x\n2\n"));
    await put(`${folder}/c.tsv.zst`, "x\n3\n");
    expect((await readAll(csvSource(folder, {}))).rows).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }]);
  }));

test.each(cases)(
  "a .%s.%s that is cut fails with its name and place, and gives no row behind the cut",
  (format, packing) =>
    inFolder(async (folder) => {
      const packed = pack[packing](content[format]);
      const path = await put(`${folder}/t.${format}.${packing}`, packed.subarray(0, packed.length - 9));
      await expect(readAll(sourceOf(path, { sampleBytes: 100 }))).rejects.toThrow(
        /^Cannot unpack ".*t\.(csv|jsonl)\.(gz|zst|lz4|sz)" as it must be whole and sound (gzip|zstd|lz4|snappy): got .* within the first [\d,]+ bytes, behind [\d,]+ unpacked; copy the file again from where it came from$/,
      );
    }),
);

test("a line of a packed file that cannot be read is told by its number", () =>
  inFolder(async (folder) => {
    const lines = Array.from({ length: 5000 }, (_, at) => (at === 4000 ? "x\n" : `{"a":${at}}\n`));
    const path = await put(`${folder}/t.jsonl.gz`, gzipSync(lines.join("")));
    await expect(readAll(jsonSource(path, { windowBytes: 500 }))).rejects.toThrow(/^Cannot read line 4,001 of /);
  }));

test("what Hadoop's codecs wrote is read by the names that they give, and joined so that they read it", () =>
  inFolder(async (folder) => {
    const data = new URL("data/", import.meta.url);
    for (const codec of ["snappy", "lz4"]) {
      const table = `${folder}/${codec}`;
      await mkdir(table);
      for (const name of ["hadoop", "hadoop-one-chunk"])
        await copyFile(new URL(`${name}.csv.${codec}`, data), `${table}/${name}.csv.${codec}`);
      const read = async () =>
        (await from(csv<{ n: number; text: string }>(table)).collect()).sort((a, b) => a.n - b.n);
      const rows = await read();
      expect(rows.length).toBe(2000);
      expect(rows.slice(0, 3)).toEqual([0, 0, 1].map((n) => ({ n, text: `text ${n}, row` })));
      expect(await compactFiles(csv(table), { olderThan: 0, keepFor: 0 })).toEqual({ joined: 2, into: 1, removed: 2 });
      const [name] = (await readdir(table)).filter((one) => one.startsWith("part-"));
      const joined = await readFile(`${table}/${name}`);
      expect([name!.endsWith(`.csv.${codec}`), packingOf(joined)]).toEqual([true, `hadoop ${codec}`]);
      expect(await read()).toEqual(rows);
    }
  }));

test("one raw block under the name of a packed file is refused, and text under it is read", () =>
  inFolder(async (folder) => {
    const text = new TextEncoder().encode("n,text\n1,a\n2,b\n");
    const raw = (packed: Uint8Array): Uint8Array => packed.subarray(8);
    const cases = {
      snappy: raw(hadoopBlocks("snappy", text)),
      sz: raw(hadoopBlocks("snappy", text)),
      lz4: raw(hadoopBlocks("lz4", text)),
    };
    for (const [ending, bytes] of Object.entries(cases)) {
      const path = await put(`${folder}/t.csv.${ending}`, bytes);
      await expect(readAll(csvSource(path, {}))).rejects.toThrow(
        /^Cannot read ".*t\.csv\.\w+" as it must hold frames of (Snappy|LZ4), blocks of Hadoop's (Snappy|LZ4)Codec or text: got ".*" at its beginning, which may be one raw block; write it again by the frame format of/,
      );
      const plain = await put(`${folder}/plain.csv.${ending}`, "n,é\n1,a\n");
      expect((await readAll(csvSource(plain, {}))).rows).toEqual([{ n: 1, é: "a" }]);
    }
  }));

test("empty text, packed, is an empty file", () =>
  inFolder(async (folder) => {
    const path = await put(`${folder}/t.csv.gz`, gzipSync(""));
    expect((await readAll(csvSource(path, {}))).rows).toEqual([]);
    await put(path, gzipSync("x,y\n"));
    expect((await readAll(csvSource(path, {}))).rows).toEqual([]);
  }));

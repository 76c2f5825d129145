import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { csvSource } from "../../../connectors/csv/source.ts";
import { jsonSource } from "../../../connectors/json-lines/source.ts";
import type { Source } from "../../../core/io/mod.ts";
import { lz4Frame, snappyStream } from "../../../core/platform/mod.ts";
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

test("empty text, packed, is an empty file", () =>
  inFolder(async (folder) => {
    const path = await put(`${folder}/t.csv.gz`, gzipSync(""));
    expect((await readAll(csvSource(path, {}))).rows).toEqual([]);
    await put(path, gzipSync("x,y\n"));
    expect((await readAll(csvSource(path, {}))).rows).toEqual([]);
  }));

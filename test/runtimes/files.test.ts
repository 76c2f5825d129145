import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { csv } from "../../connectors/csv/mod.ts";
import { jsonLines } from "../../connectors/json-lines/mod.ts";
import { localFiles } from "../../core/io/local-files.ts";
import { from } from "../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../core/platform/mod.ts";
import { fileSystemContract } from "../../core/testing/contracts/file-system.ts";

async function makeFolder() {
  const folder = await temporaryFolder("millrace-runtimes-");
  return { files: localFiles, folder, remove: () => deleteFolder(folder) };
}

for (const { name, run } of fileSystemContract(makeFolder)) test(name, run);

const rows = Array.from({ length: 2_000 }, (_, at) => ({
  id: at,
  price: at / 8,
  name: at % 7 === 0 ? `say "${at}",\n` : `näme ${at}`,
  big: 2n ** 60n + BigInt(at),
  gone: at % 3 === 0 ? null : at % 2 === 0,
}));

for (const [extension, pack] of [
  ["gz", gzipSync],
  ["zst", zstdCompressSync],
] as const) {
  test(`a file that ends in .${extension} is read as if it were not packed, and one that is cut is an error`, async () => {
    const { folder, remove } = await makeFolder();
    // Two members or frames one after another.
    const halves = ["id,name\n1,a\n2,", "b\n3,c\n"].map((text) => pack(new TextEncoder().encode(text)));
    const packed = Buffer.concat(halves);
    await writeFile(`${folder}/t.csv.${extension}`, packed);
    const read = await from(csv(`${folder}/t.csv.${extension}`)).collect();
    assert.deepEqual(read, [
      { id: 1, name: "a" },
      { id: 2, name: "b" },
      { id: 3, name: "c" },
    ]);
    await writeFile(`${folder}/cut.csv.${extension}`, packed.subarray(0, packed.length - 3));
    await assert.rejects(from(csv(`${folder}/cut.csv.${extension}`)).collect(), /^Error: Cannot unpack ".*cut\.csv/);
    await remove();
  });
}

for (const [format, at] of [
  ["CSV", (folder: string) => csv<(typeof rows)[0]>(`${folder}/rows.csv`)],
  ["JSON lines", (folder: string) => jsonLines<(typeof rows)[0]>(`${folder}/rows.jsonl`)],
] as const) {
  test(`a dataset written as ${format} is read back equal`, async () => {
    const { folder, remove } = await makeFolder();
    await from(rows).sinkTo(at(folder)).run();
    const read = await from(at(folder)).collect();
    assert.deepEqual(read, rows);
    await remove();
  });
}

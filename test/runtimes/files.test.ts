import assert from "node:assert/strict";
import { test } from "node:test";
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

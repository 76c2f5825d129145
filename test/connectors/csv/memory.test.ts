import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { inFolder, put } from "../files/text-files.ts";

// What is imported takes 20 of them from the sources: of 24 a third of all runs ended without room for the rest.
const heapMegabytes = 32;
const fileMegabytes = 10 * heapMegabytes + 10;
// Windows of the file are 64 of them; 46 to 94 were seen.
const mostMegabytes = 128;

/** Reads the file given, in a process with a small heap, and prints rows and the most memory that was in use. */
const readingProgram = `
const { csvSource } = await import("./connectors/csv/source.ts");
const { jsonSource } = await import("./connectors/json-lines/source.ts");
const { memoryUsage } = await import("./core/platform/mod.ts");
const [path] = process.argv.slice(1);
const before = memoryUsage().residentBytes;
const source = path.includes(".csv") ? csvSource(path, {}) : jsonSource(path, {});
const request = { columns: undefined, conditions: [] };
const context = { request, batchRows: 8192, signal: new AbortController().signal, onBadRecord: () => { bad++; } };
let [rows, bad, most] = [0, 0, 0];
for (const split of await source.splits(request)) {
  const reader = await source.open(split, undefined, context);
  for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) {
    rows += batch.rowCount;
    most = Math.max(most, memoryUsage().residentBytes);
  }
  await reader.close();
}
console.log(JSON.stringify({ rows, bad, grownMegabytes: Math.round((most - before) / 2 ** 20) }));
`;

/** Keeps one row in a thousand of the file given until its end, and prints as the other does. */
const keepingProgram = `
const { csv } = await import("./connectors/csv/mod.ts");
const { jsonLines } = await import("./connectors/json-lines/mod.ts");
const { from } = await import("./core/mod.ts");
const { memoryUsage } = await import("./core/platform/mod.ts");
const [path] = process.argv.slice(1);
const before = memoryUsage().residentBytes;
let [seen, most] = [0, 0];
const rows = from(path.includes(".csv") ? csv(path) : jsonLines(path)).filter((row) => {
  if (seen++ % 1000 !== 0) return false;
  most = Math.max(most, memoryUsage().residentBytes);
  return row.id > 0;
});
const kept = await rows.sort((row) => row.name).collect();
console.log(JSON.stringify({ rows: kept.length, bad: 0, grownMegabytes: Math.round((most - before) / 2 ** 20) }));
`;

async function run(
  path: string,
  program = readingProgram,
): Promise<{ rows: number; bad: number; grownMegabytes: number }> {
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${heapMegabytes}`,
      "--conditions=millrace:source",
      "--input-type=module",
      "-e",
      program,
      path,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let out = "";
  for await (const piece of child.stdout) out += piece;
  return JSON.parse(out);
}

async function writeLines(path: string, header: string, line: string): Promise<number> {
  const file = await open(path, "w");
  await file.write(header);
  const block = line.repeat(5000);
  const blocks = Math.ceil((fileMegabytes * 2 ** 20) / block.length);
  for (let count = 0; count < blocks; count++) await file.write(block);
  await file.close();
  return blocks * 5000;
}

const text = "the text of a column that is rather long, so that the file has fewer rows than it might ".repeat(3);

test.each([
  ["t.csv", "id,name,x\n", `12345,"${text}",2.5\n`],
  ["t.jsonl", "", `{"id":12345,"name":"${text}","x":2.5}\n`],
])("a file ten times larger than the heap, %s, is read with memory that does not grow with it", (name, header, line) =>
  inFolder(async (folder) => {
    const rows = await writeLines(`${folder}/${name}`, header, line);
    const result = await run(`${folder}/${name}`);
    expect(result).toMatchObject({ rows, bad: 0 });
    expect(result.grownMegabytes).toBeLessThan(mostMegabytes);
  }),
);

const members = 10;
const memberBytes = 2 ** 24;

test.each([
  ["t.csv.gz", gzipSync],
  ["t.jsonl.zst", zstdCompressSync],
] as const)("a packed file that explodes, %s, is read with memory that does not grow with it", (name, pack) =>
  inFolder(async (folder) => {
    const line = name.startsWith("t.csv") ? `12345,"${text}",2.5\n` : `{"id":12345,"name":"${text}","x":2.5}\n`;
    const perMember = Math.floor(memberBytes / line.length);
    const lines = pack(line.repeat(perMember));
    const path = await put(`${folder}/${name}`, Buffer.concat(Array.from({ length: members }, () => lines)));
    const result = await run(path);
    expect(result).toMatchObject({ rows: perMember * members - (name.startsWith("t.csv") ? 1 : 0), bad: 0 });
    expect(result.grownMegabytes).toBeLessThan(mostMegabytes);
  }),
);

test("a packed file that explodes into one line is a bad record, with memory that does not grow with it", () =>
  inFolder(async (folder) => {
    const zeros = gzipSync(Buffer.alloc(memberBytes));
    const header = gzipSync("x,y\n1,2\n");
    const parts = [header, ...Array.from({ length: members }, () => zeros)];
    const result = await run(await put(`${folder}/t.csv.gz`, Buffer.concat(parts)));
    expect(result).toMatchObject({ rows: 1, bad: 1 });
    expect(result.grownMegabytes).toBeLessThan(150);
  }));

test.each([
  ["t.csv", "id,name,x\n", `12345,"${text}",2.5\n`],
  ["t.jsonl", "", `{"id":12345,"name":"${text}","x":2.5}\n`],
])("one row in a thousand of a large file, %s, is kept with memory for these", (name, header, line) =>
  inFolder(async (folder) => {
    const rows = await writeLines(`${folder}/${name}`, header, line);
    const result = await run(`${folder}/${name}`, keepingProgram);
    expect(result.rows).toBe(Math.ceil(rows / 1000));
    expect(result.grownMegabytes).toBeLessThan(100);
  }),
);

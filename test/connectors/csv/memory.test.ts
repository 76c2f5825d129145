import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { expect, test } from "vitest";
import { inFolder } from "../files/text-files.ts";

const heapMegabytes = 16;
const fileMegabytes = 10 * heapMegabytes + 10;

/** Reads the file given, in a process with a small heap, and prints rows and the most memory that was in use. */
const program = `
const { csvSource } = await import("./connectors/csv/source.ts");
const { jsonSource } = await import("./connectors/json-lines/source.ts");
const { memoryUsage } = await import("./core/platform/mod.ts");
const [path] = process.argv.slice(1);
const before = memoryUsage().residentBytes;
const source = path.endsWith(".csv") ? csvSource(path, {}) : jsonSource(path, {});
const request = { columns: undefined, conditions: [] };
const context = { request, batchRows: 8192, signal: new AbortController().signal, onBadRecord: (bad) => { throw new Error(bad.message); } };
let [rows, most] = [0, 0];
for (const split of await source.splits(request)) {
  const reader = await source.open(split, undefined, context);
  for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) {
    rows += batch.rowCount;
    most = Math.max(most, memoryUsage().residentBytes);
  }
  await reader.close();
}
console.log(JSON.stringify({ rows, grownMegabytes: Math.round((most - before) / 2 ** 20) }));
`;

async function run(path: string): Promise<{ rows: number; grownMegabytes: number }> {
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
    expect(result.rows).toBe(rows);
    expect(result.grownMegabytes).toBeLessThan(80);
  }),
);

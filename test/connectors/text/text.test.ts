import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type TextLine, text } from "../../../connectors/text/mod.ts";
import { count, from, schema } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { sinkContract, sourceContract } from "../../../core/testing/mod.ts";
import { inFolder, put } from "../files/text-files.ts";

const linesOf = async (location: string): Promise<readonly string[]> =>
  (await from(text(location)).collect()).map(({ line }) => line);

test("lines are rows, whatever ends them, empty ones as well; a byte-order mark is none of the first", () =>
  inFolder(async (folder) => {
    for (const [content, lines] of [
      ["a\nb\n", ["a", "b"]],
      ["a\r\n\r\nb", ["a", "", "b"]],
      ['\ufeffä, "b\n\nc', ['ä, "b', "", "c"]],
      ["a\rb\r", ["a", "b"]],
      ["\n", [""]],
      ["", []],
    ] as const) {
      expect(await linesOf(await put(`${folder}/t.txt`, content)), JSON.stringify(content)).toEqual(lines);
    }
    expect(await linesOf(await put(`${folder}/t.log.gz`, gzipSync("x\ny")))).toEqual(["x", "y"]);
  }));

test("many lines are in their order, and counted where nobody reads them", () =>
  inFolder(async (folder) => {
    const lines = Array.from({ length: 50_000 }, (_, n) => `line ${n} ${"é".repeat(n % 50)}`);
    const path = await put(`${folder}/t.txt`, lines.join("\n"));
    expect(await linesOf(path)).toEqual(lines);
    expect(await from(text(path)).aggregate({ rows: count() }).collect()).toEqual([{ rows: 50_000 }]);
  }));

test("lines that are not UTF-8, or too long, are bad records with their places", () =>
  inFolder(async (folder) => {
    const path = await put(`${folder}/t.txt`, Buffer.from([97, 10, 255, 10, 98, 98, 98, 98, 98, 10, 99]));
    await expect(from(text(path)).collect()).rejects.toThrow(
      /Cannot read line 2 of ".*t\.txt" as it must be UTF-8: got/,
    );
    const good = await from(text(path, { maxRecordBytes: 4 }), { onError: "skip" }).collect();
    expect(good).toEqual([{ line: "a" }, { line: "c" }]);
  }));

test("texts and rows of one column are written; what would not be the same lines again is refused", () =>
  inFolder(async (folder) => {
    await from([{ line: "a" }, { line: "" }, { line: "ü" }])
      .sinkTo(text(`${folder}/a.txt`))
      .run();
    expect(await linesOf(`${folder}/a.txt`)).toEqual(["a", "", "ü"]);
    const written = (rows: readonly object[]): Promise<unknown> =>
      from(rows as readonly TextLine[])
        .sinkTo(text(`${folder}/b.txt`))
        .run();
    await expect(written([{ line: "a\nb" }])).rejects.toThrow(
      /a line must be a text without ends of lines: got "a\\nb"/,
    );
    await expect(written([{ line: 1 }])).rejects.toThrow(/a line must be a text without ends of lines: got 1/);
    const typed = schema({ line: "string", n: "int64" });
    const two = from([{ line: "a", n: 1 }], { schema: typed }).sinkTo(text(`${folder}/c.txt`));
    await expect(two.run()).rejects.toThrow('must have a column "line" and no other: got "n" besides');
  }));

const rows: readonly TextLine[] = Array.from({ length: 11 }, (_, n) => ({ line: `line ${n}, "é"` }));

for (const { name, run } of sourceContract(async () => {
  const folder = await temporaryFolder("millrace-lines-");
  await put(
    `${folder}/a.txt`,
    rows
      .slice(0, 4)
      .map(({ line }) => `${line}\n`)
      .join(""),
  );
  await put(
    `${folder}/b.log`,
    rows
      .slice(4)
      .map(({ line }) => line)
      .join("\r\n"),
  );
  return { source: text(folder), rows, remove: () => deleteFolder(folder) };
}))
  test(`text as a source: ${name}`, run);

for (const { name, run } of sinkContract(async () => {
  const folder = await temporaryFolder("millrace-lines-");
  const sink = () => text(`${folder}/out`);
  const visible = async () =>
    from(text(`${folder}/out`))
      .collect()
      .catch(() => []);
  return { sink: sink(), rows, reopened: sink, visible, remove: () => deleteFolder(folder) };
}, "exactly-once"))
  test(`text as a sink: ${name}`, run);

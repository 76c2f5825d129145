import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { csv } from "../../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../../connectors/parquet/mod.ts";
import { from } from "../../../../core/mod.ts";
import { inFolder, put } from "../text-files.ts";

const readers = { csv, jsonLines, parquet };
const expected = {
  csv: "as CSV as it must be text",
  jsonLines: "as JSON lines as each line must be a JSON object",
  parquet: 'as Parquet as it must begin and end with "PAR1"',
};

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

async function messageOf(reader: keyof typeof readers, content: string | Uint8Array): Promise<string> {
  let message = "";
  await inFolder(async (folder) => {
    const path = await put(`${folder}/file`, content);
    message = await from(readers[reader]<unknown>(path))
      .collect()
      .then(
        (rows) => `it gave ${JSON.stringify(rows)}`,
        (error: Error) => error.message.replace(`Cannot read "${path}" ${expected[reader]}: got `, ""),
      );
  });
  return message;
}

const lines = '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n';
const table = "a,b\n1,x\n2,y\n";
const array = '[{"a":1},\n{"a":2}]\n';
const page = "\n<!DOCTYPE html>\n<html><body>Not, found</body></html>\n";
const jq = "write each object on a line of its own, as `jq -c .[]` does";
const noRows = "it holds no rows: check the location";
const fetched = "a page for people was fetched, as of an error or a login: fetch the data itself";
const sqlite = bytesOf("SQLite format 3\0\x10\0\x01\x01");
const program = bytesOf("\x7fELF\x02\x01\x01\0\n\0\n");
const noise = Uint8Array.from({ length: 4000 }, (_, at) => (at * 7919 + (at >> 3) * 31) & 255);

test.each<[keyof typeof readers, string, string | Uint8Array, string]>([
  ["csv", "JSON lines", lines, "JSON lines; read it with jsonLines()"],
  ["csv", "JSON lines in zstd", zstdCompressSync(lines), "JSON lines; read it with jsonLines()"],
  ["csv", "a JSON array", array, `JSON that is one value; ${jq}, and read it with jsonLines()`],
  [
    "csv",
    "indented JSON",
    '{\n  "a": 1\n}\n',
    `JSON that is one value; ${jq.replace(".[]", ".")}, and read it with jsonLines()`,
  ],
  ["csv", "HTML", page, `HTML; ${fetched}`],
  ["csv", "XML", '<?xml version="1.0"?>\n<a/>\n', "XML; convert it to JSON lines or CSV"],
  ["csv", "Parquet in gzip", gzipSync(bytesOf("PAR1\x15\x04\x15")), "Parquet; read it with parquet()"],
  ["csv", "gzip in gzip", gzipSync(gzipSync(table)), "gzip in a packed file; unpack it once"],
  ["csv", "bzip2", "BZh91AY&SY\0", "bzip2; unpack it first"],
  ["csv", "a database", sqlite, "an SQLite database; export its tables as CSV"],
  ["csv", "a program", program, `a program; ${noRows}`],
  ["csv", "noise", noise, `bytes that are no text; ${noRows}`],
  ["csv", "zero bytes", "\0\0\0\0\0a\n", `bytes that are no text; ${noRows}`],
  ["csv", "zero bytes among others", "a,b\0\u0001c\n1,2\n", `bytes that are no text; ${noRows}`],
  ["csv", "unmarked UTF-16", Buffer.from(table, "utf16le"), "UTF-16 without a byte-order mark; convert it to UTF-8"],
  ["jsonLines", "CSV", table, "CSV; read it with csv()"],
  ["jsonLines", "CSV in gzip", gzipSync("a;b\r\n1;2\r\n"), "CSV; read it with csv()"],
  ["jsonLines", "an empty array", "[]", `"[]" at its beginning; ${jq}`],
  ["jsonLines", "a long array", array, `"[{\\"a\\":1}," at its beginning; ${jq}`],
  ["jsonLines", "HTML", page, `HTML; ${fetched}`],
  ["jsonLines", "Parquet", bytesOf("PAR1\x15\x04\x15"), "Parquet; read it with parquet()"],
  ["jsonLines", "a spreadsheet", "PK\u0003\u0004", "a zip archive (or a spreadsheet); unpack or export it"],
  ["jsonLines", "noise", noise, `bytes that are no text; ${noRows}`],
  [
    "parquet",
    "a JSON array",
    array,
    `"[{\\"a\\":1},\\n{\\"a\\":2" at its beginning; it looks like JSON that is one value: ${jq}, and read it with jsonLines()`,
  ],
  [
    "parquet",
    "a short CSV",
    "a,b\n1,2\n",
    '"a,b\\n1,2\\n" at its beginning; it looks like text: if it is CSV, read it with csv()',
  ],
  [
    "parquet",
    "gzip",
    gzipSync(table).fill(0, 10),
    `${JSON.stringify("\x1f\x8b\b\0\0\0\0\0\0\x03\0\0\0\0\0\0")} at its beginning; it looks like gzip: unpack it first`,
  ],
  [
    "parquet",
    "a program",
    program,
    `${JSON.stringify("\x7fELF\x02\x01\x01\0\n\0\n")} at its beginning; it looks like a program: it holds no rows: check the location`,
  ],
])("%s() says what it was given: %s", async (reader, _, content, message) => {
  expect(await messageOf(reader, content)).toBe(message);
});

test("a header that is not UTF-8 is an error that names the other encoding", () =>
  inFolder(async (folder) => {
    const path = await put(`${folder}/file`, Buffer.from("naïve,b\n1,2\n", "latin1"));
    await expect(from(csv(path)).collect()).rejects.toThrow(
      `Cannot read the header of "${path}" as its bytes must be UTF-8: got "na�ve"; ` +
        'say encoding: "latin1" if they are that, or convert the file',
    );
    expect(await from(csv(path, { encoding: "latin1" })).collect()).toEqual([{ naïve: 1, b: 2 }]);
  }));

test.each<[string, string, object, readonly unknown[]]>([
  ["names that begin like Parquet", "PAR1,PAR2\n3,4\n", {}, [{ PAR1: 3, PAR2: 4 }]],
  ["names in brackets", "[id],[name]\n1,x\n", {}, [{ "[id]": 1, "[name]": "x" }]],
  ["names in braces", "{id};{name}\n1;x\n", {}, [{ "{id}": 1, "{name}": "x" }]],
  ["a name in angle brackets", "<a>,<b>\n1,2\n", {}, [{ "<a>": 1, "<b>": 2 }]],
  ["JSON in quotes", 'a,b\n1,"{""x"":1}"\n', {}, [{ a: 1, b: '{"x":1}' }]],
  [
    "lines of JSON as texts",
    lines,
    { header: ["line"], delimiter: "~", quote: "none" },
    lines
      .trim()
      .split("\n")
      .map((line) => ({ line })),
  ],
  ["lines of HTML as texts", "<html>\n</html>\n", { header: "none" }, [{ column1: "<html>" }, { column1: "</html>" }]],
  ["zero bytes in names", "a\0\0,b,\0c\n1,x,2\n", {}, [{ "a\0\0": 1, b: "x", "\0c": 2 }]],
  ["a zero byte in a value", "a,b\n1,x\0y\n", {}, [{ a: 1, b: "x\0y" }]],
])("csv() reads %s", (_, content, options, rows) =>
  inFolder(async (folder) => {
    expect(await from(csv(await put(`${folder}/file`, content), options)).collect()).toEqual(rows);
  }),
);

test.each([
  ["a line of CSV", "a,b\n"],
  ["an array", "[]\n"],
  ["zero bytes", "\0\0\0\0\n"],
  ["HTML", "<html>\n"],
])("jsonLines() takes %s before an object for a bad record", (_, line) =>
  inFolder(async (folder) => {
    const path = await put(`${folder}/file`, `${line}{"a":1}\n`);
    expect(await from(jsonLines(path), { onError: "skip" }).collect()).toEqual([{ a: 1 }]);
  }),
);

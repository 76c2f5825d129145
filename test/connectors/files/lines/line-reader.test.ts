import { expect, test } from "vitest";
import { type ByteStream, type LineReadOptions, lineReader, lineSchema } from "../../../../connectors/files/mod.ts";
import {
  type BadRecord,
  deadLetter,
  decimal,
  from,
  into,
  type OnError,
  type Source,
  schema,
} from "../../../../core/mod.ts";
import { sourceContract } from "../../../../core/testing/mod.ts";

const cut = 0;
type Pieces = readonly (string | typeof cut)[];

/** A stream of these pieces as a source. */
function stream(pieces: Pieces, options: LineReadOptions<never>): Source<unknown> {
  return {
    name: "stream",
    boundedness: "bounded",
    describe: async () => ({ schema: lineSchema(options) }),
    splits: async () => [{ id: "stream" }],
    open: async (_split, _position, context) => {
      const left = [...pieces];
      const bytes: ByteStream = {
        next: async () => {
          const piece = left.shift();
          return piece === cut ? "again" : piece === undefined ? undefined : new TextEncoder().encode(piece);
        },
        close: async () => undefined,
      };
      return lineReader(bytes, { name: "stream", place: "the stream", options, context });
    },
  };
}

async function read(pieces: Pieces, options: LineReadOptions<never>, onError?: OnError): Promise<unknown[]> {
  return [...(await from(stream(pieces, options), onError === undefined ? {} : { onError }).collect())];
}

async function bad(pieces: Pieces, options: LineReadOptions<never>): Promise<[unknown[], BadRecord[]]> {
  const letters: BadRecord[] = [];
  const rows = await read(pieces, options, deadLetter(into(letters)) as OnError);
  return [rows, letters];
}

const rows = Array.from({ length: 9 }, (_, id) => ({ id: id - 1, name: id % 3 === 0 ? null : `row, "${id}"` }));
const typed = schema({ id: "int32", name: "string" }) as never;
const texts: Readonly<Record<string, [string, LineReadOptions<never>]>> = {
  json: [rows.map((row) => `${JSON.stringify(row)}\n`).join(""), { format: "json" }],
  "typed json": [rows.map((row) => `${JSON.stringify(row)}\n`).join(""), { schema: typed }],
  "typed csv": [
    `name;id\n${rows.map(({ id, name }) => `${name === null ? "" : `"${name.replaceAll('"', '""')}"`};${id}\n`).join("")}`,
    { format: "csv", delimiter: ";", schema: typed },
  ],
  "csv without names": [
    rows.map(({ id, name }) => `${id},${name === null ? "" : `"${name.replaceAll('"', '""')}"`}\n`).join(""),
    { format: "csv", columns: ["id", "name"], schema: typed },
  ],
};

// What comes once cannot be gone on with: the sources that read so say so in `unrepeatable`.
for (const [what, [text, options]] of Object.entries(texts))
  for (const { name, run } of sourceContract(async () => ({
    source: stream(text.match(/.{1,7}/gs)!, options),
    rows,
    remove: async () => undefined,
  })))
    if (!name.startsWith("from any position")) test(`${what}: ${name}`, run);

test("fields of CSV are texts where no schema types them, and records go on over lines", async () => {
  expect(await read(['a,b\n1,"x\n', 'y"\n', '"say ""hi"",\n', '\n",\n'], { format: "csv" })).toEqual([
    { a: "1", b: "x\ny" },
    { a: 'say "hi",\n\n', b: null },
  ]);
});

test("a schema reads times, truth and large numbers, of CSV as of JSON", async () => {
  const types = schema({
    at: "timestamp",
    day: "date",
    ok: "boolean",
    big: "bigint",
    price: decimal(10, 2),
  }) as never;
  const expected = [{ at: 1714566600500, day: 1714521600000, ok: false, big: 12345678901234567n, price: 1.5 }];
  const csv = "at,day,ok,big,price\n2024-05-01T12:30:00.5Z,2024-05-01,false,12345678901234567,1.50\n";
  const json = '{"at":"2024-05-01T12:30:00.5Z","day":"2024-05-01","ok":false,"big":12345678901234567,"price":1.5}\n';
  expect(await read([csv], { format: "csv", schema: types })).toEqual(expected);
  expect(await read([json], { schema: types })).toEqual(expected);
});

test.each<[string, string, LineReadOptions<never>, Partial<BadRecord>]>([
  [
    "no JSON",
    '{"a":1}\n{"a"\n{"a":3}\n',
    {},
    {
      position: "line 2",
      text: '{"a"',
      message: expect.stringMatching(
        /Cannot read line 2 of the stream as it must be JSON: got .*; mend what writes it, or say from/,
      ) as never,
    },
  ],
  [
    "no object where there is a schema",
    '{"id":1}\n7\n{"id":3}\n',
    { schema: schema({ id: "int32" }) as never },
    { position: "line 2", text: "7" },
  ],
  [
    "a value that does not fit",
    '{"id":1}\n{"id":"x"}\n{"id":3}\n',
    { schema: schema({ id: "int32" }) as never },
    { position: "line 2", column: "id", text: '{"id":"x"}' },
  ],
  [
    "a field too many",
    "id\n1\n2,2\n3\n",
    { format: "csv" },
    { position: "line 3", text: "2,2", message: expect.stringContaining("it must have 1 field (id): got 2") as never },
  ],
  [
    "a text that is no number",
    "id\n1\nx\n3\n",
    { format: "csv", schema: schema({ id: "int32" }) as never },
    { position: "line 3", column: "id", text: "x" },
  ],
  ["a quote that never closes", 'id\n1\n3\n"x\n\n', { format: "csv" }, { position: "line 4", text: '"x\n' }],
  [
    "a record that goes on for too long",
    `id\n1\n"${"x\n".repeat(40)}"\n3\n`,
    { format: "csv", maxRecordBytes: 30 },
    { message: expect.stringContaining("at most 30 bytes: got more, since a quote is opened in line 3") as never },
  ],
  [
    "a line that is cut off",
    "a\nb",
    { format: "text" },
    {
      position: "line 2",
      text: "b",
      message: expect.stringContaining("its end must be a newline: got the end of the connection") as never,
    },
  ],
])("%s is a bad record: it fails, is skipped, or goes elsewhere", async (what, text, options, letter) => {
  const pieces: Pieces = what === "a line that is cut off" ? [text, cut, "c\n"] : [text];
  await expect(read(pieces, options)).rejects.toThrow(/Cannot read .* of the stream as/);
  const skipped = await read(pieces, options, "skip");
  expect(skipped).toHaveLength(2);
  const [good, letters] = await bad(pieces, options);
  expect(good).toEqual(skipped);
  expect(letters[0]).toMatchObject({ source: "stream", ...letter });
});

test("a stream that begins anew has its first line of names again", async () => {
  expect(await read(["a,b\n1,2\n", cut, "b,a\n3,4\n"], { format: "csv" })).toEqual([
    { a: "1", b: "2" },
    { a: "4", b: "3" },
  ]);
});

test.each([
  ["a,a\n1,2\n", {}, /must have the names of the columns, each once: got "a", "a"/],
  ["a,b\n1,2\n", { schema: schema({ c: "string" }) as never }, /got "a", "b", without "c"; mend it, or say columns/],
])("first lines %j without which nothing can be read fail, whatever the policy", async (text, more, message) => {
  await expect(read([text], { format: "csv", ...more }, "skip")).rejects.toThrow(message);
});

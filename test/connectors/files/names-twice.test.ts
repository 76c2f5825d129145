import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { parseSchema } from "../../../connectors/avro/schema.ts";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { Schema } from "../../../core/io/mod.ts";
import { from, list, schema, struct } from "../../../core/mod.ts";
import { inFolder, put } from "./text-files.ts";

const formats = {
  parquet: (path: string, compression?: "none") => parquet(path, compression === undefined ? {} : { compression }),
  arrow: (path: string) => arrow(path),
  avro: (path: string) => avro(path),
};

/** Why a file of these rows is refused, whose name `name2` was made `name1` as other writers can. */
async function refusal(format: keyof typeof formats, rows: readonly object[], made?: Schema): Promise<string> {
  return inFolder(async (folder) => {
    const path = `${folder}/x.${format}`;
    const given = made === undefined ? from([...rows]) : from([...rows], { schema: made as never });
    await given.sinkTo(formats[format](path, "none")).run();
    const bytes = await readFile(path);
    for (let at = bytes.indexOf("name2"); at >= 0; at = bytes.indexOf("name2", at)) bytes.write("name1", at);
    await writeFile(path, bytes);
    const message = await from(formats[format](path))
      .collect()
      .then(JSON.stringify, (error: Error) => error.message);
    return message.replaceAll(folder, "");
  });
}

test("a file that has a column twice is refused, as a row has one value of a name", async () => {
  const rows = [{ name1: 1, b: 2, name2: 3 }];
  expect(await refusal("parquet", rows)).toBe(
    'Cannot read "/x.parquet" as its columns must differ in their names: got two of the name "name1"; ' +
      "write it again with another name for one of them, as DuckDB does where it reads and writes it",
  );
  expect(await refusal("arrow", rows)).toMatch(/^Cannot read "\/x.arrow" as .*: got two columns of the name "name1"; /);
  expect(await refusal("avro", rows)).toMatch(
    /^Cannot read "\/x.avro" as .*: got the field "name1" of the record ".*" twice; /,
  );
});

test("so is one whose records have a field twice, at any depth", async () => {
  const rows = [{ s: [{ deep: { name1: 1, b: 2, name2: 3 } }] }];
  const made = schema({ s: list(struct({ deep: struct({ name1: "int64", b: "int64", name2: "int64" }) })) }) as Schema;
  expect(await refusal("parquet", rows, made)).toMatch(
    /^Cannot read "\/x.parquet" as its fields of "s.*deep" must differ in their names: got two of the name "name1"; /,
  );
  expect(await refusal("arrow", rows, made)).toMatch(/: got two fields of the name "name1" in "deep"; /);
  expect(await refusal("avro", rows, made)).toMatch(/: got the field "name1" of the record ".*" twice; /);
});

test("a schema of Avro has no field, no name of a type and no symbol twice", () => {
  const field = (name: string, type: unknown) => ({ name, type });
  const parse = (schema: object) => () => parseSchema(JSON.stringify(schema));
  const nested = { type: "record", name: "r", namespace: "n", fields: [field("x", "int"), field("x", "string")] };
  expect(parse(nested)).toThrow('the field "x" of the record "r" twice');
  const kind = { type: "enum", name: "kind", symbols: ["a", "b"] };
  expect(parse({ ...nested, fields: [field("x", kind), field("y", kind)] })).toThrow('the type "n.kind" defined twice');
  expect(parse({ ...nested, fields: [field("x", kind), field("y", "kind")] })).not.toThrow();
  expect(parse({ ...kind, symbols: ["a", "b", "a"] })).toThrow('the symbol "a" of an enum twice');
});

test("of a key that a line of JSON has twice the last counts, wherever it stands; a second column of CSV is numbered", () =>
  inFolder(async (folder) => {
    const lines = ['{"a":1,"b":2,"a":3}', '{"a":4,"a":5,"b":6}', '{"b":8,"a":9}', '{"a":{"x":1,"x":2},"b":7,"b":null}'];
    const read = await from(jsonLines<object>(await put(`${folder}/x.jsonl`, lines.join("\n")))).collect();
    expect(read).toEqual(lines.map((line) => JSON.parse(line)));
    const table = await put(`${folder}/x.csv`, "a,b,a\n1,2,3\n");
    expect(await from(csv<object>(table)).collect()).toEqual([{ a: 1, b: 2, a_2: 3 }]);
  }));

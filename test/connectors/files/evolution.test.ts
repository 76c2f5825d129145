import { expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { from, type Schema, schema } from "../../../core/mod.ts";
import { inFolder } from "./text-files.ts";

type Row = Readonly<Record<string, unknown>>;
type Options = { readonly schema?: never };

const formats = {
  parquet: (location: string, options: Options = {}) => parquet<Row>(location, options),
  avro: (location: string, options: Options = {}) => avro<Row>(location, options),
  arrow: (location: string, options: Options = {}) => arrow<Row>(location, options),
  csv: (location: string, options: Options = {}) => csv<Row>(location, options),
  jsonl: (location: string, options: Options = {}) => jsonLines<Row>(location, options),
} as const;

/** Files of a folder that were written one after another, each with the columns of its day. */
const days: readonly { readonly types: Schema; readonly rows: readonly Row[] }[] = [
  { types: schema({ id: "int32", n: "int32", gone: "string" }), rows: [{ id: 1, n: 7, gone: "x" }] },
  { types: schema({ id: "int32", n: "int64" }), rows: [{ id: 2, n: 2 ** 40 }] },
  { types: schema({ id: "int32", n: "float64", more: "string" }), rows: [{ id: 3, n: 0.5, more: "y" }] },
];

const together = [
  { id: 1, n: 7, gone: "x", more: null },
  { id: 2, n: 2 ** 40, gone: null, more: null },
  { id: 3, n: 0.5, gone: null, more: "y" },
];

async function writeDays(format: keyof typeof formats, folder: string): Promise<void> {
  for (const [day, { types, rows }] of days.entries()) {
    await from(rows as never[], { schema: types as never })
      .sinkTo(formats[format](`${folder}/day-${day}.${format}`) as never)
      .run();
  }
}

const byId = (a: Row, b: Row): number => Number(a.id) - Number(b.id);
const names = Object.keys(formats) as readonly (keyof typeof formats)[];

test.each(names)("%s: columns that came, went or became wider over files are those of one table", (format) =>
  inFolder(async (folder) => {
    await writeDays(format, folder);
    const rows = [...(await from(formats[format](folder)).collect())].sort(byId);
    expect(rows).toEqual(together);
    const wide = [
      ...(await from(formats[format](folder))
        .filter((row) => (row.n as number) > 1)
        .collect()),
    ];
    expect(wide.map(({ id }) => id).sort()).toEqual([1, 2]);
  }),
);

test.each(names)("%s: a schema that is given holds the columns of all files, each as wide as it says", (format) =>
  inFolder(async (folder) => {
    await writeDays(format, folder);
    const given = schema({ id: "float64", n: "float64", more: "string" }) as never;
    const rows = [...(await from(formats[format](folder, { schema: given })).collect())].sort(byId);
    expect(rows).toEqual(together.map(({ id, n, more }) => ({ id, n, more })));
  }),
);

test.each(["parquet", "avro", "arrow"] as const)(
  "%s: a type that no other holds is refused with both files, before a row is given",
  (format) =>
    inFolder(async (folder) => {
      await writeDays(format, folder);
      await from([{ id: 4, n: "text" }] as never[], { schema: schema({ id: "int32", n: "string" }) as never })
        .sinkTo(formats[format](`${folder}/day-3.${format}`) as never)
        .run();
      await expect(from(formats[format](folder)).collect()).rejects.toThrow(
        /^Cannot read ".*day-3.*" together with ".*day-\d.*" as column "n" must have one type: got string and int32; read them apart, leave the column out, or give it the type any in a schema, as which it is what each file has$/,
      );
      const narrow = schema({ n: "int32" }) as never;
      await expect(from(formats[format](folder, { schema: narrow })).collect()).rejects.toThrow(
        /^Cannot read column "n" of ".*day-1.*" as its values must fit int32, as in the schema given: got int64 for int32; give/,
      );
    }),
);

test.each(["parquet", "avro", "arrow"] as const)("%s: whole numbers beside bigints are bigints", (format) =>
  inFolder(async (folder) => {
    for (const [file, kind, n] of [
      ["a", "int32", 5],
      ["b", "bigint", 2n ** 60n],
    ] as const) {
      await from([{ n }] as never[], { schema: schema({ n: kind }) as never })
        .sinkTo(formats[format](`${folder}/${file}.${format}`) as never)
        .run();
    }
    const given = format === "avro" ? { schema: schema({ n: "bigint" }) as never } : {};
    const values = [...(await from(formats[format](folder, given)).collect())].map(({ n }) => n);
    expect(values).toEqual([5n, 2n ** 60n]);
  }),
);

import { describe, expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { type DataType, decimal, from, schema } from "../../../core/mod.ts";
import { inFolder } from "./text-files.ts";

interface Row {
  readonly a: number;
  readonly note: unknown;
}

describe.each([
  ["parquet", parquet<Row>],
  ["arrow", arrow<Row>],
  ["avro", avro<Row>],
  ["csv", csv<Row>],
  ["jsonLines", jsonLines<Row>],
] as const)("%s", (name, format) => {
  test.each([
    ["text", "x"],
    ["numbers", 1.5],
    ["dates", new Date(86_400_000)],
    ["bigints", 2n ** 60n],
    ["lists", ["x"]],
  ])("a file of nulls alone in a column is read together with one that has %s there", (_, note) =>
    inFolder(async (folder) => {
      // Formats of texts, and Avro, have neither points in time nor whole numbers of any size of themselves.
      const isKept = name === "parquet" || name === "arrow" || !(note instanceof Date || typeof note === "bigint");
      if (!isKept || (name === "csv" && typeof note === "object")) return;
      const path = `${folder}/out/`;
      await from<Row>([{ a: 1, note }])
        .sinkTo(format(path))
        .run();
      await from<Row>([{ a: 2, note: null }])
        .sinkTo(format(path))
        .run();
      const rows = [...(await from(format(path)).collect())].sort((one, other) => one.a - other.a);
      expect(rows).toEqual([
        { a: 1, note },
        { a: 2, note: null },
      ]);
    }),
  );
});

const price = (type: DataType) => schema({ price: type }) as never;

test.each([
  ["parquet", parquet<{ price: unknown }>],
  ["arrow", arrow<{ price: unknown }>],
  ["avro", avro<{ price: unknown }>],
] as const)("%s: decimals with as many digits behind the point and more before it are read together", (_, format) =>
  inFolder(async (folder) => {
    const path = `${folder}/out/`;
    for (const [digits, value] of [
      [5, 1.5],
      [10, 12_345.25],
    ] as const) {
      await from([{ price: value }], { schema: price(decimal(digits, 2)) })
        .sinkTo(format(path) as never)
        .run();
    }
    const read = async (type?: DataType): Promise<unknown[]> => {
      const rows = await from(format(path, type === undefined ? {} : { schema: price(type) })).collect();
      return rows.map((row) => row.price).sort();
    };
    expect(await read()).toEqual([1.5, 12_345.25]);
    expect(await read(decimal(18, 2))).toEqual(["1.50", "12345.25"]);
    await expect(read(decimal(7, 2))).rejects.toThrow("its values must fit decimal(7,2)");
    await expect(read(decimal(18, 3))).rejects.toThrow("its values must fit decimal(18,3)");
  }),
);

import { expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { BadRecord } from "../../../core/io/mod.ts";
import { type DataType, deadLetter, from, into, list, schema, struct, vector } from "../../../core/mod.ts";
import { inFolder } from "./text-files.ts";

const formats = { arrow, arrows: arrow, parquet, avro, jsonl: jsonLines } as const;
const names = Object.keys(formats) as (keyof typeof formats)[];

const good = [0, 2, 3, 5, 6];
const lists = [[1, 2], [1, 2, 3], [5, 6], null, [7, null], [8, 9], [10, 11], [], [12]];

/** Lists, of which some are no vector of two numbers, in columns of three depths. */
const depths: Readonly<Record<string, readonly [stored: DataType, wanted: DataType, of: (list: unknown) => unknown]>> =
  {
    flat: [list("float64"), vector(2), (one) => one],
    whole: [list("int32"), vector(2), (one) => one],
    "in lists": [list(list("float64")), list(vector(2)), (one) => [[0, 0], one]],
    "in structs": [
      struct({ v: list("float64"), n: "int32" }),
      struct({ n: "int64", v: vector(2) }),
      (v) => ({ v, n: 1 }),
    ],
  };

const asNumbers = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, each) => (each instanceof Float64Array ? [...each] : each)));

test.each(names.flatMap((format) => Object.keys(depths).map((depth) => [format, depth] as const)))(
  "%s, %s: a list of another length than a schema's vector spoils its row, not the file",
  (format, depth) =>
    inFolder(async (folder) => {
      const path = `${folder}/x.${format}`;
      const [stored, wanted, of] = depths[depth]!;
      const rows = lists.map((one, i) => ({ i, c: of(one) }));
      await from(rows as never[], { schema: schema({ i: "int32", c: stored }) as never })
        .sinkTo(formats[format](path) as never)
        .run({ batchRows: 4 });
      const types = schema({ i: "int32", c: wanted });
      const source = () => formats[format](path, { schema: types } as never) as never;
      const failed = from(source()).collect();
      await expect(failed).rejects.toThrow(/^Cannot read column "c" (at|of) (row|line) \d.* of ".*" as it must be /);
      await expect(failed).rejects.toThrow(/ got .*; mend .*\{ onError: "skip" \}\)$/);
      if (depth === "flat") await expect(failed).rejects.toThrow(/vector\(2\): got (an array of 3|"\[1,2,3\]")/);
      const kept = await from(source(), { onError: "skip" }).collect({ batchRows: 3 });
      const expected = good.map((i) => ({ i, c: of(lists[i]) }));
      expect(asNumbers(kept)).toEqual(expected);
      const letters: BadRecord[] = [];
      const others = await from(source(), { onError: deadLetter(into(letters)) }).collect({ batchRows: 3 });
      expect(asNumbers(others)).toEqual(expected);
      expect(letters.map(({ column }) => column)).toEqual(["c", "c", "c", "c"]);
      expect(new Set(letters.map(({ position }) => position)).size).toBe(4);
      expect(letters[0]!.text).toContain("[1,2,3]");
      // Where nobody reads it all rows are there.
      expect(
        await from(source())
          .map((row) => (row as { readonly i: number }).i)
          .collect(),
      ).toEqual([...lists.keys()]);
    }),
);

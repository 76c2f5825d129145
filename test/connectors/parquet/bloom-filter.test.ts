import { describe, expect, test } from "vitest";
import { openFile } from "../../../connectors/parquet/file.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { neededRows } from "../../../connectors/parquet/needed-rows.ts";
import { type Condition, fileSystemOf } from "../../../core/io/mod.ts";
import { from } from "../../../core/mod.ts";
import { inFolder } from "../files/text-files.ts";
import { duck } from "./kit.ts";

const groupRows = 10_000;

interface Row {
  readonly id: number;
  readonly key: string;
  readonly few: string;
  readonly x: number;
  readonly big: bigint;
  readonly day: Date;
}

/** Even ids in no order, so that bounds say nothing; odd ones are not there. */
function idAt(n: number): number {
  return ((n * 7919) % 40_000) * 2;
}

const rows: readonly Row[] = Array.from({ length: 40_000 }, (_, n) => ({
  id: idAt(n),
  key: `key number ${idAt(n)} of all the keys that there are`,
  few: `few ${(n % 50) * 2}`,
  x: idAt(n) / 4 + 0.5,
  big: BigInt(idAt(n)) + (1n << 60n),
  day: new Date(idAt(n) * 60_000),
}));

const bloomFilters = ["id", "key", "few", "x", "big", "day"];

async function written(folder: string): Promise<string> {
  const path = `${folder}/filtered.parquet`;
  await from(rows)
    .sinkTo(parquet<Row>(path, { bloomFilters, rowGroupRows: groupRows }))
    .run();
  return path;
}

test("filters leave out row groups that do not hold a value, and never one that does", () =>
  inFolder(async (folder) => {
    const path = await written(folder);
    const files = await fileSystemOf(path);
    const file = await openFile(files, { path, sizeBytes: (await files.stat(path))!.sizeBytes });
    expect(file.metadata.rowGroups.map((group) => group.rows)).toEqual([groupRows, groupRows, groupRows, groupRows]);
    const isRead = async (group: number, column: string, value: Condition["value"]): Promise<boolean> =>
      (await neededRows(file, group, [{ column, compare: "=", value }])).length > 0;
    const textOf = (id: number): string => `key number ${id} of all the keys that there are`;
    let [asked, read] = [0, 0];
    for (let n = 0; n < 400; n++) {
      const at = n * 100;
      const { id, key, few, x, big } = rows[at]!;
      const group = Math.floor(at / groupRows);
      for (const [column, value] of Object.entries({ id, key, few, x, big })) {
        expect([column, value, await isRead(group, column, value)]).toEqual([column, value, true]);
      }
      const absent = { id: id + 1, key: textOf(id + 1), few: `few ${(n % 50) * 2 + 1}`, x: x + 0.25, big: big + 1n };
      for (const [column, value] of Object.entries(absent)) {
        asked++;
        if (await isRead(group, column, value)) read++;
      }
    }
    // One in a hundred or fewer by the size of the filters.
    expect(asked).toBe(2000);
    expect(read).toBeLessThan(40);
  }));

test("DuckDB leaves out row groups by them, and finds every row", () =>
  inFolder(async (folder) => {
    const path = await written(folder);
    const excluded = async (column: string, value: string): Promise<number> => {
      const probes = await duck(
        `SELECT bloom_filter_excludes AS no FROM parquet_bloom_probe('${path}', '${column}', ${value})`,
      );
      return probes.filter(({ no }) => no === true).length;
    };
    expect([await excluded("id", "1001"), await excluded("x", "0.75::DOUBLE")]).toEqual([4, 4]);
    expect(await excluded("key", "'no key of these'")).toBe(4);
    for (const n of [0, 12_345, 39_999]) {
      expect(await excluded("id", String(idAt(n)))).toBeLessThan(4);
      const [found] = await duck(`SELECT key FROM '${path}' WHERE id = ${idAt(n)}`);
      expect(found).toEqual({ key: rows[n]!.key });
      expect(await excluded("key", `'${rows[n]!.key}'`)).toBeLessThan(4);
    }
  }));

test("zeros of either sign are found", () =>
  inFolder(async (folder) => {
    const path = `${folder}/zeros.parquet`;
    const values = Array.from({ length: 100 }, (_, n) => ({ x: n === 50 ? -0 : n + 0.5 }));
    await from(values)
      .sinkTo(parquet(path, { bloomFilters: ["x"] }))
      .run();
    expect(
      await duck(`SELECT bloom_filter_excludes AS no FROM parquet_bloom_probe('${path}', 'x', 0::DOUBLE)`),
    ).toEqual([{ no: false }]);
    expect(await duck(`SELECT count(*)::INTEGER AS rows FROM '${path}' WHERE x = 0`)).toEqual([{ rows: 1 }]);
  }));

describe("a column that gets no filter is refused", () => {
  const writing = (bloomFilters: never) => (folder: string) =>
    from([{ id: 1, isOpen: true, tags: ["a"] }])
      .sinkTo(parquet(`${folder}/refused.parquet`, { bloomFilters }))
      .run();

  test.each([
    [
      "of a name that is none",
      ["ids"],
      /column "ids" to ".*" as it must be of texts, bytes, numbers or times: got no such column; did you mean "id"\?/,
    ],
    ["of booleans", ["isOpen"], /column "isOpen" to .*: got boolean; leave it out of bloomFilters/],
    ["of lists", ["tags"], /column "tags" to .*: got (list<string>|any); leave it out of bloomFilters/],
  ])("one %s", (_, names, message) =>
    inFolder((folder) => expect(writing(names as never)(folder)).rejects.toThrow(message)),
  );

  test("and what is no list of names", () => {
    expect(() => parquet("x.parquet", { bloomFilters: "id" as never })).toThrow(
      'Cannot write parquet(x.parquet) as bloomFilters must be names of columns: got "id"; write for instance bloomFilters: ["id"]',
    );
  });
});

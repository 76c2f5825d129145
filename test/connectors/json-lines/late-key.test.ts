import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { count, from, schema, sum } from "../../../core/mod.ts";

test("a key that comes after the sample is found though nothing else is asked for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-"));
  try {
    const file = join(folder, "late.jsonl");
    writeFileSync(file, `${'{"a":1}\n'.repeat(200_000)}{"a":7,"late":5}\n`);
    const rows = from(jsonLines<{ a: number; late?: number }>(file));
    expect(await rows.aggregate({ late: sum((row) => row.late) }).collect()).toEqual([{ late: 5 }]);
    expect((await rows.map((row) => ({ late: row.late })).collect()).at(-1)).toEqual({ late: 5 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a key that no line has, and that a lambda counts on, fails the run; one that comes in one file of two does not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-"));
  try {
    writeFileSync(join(folder, "1.jsonl"), '{"km":1,"city":"Kent"}\n'.repeat(300));
    writeFileSync(join(folder, "2.jsonl"), '{"km":7,"late":5}\n');
    const rows = from(jsonLines<{ kmm: number; late: number }>(folder));
    for (const parallelism of [1, 3]) {
      await expect(rows.map((row) => row.kmm + 1).collect({ parallelism })).rejects.toThrow(
        'Cannot read column "kmm" in map #1 as there is no such column: got "km", "city", "late"; did you mean "km"? — ' +
          "none of its 301 rows has it; where it may be absent, say so, as in row.kmm ?? null",
      );
      await expect(
        rows
          .keyBy((row) => row.kmm)
          .aggregate({ n: count() })
          .collect({ parallelism }),
      ).rejects.toThrow('Cannot read column "kmm" in aggregate #1');
      const sums = await rows.aggregate({ late: sum((row) => row.late + 1) }).collect({ parallelism });
      expect(sums).toEqual([{ late: 306 }]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a key of the schema that no line has is refused where it is nearly that of a key which the schema leaves out", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-"));
  try {
    const file = join(folder, "keys.jsonl");
    writeFileSync(file, '{"price":1,"note1":"a"}\n{"price":2}\n');
    const read = (types: Parameters<typeof schema>[0]) => from(jsonLines(file, { schema: schema(types) })).collect();
    await expect(read({ prise: "int32" })).rejects.toThrow(
      `Cannot read column "prise" in jsonLines(${file}) as there is no such column: got "price", "note1"; did you mean "price"?`,
    );
    // Of a schema that has both, or a key that resembles none, it is what some lines may lack.
    expect(await read({ price: "int32", note1: "string", note2: "string" })).toEqual([
      { price: 1, note1: "a", note2: null },
      { price: 2, note1: null, note2: null },
    ]);
    expect(await read({ comment: "string" })).toEqual([{ comment: null }, { comment: null }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a key that no line has, and that a lambda asks for, is no error to explain either", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-"));
  try {
    const file = join(folder, "1.jsonl");
    for (const content of ['{"km":1}\n', ""]) {
      writeFileSync(file, content);
      const ids = from(jsonLines<{ id?: number }>(file)).map((row) => ({ id: row.id ?? null }));
      expect(await ids.explain("code")).toContain("map #1: called with a cursor over the columns");
      expect(await ids.collect()).toEqual(content === "" ? [] : [{ id: null }]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

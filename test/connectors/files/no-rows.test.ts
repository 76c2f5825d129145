import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { count, deadLetter, from, fromColumns, max, schema, session, tumbling } from "../../../core/mod.ts";
import { duck } from "../parquet/kit.ts";
import { inFolder, put } from "./text-files.ts";

const flights = fromColumns({ origin: ["BOS"], delay: Int32Array.of(5) });
const none = flights.filter((flight) => flight.delay > 100);

async function typesOf(location: string): Promise<Record<string, string>> {
  const described = await parquet(location).describe!();
  return Object.fromEntries(described.schema!.fields.map(({ name, type }) => [name, type.kind]));
}

describe("a run whose result has no row replaces what an earlier one left", () => {
  test("by a CSV file with its header", () =>
    inFolder(async (folder) => {
      const out = csv<{ origin: string; delay: number }>(`${folder}/out.csv`);
      await flights.sinkTo(out).run();
      expect(await readFile(`${folder}/out.csv`, "utf8")).toBe("origin,delay\nBOS,5\n");
      await none.sinkTo(out).run();
      expect(await readFile(`${folder}/out.csv`, "utf8")).toBe("origin,delay\n");
      expect(await from(csv(`${folder}/out.csv`)).collect()).toEqual([]);
    }));

  test("by an empty JSON lines file", () =>
    inFolder(async (folder) => {
      const path = await put(`${folder}/out.jsonl`, '{"old":1}\n');
      await none.sinkTo(jsonLines(path)).run();
      expect(await readFile(path, "utf8")).toBe("");
      expect(await from(jsonLines(path)).collect()).toEqual([]);
    }));

  test("by a Parquet file with its schema, which others read too", () =>
    inFolder(async (folder) => {
      const path = `${folder}/out.parquet`;
      await flights.sinkTo(parquet(path)).run();
      await none.sinkTo(parquet(path)).run();
      expect(await typesOf(path)).toEqual({ origin: "string", delay: "int32" });
      expect(await from(parquet(path)).collect()).toEqual([]);
      expect(await duck(`SELECT count(*)::INT AS n, any_value(origin) AS o FROM '${path}'`)).toEqual([
        { n: 0, o: null },
      ]);
    }));

  test("at any parallelism, where the name of a file is a folder", () =>
    inFolder(async (folder) => {
      for (const [format, name] of [
        [csv, "out.csv"],
        [parquet, "out.parquet"],
      ] as const) {
        const out = format<{ origin: string; delay: number }>(`${folder}/${name}`);
        await flights.sinkTo(out).run({ parallelism: 3 });
        const [before] = await readdir(`${folder}/${name}`);
        await none.sinkTo(out).run({ parallelism: 3 });
        const after = await readdir(`${folder}/${name}`);
        expect([after.length, after.includes(before!)]).toEqual([1, false]);
        expect(await from(format(`${folder}/${name}`)).collect()).toEqual([]);
        // Where any subtask has rows, nobody adds a file without.
        await flights.sinkTo(out).run({ parallelism: 3 });
        expect((await readdir(`${folder}/${name}`)).length).toBe(1);
        expect(await from(format(`${folder}/${name}`)).collect()).toEqual([{ origin: "BOS", delay: 5 }]);
      }
    }));

  test("by no bad records, where it had none", () =>
    inFolder(async (folder) => {
      const bad = `${folder}/bad.csv`;
      const read = (text: string) => from([text]).map(JSON.parse, { onError: deadLetter(csv(bad)) });
      await read("{").discard().run();
      expect((await readFile(bad, "utf8")).split("\n").length).toBe(3);
      await read("{}").discard().run();
      expect(await readFile(bad, "utf8")).toBe("source,position,column,text,message\n");
    }));
});

describe("the columns of a result without rows", () => {
  const written = (rows: { sinkTo(sink: never): { run(): Promise<unknown> } }, options = {}): Promise<string> =>
    inFolder(async (folder) => {
      await rows.sinkTo(csv(`${folder}/out.csv`, options) as never).run();
      return readFile(`${folder}/out.csv`, "utf8");
    });

  test("are those of an object literal", async () => {
    expect(await written(none.map((row) => ({ from: row.origin, late: row.delay > 15 })))).toBe("from,late\n");
    expect(await written(none.map((row) => ({ a: row.delay })).filter((row) => row.a > 1))).toBe("a\n");
  });

  test("keep their types where the literal hands them on", () =>
    inFolder(async (folder) => {
      const path = `${folder}/out.parquet`;
      await none
        .map((row) => ({ late: row.delay, twice: row.delay * 2 }))
        .sinkTo(parquet(path))
        .run();
      expect(await typesOf(path)).toEqual({ late: "int32", twice: "any" });
    }));

  test("are those of aggregates by key, and by window", async () => {
    const spec = { rows: count(), most: max((row: { delay: number }) => row.delay) };
    expect(await written(none.keyBy("origin").aggregate(spec))).toBe("origin,rows,most\n");
    expect(await written(none.keyBy((row) => row.delay % 7).aggregate(spec))).toBe("key,rows,most\n");
    const timed = none.withEventTime((row) => row.delay);
    for (const window of [tumbling(10), session(10)]) {
      const windows = timed.keyBy("origin").window(window).aggregate(spec);
      expect(await written(windows)).toBe("origin,windowStart,windowEnd,rows,most\n");
    }
    expect(await written(none.distinctBy("origin").sort("delay").limit(3))).toBe("origin,delay\n");
    const one = await written(
      flights
        .withEventTime((row) => row.delay)
        .keyBy("origin")
        .window(tumbling(10))
        .aggregate(spec),
    );
    expect(one.split("\n")[0]).toBe("origin,windowStart,windowEnd,rows,most");
  });

  test("are those of datasets of the same columns together", async () => {
    expect(await written(none.union(none.filter((row) => row.delay > 7)))).toBe("origin,delay\n");
    expect(await written(none.map((row) => ({ a: row.delay })).union(none.map((row) => ({ b: row.delay }))))).toBe("");
  });

  test("are those of a declared schema", async () => {
    expect(await written(from([], { schema: schema({ a: "int32", b: "string" }) }))).toBe("a,b\n");
    expect(await written(from([]), { schema: schema({ a: "int32" }) })).toBe("a\n");
  });

  test("are none where nobody knows: the file is empty, and of Parquet without columns", async () => {
    expect(await written(from([]))).toBe("");
    await inFolder(async (folder) => {
      const path = `${folder}/out.parquet`;
      await from([]).sinkTo(parquet(path)).run();
      expect(await typesOf(path)).toEqual({});
      expect(await from(parquet(path)).collect()).toEqual([]);
    });
  });

  test("are one where rows are plain values of a known type", async () => {
    expect(
      await written(
        fromColumns({ x: [1] })
          .map((row) => row.x)
          .filter((x) => x > 1),
      ),
    ).toBe("value\n");
  });
});

test("a folder gets a file without rows only where it would have none", () =>
  inFolder(async (folder) => {
    const out = csv<{ origin: string; delay: number }>(`${folder}/out/`);
    await none.sinkTo(out).run({ parallelism: 2 });
    expect((await readdir(`${folder}/out`)).length).toBe(1);
    await none.sinkTo(out).run({ parallelism: 2 });
    expect((await readdir(`${folder}/out`)).length).toBe(1);
    expect(await from(out).collect()).toEqual([]);
    await flights.sinkTo(out).run();
    expect((await readdir(`${folder}/out`)).length).toBe(2);
  }));

test("a file without rows does not say what types the values of others have", () =>
  inFolder(async (folder) => {
    const late = (rows: typeof flights) => rows.map((row) => ({ from: row.origin, twice: row.delay * 2 }));
    for (const [name, format] of Object.entries({ csv, jsonLines, parquet })) {
      const location = `${folder}/${name}/`;
      for (const rows of [none, flights])
        await late(rows).sinkTo(format<{ from: string; twice: number }>(location)).run();
      expect((await readdir(location)).length).toBe(2);
      expect(await from(format(location)).collect()).toEqual([{ from: "BOS", twice: 10 }]);
    }
  }));

test("a run that fails leaves what is there as it is", () =>
  inFolder(async (folder) => {
    const path = await put(`${folder}/out.csv`, "old\n");
    const failing = flights.map((row) => {
      if (row.delay > 1) throw new Error("no");
      return row;
    });
    await expect(failing.sinkTo(csv(path)).run()).rejects.toThrow("no");
    expect(await readFile(path, "utf8")).toBe("old\n");
    expect(await readdir(folder)).toEqual(["out.csv"]);
  }));

for (const [name, format] of Object.entries({ csv, jsonl: jsonLines, parquet })) {
  test(`rows of ${name} are counted where no column of theirs is read`, () =>
    inFolder(async (folder) => {
      await from([
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ])
        .sinkTo(format(`${folder}/t.${name}`))
        .run();
      expect(
        await from(format(`${folder}/t.${name}`))
          .aggregate({ rows: count() })
          .collect(),
      ).toEqual([{ rows: 2 }]);
    }));
}

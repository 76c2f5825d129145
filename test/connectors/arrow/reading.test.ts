import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { arrow, fromArrow } from "../../../connectors/arrow/mod.ts";
import { type BadRecord, count, deadLetter, from, into, schema } from "../../../core/mod.ts";
import { inFolder, put, readAll } from "../files/text-files.ts";

/** Files that pyarrow 26 and polars 2.1 wrote, nine rows in batches of four. */
const given = (name: string): string => fileURLToPath(new URL(`data/${name}`, import.meta.url));

type Row = Readonly<Record<string, unknown>>;

const rowsOf = async (name: string): Promise<Row[]> => [...(await from(arrow<Row>(given(name))).collect())];

/** The rows that pyarrow was given; the fifth has nothing. */
function expected(i: number): Row {
  const repeated = (n: number, of: number) => Uint8Array.from({ length: n }, () => of);
  const is = <Value>(value: Value): Value | null => (i === 4 ? null : value);
  return {
    null: null,
    bool: is(i % 2 === 0),
    ...Object.fromEntries(["uint8", "uint16", "uint32", "uint64"].map((name) => [name, is(i * 3)])),
    ...Object.fromEntries(["int8", "int16", "int32", "int64"].map((name) => [name, is(i * 3 - 9)])),
    half: is(i / 4),
    float: is(i / 4),
    double: is(i === 0 ? 0 : -i / 3),
    dec32: is((i * 5 - 7) / 100),
    dec64: is(i === 0 ? 0 : -i / 8),
    dec128: is(`-1234567890123456789.${i}00`),
    dec256: is(`1${"0".repeat(45)}`),
    date32: is(Date.UTC(1960, 0, 1 + i)),
    date64: is(Date.UTC(2024, 4, 1 + i)),
    time32: is(i * 1000),
    time64: is(i * 1.5),
    ts_s: is((1_700_000_000 + i) * 1000),
    ts_ms: is(-1 - i),
    ts_us: is(1_700_000_000_000.25 + i),
    ts_ns: is(i / 2),
    dur: is(i * 1.5),
    mdn: is({ months: i, days: 2 * i, ms: i }),
    text: is("ä".repeat(i)),
    large_text: is(`t${i}`),
    view: is(`text ${i} `.repeat(i % 3)),
    binary: is(repeated(i, i)),
    large_binary: is(Uint8Array.of(i)),
    binary_view: is(repeated(i * 3, i)),
    fixed: is(Uint8Array.of(i, 1, 2)),
    list: is([...new Array(i % 3).fill(null), i]),
    large_list: is(i % 2 === 1 ? [String(i)] : []),
    fixed_list: is([i, i + 1]),
    list_view: is(new Array(i % 3).fill(i)),
    struct: is({ a: i, b: i % 2 === 1 ? null : [String(i)] }),
    map: is(Array.from({ length: i % 3 }, () => ({ key: `k${i}`, value: i }))),
    dict: is(["red", "green", "blau"][i % 3]),
    dict_int: is((i % 2) * 100),
    dict_null: i % 2 === 0 && i !== 4 ? "x" : null,
    list_dict: is(["p", "q"].slice(0, i % 3)),
    runs: i === 3 ? null : i < 3 ? "a" : "b",
    dense: i % 2 === 0 ? i / 2 + 1 : "abcd"[(i - 1) / 2],
    sparse: i % 2 === 0 ? i : `s${i}`,
    json: is({ a: [i] }),
    uuid: is(`0${i}`.repeat(16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")),
  };
}

const nine = Array.from({ length: 9 }, (_, i) => expected(i));

test.each(["pyarrow.arrow", "pyarrow-lz4.arrow", "pyarrow-zstd.arrow", "pyarrow.arrows"])(
  "%s holds each type of Arrow",
  async (name) => {
    expect(await rowsOf(name)).toEqual(nine);
  },
);

test("runs of the fourth version have bits of what is there, as pyarrow writes them, which say nothing", async () => {
  expect(await rowsOf("run-ends-v4.arrow")).toEqual([1, 2, 3].map((a) => ({ re: 7.5, a })));
});

test("bytes of metadata that begin as a message would are none", async () => {
  expect(await rowsOf("metadata.arrow")).toEqual([{ a: 1 }, { a: 2 }]);
});

test("a stream of the old form, without marks and of the fourth version, is read", async () => {
  const rows = await rowsOf("pyarrow-old.arrows");
  const names = Object.keys(rows[0]!);
  expect(names).toHaveLength(43);
  expect(rows).toEqual(nine.map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))));
});

test.each(["polars.arrow", "polars.arrows", "polars-plain.arrow"])(
  "%s of polars is read: views, categories",
  async (name) => {
    const at = (i: number): number => Date.UTC(2024, 0, 1, 0, 0, i);
    expect(await rowsOf(name)).toEqual([
      { id: 1, name: "short", cat: "u", e: "A", at: at(0), l: [1], u8: 1 },
      { id: 2, name: "a text longer than twelve bytes", cat: "v", e: "B", at: at(1), l: [], u8: 2 },
      { id: 3, name: null, cat: "u", e: null, at: at(2), l: null, u8: null },
    ]);
  },
);

test("dictionaries that grow, and that are replaced within a stream, mean what they say where they stand", async () => {
  const texts = async (name: string) => (await rowsOf(name)).map(({ c }) => c);
  expect(await texts("grown.arrow")).toEqual(["a", "b", "a", "c", "b", "d", "a"]);
  expect(await texts("replaced.arrows")).toEqual(["a", "b", "a", "z", "y", "b", "b", "c"]);
  const again = await readAll(arrow(given("replaced.arrows")), { batchRows: 1, restartEvery: 1 });
  expect(again.rows.map((row) => (row as { c: string }).c)).toEqual(["a", "b", "a", "z", "y", "b", "b", "c"]);
});

test("batches of any size, and a reader that begins anew behind each, give the same rows", async () => {
  for (const name of ["pyarrow-zstd.arrow", "pyarrow.arrows"]) {
    for (const batchRows of [1, 3, 64]) {
      expect((await readAll(arrow(given(name)), { batchRows, restartEvery: 1 })).rows).toEqual(nine);
    }
  }
});

test("only the columns that are used are read: damage in others is not met", async () => {
  const path = given("large.arrow");
  await expect(from(arrow<Row>(path)).collect()).rejects.toThrow(
    /^Cannot read column "n" of the batch at byte [\d,]+ of ".*large.arrow" as its values must be those of its schema: got 9007199254740993 in row 3 of the batch, which numbers below 2\^53 cannot hold \(read it with \{ int64: "bigint" \}\); or leave the column out by a schema$/,
  );
  expect([...(await from(arrow<{ ok: string }>(path, { schema: schema({ ok: "string" }) })).collect())]).toEqual([
    { ok: "a" },
    { ok: "b" },
    { ok: "c" },
  ]);
  expect(await from(arrow<Row>(path)).aggregate({ n: count() }).collect()).toMatchObject([{ n: 3 }]);
  await expect(from(arrow<Row>(path, { int64: "bigint" })).collect()).rejects.toThrow(
    'column "u" of the batch at byte 232',
  );
  const bigints = arrow<Row>(path, { int64: "bigint", schema: schema({ n: "bigint" }) as never });
  expect([...(await from(bigints).collect())]).toEqual([{ n: 1n }, { n: null }, { n: 2n ** 53n + 1n }]);
});

test.each(["bad-json.arrow", "bad-json.arrows"])(
  "texts of arrow.json in %s that are none spoil their rows alone, wherever they stand: they fail, are skipped, or go elsewhere",
  async (name) => {
    // Two batches of six rows each, of pyarrow: the second and fifth have a text that is no JSON, the second in a list, too, the last in a struct.
    const source = () => arrow<Row>(given(name));
    const good = [
      { id: 0, j: { a: 1 }, l: [1], s: { j: 1, k: 0 } },
      { id: 2, j: [2], l: [], s: { j: 3, k: 2 } },
      { id: 3, j: null, l: [4], s: { j: 4, k: 3 } },
    ];
    await expect(from(source()).collect()).rejects.toThrow(
      /Cannot read column "j" of row 2 of the batch at byte [\d,]+ of ".*bad-json.*" as it must be JSON: got "\{\\"a\\":"; mend what wrote it, leave the column out by a schema, or say from\(…, \{ onError: "skip" \}\)/,
    );
    for (const batchRows of [1, 2, 5, 100]) {
      const letters: BadRecord[] = [];
      const seen: Row[] = [];
      await from(source(), { onError: deadLetter(into(letters)) })
        .sinkTo(into(seen))
        .run({ batchRows });
      expect(seen).toEqual([...good, ...good]);
      expect(letters.map(({ column, text }) => [column, text])).toEqual(
        [0, 1].flatMap(() => [
          ["j", '{"a":'],
          ["j", "nope"],
          ["s", "}"],
        ]),
      );
      expect(letters[0]).toMatchObject({
        source: expect.stringMatching(/^arrow\(/),
        position: expect.stringMatching(/^row 2 of the batch at byte/),
      });
    }
    expect(
      await from(source(), { onError: "skip" })
        .map((row) => row.id)
        .collect(),
    ).toEqual(Array.from({ length: 12 }, (_, at) => at % 6));
    // Of which only the last are spoilt in what is read.
    const few = from(source(), { onError: "skip" }).map(({ id, s }) => [id, s]);
    expect(await few.collect()).toHaveLength(10);
    await expect(fromArrow(await readFile(given(name))).collect()).rejects.toThrow(
      /row 2 of the batch .* as it must be JSON/,
    );
  },
);

test("a file without rows has its columns", async () => {
  for (const [name, columns] of [
    ["empty.arrow", 49],
    ["empty.arrows", 2],
  ] as const) {
    expect(await rowsOf(name)).toEqual([]);
    expect((await arrow(given(name)).describe!()).schema!.fields).toHaveLength(columns);
  }
});

test("what is no Arrow is told by what it is", () =>
  inFolder(async (folder) => {
    const message = async (content: string | Uint8Array): Promise<string> => {
      const path = await put(`${folder}/x.arrow`, content);
      return from(arrow(path))
        .collect()
        .then(
          () => "nothing failed",
          (error: Error) => error.message.replace(path, "x"),
        );
    };
    const must = 'Cannot read "x" as it must be a file or stream of Arrow: got';
    expect(await message("a,b\n1,2\n")).toContain(must);
    expect(await message("PAR1\x15\x00\x15\x00")).toBe(`${must} Parquet; read it with parquet()`);
    expect(await message("")).toContain(`${must} no schema at its beginning`);
    expect(await message(await readFile(given("first-version.feather")))).toBe(
      `${must} the first version of Feather; write it again, as by pyarrow.feather.write_feather`,
    );
    const whole = await readFile(given("pyarrow.arrow"));
    expect(await message(whole.subarray(0, 9000))).toBe(
      `${must} a file without "ARROW1" at its end, which was cut off; see that it is whole, or leave it out`,
    );
    const stream = await readFile(given("pyarrow.arrows"));
    expect(await message(stream.subarray(0, stream.length - 900))).toMatch(
      /^Cannot read the message at byte [\d,]+ of "x" as it must be one of Arrow: got its end within/,
    );
  }));

test.each(["pyarrow.arrow", "pyarrow-lz4.arrow", "pyarrow.arrows", "polars.arrows"])(
  "%s with any byte changed is an error of this reader, or is read",
  (name) =>
    inFolder(async (folder) => {
      const whole = await readFile(given(name));
      for (let at = 0; at < whole.length; at += 331) {
        const damaged = Uint8Array.from(whole);
        damaged[at]! ^= 1 << (at % 8);
        const path = await put(`${folder}/damaged`, damaged);
        const failed = await readAll(arrow(path)).then(
          () => undefined,
          (error: Error) => error.message,
        );
        if (failed !== undefined) expect(failed).toMatch(/^Cannot read /);
      }
    }),
  60_000,
);

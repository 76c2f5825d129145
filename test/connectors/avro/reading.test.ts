import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { avro } from "../../../connectors/avro/mod.ts";
import { count, from, schema } from "../../../core/mod.ts";
import { inFolder, put, readAll } from "../files/text-files.ts";

/** Files that fastavro 1.12 wrote, 60 rows in several blocks. */
const given = (name: string): string => fileURLToPath(new URL(`data/${name}.avro`, import.meta.url));

interface Event {
  readonly id: number;
  readonly [column: string]: unknown;
}

const rowsOf = async (name: string): Promise<readonly Event[]> => [...(await from(avro<Event>(given(name))).collect())];

test.each(["null", "deflate", "snappy", "zstandard"])("blocks packed by %s hold each type of Avro", async (codec) => {
  const rows = await rowsOf(`fastavro-${codec}`);
  expect(rows).toHaveLength(60);
  expect(rows[1]).toEqual({
    id: -1,
    name: "ä€",
    score: -0,
    small: 0.25,
    ok: false,
    count: -(2 ** 31),
    raw: Uint8Array.of(0),
    kind: "B",
    hash: Uint8Array.of(1, 2, 3, 1),
    at: Date.parse("2024-05-01T12:00:00.123Z"),
    fine: -0.001,
    day: Date.parse("1960-01-03"),
    clock: 3_723_004,
    price: -12.34,
    large: "-1234567890123456789012.345",
    uuid: "00000000-0000-0000-0000-000000000001",
    tags: ["a", null],
    sizes: {},
    place: { x: 1.5, y: null },
    other: 5,
    tree: null,
  });
  const { sizes, place, other, tree, score } = rows[2]!;
  expect([sizes, place, other, score]).toEqual([
    JSON.parse('{"k": 2, "__proto__": 2}'),
    { x: 3, y: 2 },
    "t",
    Number.POSITIVE_INFINITY,
  ]);
  expect(tree).toEqual({ v: 1, next: { v: 2, next: null } });
  expect(rows.map(({ id }) => id).slice(0, 5)).toEqual([0, -1, 2 ** 53 - 1, -(2 ** 53 - 1), 1_234_567_890_123]);
});

test("batches of any size, and a reader that begins anew behind each, give the same rows", async () => {
  const whole = await readAll(avro(given("fastavro-snappy")));
  for (const batchRows of [1, 7, 64]) {
    const again = await readAll(avro(given("fastavro-snappy")), { batchRows, restartEvery: 1 });
    expect(again.rows).toEqual(whole.rows);
  }
});

test("columns that nobody reads are passed over", async () => {
  const { rows } = await readAll(avro(given("fastavro-null")), { columns: ["other", "ok"] });
  expect(rows[3]).toEqual({ ok: false, other: [1, 2] });
  expect(
    await from(avro(given("fastavro-null")))
      .aggregate({ n: count() })
      .collect(),
  ).toHaveLength(1);
});

test("long values from 2^53 on are an error that names the option, and bigints with it", async () => {
  await expect(rowsOf("large-long")).rejects.toThrow(
    'got 9007199254740993 in column "n", which numbers below 2^53 cannot hold (read it with { int64: "bigint" })',
  );
  expect([...(await from(avro(given("large-long"), { int64: "bigint" })).collect())]).toEqual([
    { n: 1n },
    { n: 9007199254740993n },
    { n: -(2n ** 63n) },
  ]);
  const declared = avro(given("large-long"), { schema: schema({ n: "bigint" }), int64: "bigint" });
  expect([...(await from(declared).collect())][1]).toEqual({ n: 9007199254740993n });
});

test("values that are no records are rows of one column", async () => {
  expect(await rowsOf("strings")).toEqual([{ value: "a" }, { value: "b" }]);
});

test("files of differing columns are one table: narrower types widen, a file that lacks a column has nulls there", () =>
  inFolder(async (folder) => {
    await from([{ a: 1, b: "x" }])
      .map(({ a, b }) => ({ a, b }))
      .sinkTo(avro(`${folder}/1.avro`))
      .run();
    await from([{ a: 1.5 }])
      .sinkTo(avro(`${folder}/2.avro`))
      .run();
    expect([...(await from(avro(folder)).collect())]).toEqual([
      { a: 1, b: "x" },
      { a: 1.5, b: null },
    ]);
    await from([{ a: "text" }])
      .sinkTo(avro(`${folder}/3.avro`))
      .run();
    await expect(from(avro(folder)).collect()).rejects.toThrow('column "a" must have one type: got string and float64');
  }));

test.each([
  ["cut within a block", (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 100), "got its end within a block of"],
  [
    "cut within its header",
    (bytes: Uint8Array) => bytes.subarray(0, 900),
    "it must be a container file of Avro: got a length of 1642 bytes where 863 are left",
  ],
  [
    "with a byte of a block changed",
    (bytes: Uint8Array) => changed(bytes, bytes.length - 40),
    "as its blocks must be whole and sound: got",
  ],
  [
    "with another mark at its end",
    (bytes: Uint8Array) => changed(bytes, bytes.length - 1),
    "got no mark behind a block",
  ],
  [
    "that is CSV",
    () => new TextEncoder().encode("a,b\n1,2\n"),
    'got "a,b\\n1,2\\n" at its beginning, which looks like text: csv() and jsonLines() read that',
  ],
  ["that is Parquet", () => new TextEncoder().encode("PAR1\x15\x04"), "got Parquet; read it with parquet()"],
  ["of no byte", () => new Uint8Array(0), "it must be a container file of Avro"],
] as const)("a file %s is refused", async (_what, change, message) => {
  const bytes = new Uint8Array(await readFile(given("fastavro-snappy")));
  await inFolder(async (folder) => {
    const path = await put(`${folder}/broken.avro`, change(bytes));
    await expect(from(avro(path)).collect()).rejects.toThrow(message);
  });
});

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 0x55;
  return copy;
}

test("no byte of a file can be changed so that reading hangs, or throws anything but an error that names the file", () =>
  inFolder(async (folder) => {
    const bytes = new Uint8Array(await readFile(given("fastavro-null"))).subarray(0, 6000);
    for (let at = 0; at < bytes.length; at += 61) {
      const path = await put(`${folder}/changed.avro`, changed(bytes, at));
      const outcome = await from(avro(path))
        .collect()
        .then(
          () => "read",
          (error: Error) => error.message,
        );
      expect(outcome === "read" || outcome.includes("changed.avro"), outcome).toBe(true);
    }
  }));

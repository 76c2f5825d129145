import fc from "fast-check";
import { expect, test } from "vitest";
import { canal, debezium, maxwell, toCanal, toDebezium, toMaxwell } from "../../../connectors/cdc/mod.ts";
import { deadLetter, from, fromChangelog, into, type Transform } from "../../../core/mod.ts";

interface City {
  readonly id: number;
  readonly city: string | null;
  readonly people: number;
}

type Told = Record<string, unknown>;

async function failure(records: readonly unknown[], transform: Transform<unknown, unknown>): Promise<string> {
  try {
    await from([...records])
      .apply(transform)
      .collect();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing";
}

/** What is left, in order of id. */
async function left(records: readonly unknown[], transform: Transform<unknown, City>): Promise<City[]> {
  return (
    await from([...records])
      .apply(transform)
      .collect()
  ).sort((a, b) => a.id - b.id);
}

const kent = { id: 1, city: "Kent", people: 4 };
const bend = { id: 2, city: "Bend", people: 6 };
const larger = { ...kent, people: 5 };

test("debezium: rows of a snapshot, changes and deletes; tombstones and messages without rows say nothing", async () => {
  const told = [
    { before: null, after: kent, op: "r", source: { db: "geo", table: "cities" }, ts_ms: 1 },
    { before: null, after: bend, op: "c" },
    { op: "m", message: { prefix: "x" } },
    { ts_ms: 1 },
    { status: "BEGIN", id: "571:53195829", event_count: null, data_collections: null, ts_ms: 1 },
    { status: "END", id: "571:53195829", event_count: 2, data_collections: [], ts_ms: 1 },
    { before: kent, after: larger, op: "u" },
    { before: bend, after: null, op: "d" },
    null,
  ];
  expect(await left(told, debezium())).toEqual([larger]);
  const wrapped = told.map((payload) => JSON.stringify({ schema: { type: "struct" }, payload }));
  expect(await left([...wrapped, "", "null"], debezium())).toEqual([larger]);
});

test("debezium: with by, rows before are not needed, and what is told twice counts once", async () => {
  const told = [
    { before: null, after: kent, op: "c" },
    { before: null, after: kent, op: "c" },
    { before: null, after: larger, op: "u" },
    { before: null, after: bend, op: "u" },
    { before: { id: 2 }, after: null, op: "d" },
  ];
  expect(await left(told, debezium({ by: "id" }))).toEqual([larger]);
  const moved = [...told.slice(0, 1), { before: kent, after: { ...kent, id: 9 }, op: "u" }];
  expect(await left(moved, debezium({ by: "id" }))).toEqual([{ ...kent, id: 9 }]);
  expect(await left(moved, debezium({ by: (row: City) => [row.id] }))).toEqual([{ ...kent, id: 9 }]);
});

const mark = "__debezium_unavailable_value";
const long = { id: 1, text: "long", data: "AAE=", list: ["a"], bits: new Uint8Array([1]), map: { a: "b" }, n: 1 };
const markBytes = new TextEncoder().encode(mark);
const untold = {
  text: mark,
  data: Buffer.from(mark).toString("base64"),
  list: [mark],
  bits: markBytes,
  map: { [mark]: mark },
};

test("debezium: values that are not told are those of the row before, by its key or by the envelope", async () => {
  const first = { before: null, after: long, op: "c" };
  const update = { before: null, after: { ...long, ...untold, n: 2 }, op: "u" };
  const wanted = [{ ...long, n: 2 }];
  for (const batchRows of [1, 100]) {
    const told = from([first, update]).apply(debezium<Told>({ by: "id" }));
    expect(await told.collect({ batchRows })).toEqual(wanted);
  }
  const both = [first, { ...update, before: long }];
  expect(await from(both).apply(debezium<Told>()).collect()).toEqual(wanted);
  const other = [first, { ...update, after: { ...long, text: "?", n: 2 } }];
  expect(
    await from(other)
      .apply(debezium<Told>({ by: "id", unavailable: "?" }))
      .collect(),
  ).toEqual(wanted);
});

test("debezium: a value that nobody knows is a failed record that names its column", async () => {
  const first = { before: null, after: { ...kent, id: 7 }, op: "c" };
  const update = { before: null, after: { ...kent, city: mark }, op: "u" };
  expect(await failure([first, update], debezium<City>({ by: "id" }))).toMatch(
    /the value of "city", which it leaves as it was, must be known by its key: got no row before/,
  );
  expect(await failure([{ ...update, before: { ...kent, city: mark } }], debezium())).toMatch(
    /must have a value of "city": got the placeholder/,
  );
  expect(await left([first, update], debezium({ by: "id", onError: "skip" }))).toEqual([first.after]);
  const bad: unknown[] = [];
  expect(await left([first, update, { op: "?" }], debezium({ by: "id", onError: deadLetter(into(bad)) }))).toEqual([
    first.after,
  ]);
  expect(bad).toHaveLength(2);
  expect(() => debezium({ unavailable: "" })).toThrow(/unavailable in debezium as it must be a text: got ""/);
});

test("debezium: an update that changes its key and does not tell a value is refused whole, before its old row goes", async () => {
  const first = { before: null, after: kent, op: "c" };
  const moved = { before: { id: kent.id }, after: { ...kent, id: 9, city: mark }, op: "u" };
  const transform = debezium<City>({ by: "id", onError: "skip" });
  expect(await left([first, moved], transform)).toEqual([kent]);
  expect(await failure([first, moved], debezium<City>({ by: "id" }))).toMatch(
    /^Cannot read an envelope of debezium as with another key it must have a value of "city": got the placeholder of one that is not told; have/,
  );
  const whole = { ...moved, before: kent };
  expect(await left([first, whole], transform)).toEqual([{ ...kent, id: 9 }]);
});

test("integers past 2^53 in JSON text stay what they are", async () => {
  const text = '{"before":null,"after":{"id":9007199254740993,"city":null,"people":1},"op":"c"}';
  expect(await from([text]).apply(debezium()).collect()).toEqual([{ id: 9007199254740993n, city: null, people: 1 }]);
});

test("maxwell: what old says was otherwise before, null too; bootstraps are new rows; other tables are left out", async () => {
  const place = { database: "geo", table: "cities" };
  const told = [
    { ...place, type: "bootstrap-start", data: {} },
    { ...place, type: "bootstrap-insert", data: { ...kent, city: null } },
    { ...place, type: "bootstrap-complete", data: {} },
    { ...place, type: "insert", data: bend },
    { database: "geo", table: "people", type: "insert", data: { id: 7 } },
    { database: "shop", table: "cities", type: "insert", data: { id: 8 } },
    { ...place, type: "table-alter", def: {} },
    { ...place, type: "update", data: larger, old: { city: null, people: 4 } },
    { ...place, type: "delete", data: bend },
  ];
  expect(await left(told, maxwell({ table: "cities", database: /ge./ }))).toEqual([larger]);
  expect(await left(told, maxwell({ table: /cities|people/, database: "geo", by: "id" }))).toEqual([larger, { id: 7 }]);
});

test("canal: several rows in a message, values typed by mysqlType", async () => {
  const mysqlType = {
    id: "bigint(20)",
    city: "varchar(20)",
    people: "int unsigned",
    share: "double",
    price: "decimal(9,2)",
  };
  const told = [
    {
      type: "INSERT",
      isDdl: false,
      mysqlType,
      data: [
        { id: "1", city: "Kent", people: "4", share: "0.5", price: "1.10" },
        { id: "9007199254740993", city: null, people: "6", share: null, price: null },
      ],
      old: null,
    },
    { type: "QUERY", isDdl: false, sql: "select" },
    { type: "ALTER", isDdl: true, data: null },
    {
      type: "UPDATE",
      mysqlType,
      data: [{ id: "1", city: "Kent", people: "5", share: "1e3", price: "1.10" }],
      old: [{ people: "4", share: "0.5" }],
    },
  ];
  const rows = await from(told).apply(canal<Told>()).collect();
  expect(rows.sort((a, b) => (a.id! > b.id! ? 1 : -1))).toEqual([
    { id: 1, city: "Kent", people: 5, share: 1000, price: "1.10" },
    { id: 9007199254740993n, city: null, people: 6, share: null, price: null },
  ]);
  expect(
    (
      await from(told.slice(0, 1))
        .apply(canal<Told>({ values: "text" }))
        .collect()
    )[0],
  ).toMatchObject({ id: "1" });
});

test("canal: an update that tells no old, as no column that is told has changed, is the row as it is now where rows are known by key", async () => {
  const place = { database: "geo", table: "cities", isDdl: false };
  const told = [
    { ...place, type: "INSERT", data: [kent, bend], old: null },
    { ...place, type: "UPDATE", data: [larger], old: null },
    { ...place, type: "UPDATE", data: [bend], old: [] },
    { ...place, type: "UPDATE", data: [{ ...bend, people: 7 }] },
  ];
  expect(await left(told, canal<City>({ by: "id" }))).toEqual([larger, { ...bend, people: 7 }]);
  // A row image of what has changed alone has no key.
  const minimal = { ...place, type: "UPDATE", data: [{ people: 5 }], old: null };
  expect(await failure([minimal], canal<City>({ by: "id" }))).toMatch(/known by: got none in column "id"/);
});

const start = /^Cannot read an envelope of (debezium|maxwell|canal) as .* — at row 0 of \1: /s;
const refusals: readonly [string, readonly unknown[], Transform<unknown, unknown>, RegExp][] = [
  ["an op that there is not", [{ op: "x" }], debezium(), /op must be c, r, u or d: got "x"/],
  [
    "an update without the row before",
    [{ op: "u", before: null, after: kent }],
    debezium(),
    /must have before: got null; say by what rows are known/,
  ],
  ["an emptied table", [{ op: "t" }], debezium(), /table was emptied/],
  ["malformed text", ["{"], debezium(), /JSON is malformed: got "\{"/],
  ["a number", [5], debezium(), /must be an object, or its JSON: got 5/],
  ["bytes", [new TextEncoder().encode("{}")], debezium(), /must be an object, or its JSON: got bytes; say where it is/],
  [
    "a row that Debezium has flattened",
    [{ id: 1, __op: "c", __deleted: "false" }],
    debezium(),
    /must have op, before and after: got a row alone, as ExtractNewRecordState makes of one; leave that transformation out/,
  ],
  ["a row that is none", [{ op: "c", after: 5 }], debezium(), /its after must be a row or null: got 5/],
  [
    "a type that there is not",
    [{ type: "upsert", data: kent }],
    maxwell(),
    /type must be insert, update, delete or bootstrap-insert: got "upsert"/,
  ],
  ["no data", [{ type: "insert" }], maxwell(), /must have data: got none/],
  ["no list of rows", [{ type: "INSERT", data: kent }], canal(), /its data must be a list of rows: got an object/],
  [
    "too few old rows",
    [{ type: "UPDATE", data: [kent], old: [] }],
    canal(),
    /must have old for each row of data: got 0 for 1; say what rows are known by, as in by: "id"/,
  ],
  [
    "an update without old rows",
    [{ type: "UPDATE", data: [kent], old: null }],
    canal(),
    /must have old for each row of data: got 0 for 1; say what rows are known by/,
  ],
  [
    "old rows of which nobody knows whose they are",
    [{ type: "UPDATE", data: [kent, bend], old: [{ people: 3 }] }],
    canal<City>({ by: "id" }),
    /must have old for each row of data: got 1 for 2; mend what writes it/,
  ],
  [
    "a text that is no integer",
    [{ type: "INSERT", mysqlType: { id: "int" }, data: [{ id: "x" }] }],
    canal(),
    /column "id" must be of int: got "x"/,
  ],
  ["a truncated table", [{ type: "TRUNCATE", isDdl: true }], canal(), /table was emptied/],
  [
    "a list that holds no rows",
    [{ type: "INSERT", data: [5] }],
    canal(),
    /its data must be a list of rows: got a list with 5; mend/,
  ],
  [
    "a row without what rows are known by",
    [{ op: "c", after: kent }],
    debezium<City>({ by: "nope" as "id" }),
    /its row must have what rows are known by: got none in column "nope"; check by/,
  ],
  [
    "a function by that gives nothing",
    [{ type: "insert", data: kent }],
    maxwell<City>({ by: () => undefined }),
    /what rows are known by: got undefined of an object; check by/,
  ],
  [
    "an envelope that is not where it was said to be",
    [{ value: null }],
    debezium({ envelope: (record: { readonly value: { readonly x: 1 } | null }) => record.value!.x }),
    /envelope must give it: got an error, Cannot read properties of null \(reading 'x'\); mend envelope/,
  ],
  ["a delete of what is not there", [{ op: "d", before: kent }], debezium(), /Cannot/],
];

for (const [what, records, transform, message] of refusals) {
  test(`${what} is refused`, async () => {
    const told = await failure(records, transform);
    expect(told).toMatch(message);
    if (what !== "a delete of what is not there") expect(told).toMatch(start);
  });
}

test("envelopes that make no sense go where onError says, and the rest is read", async () => {
  const told = [{ op: "c", after: kent }, { op: "?" }, "{", { op: "c", after: bend }];
  const bad: unknown[] = [];
  expect(await left(told, debezium({ onError: deadLetter(into(bad)) }))).toEqual([kent, bend]);
  expect(bad).toHaveLength(2);
  expect(await left(told, debezium({ onError: "skip" }))).toEqual([kent, bend]);
});

test("options that there are not are refused before anything runs", () => {
  expect(() => debezium({ tabel: "x" } as object)).toThrow(/Cannot set "tabel" in debezium .* did you mean table/);
  expect(() => maxwell({ table: 5 as never })).toThrow(/table must be a text or a pattern: got 5/);
  expect(() => maxwell({ envelope: "value" as never })).toThrow(/envelope must be a function/);
  expect(() => canal({ values: "numbers" as never })).toThrow(/values in canal/);
  expect(() => toMaxwell({ table: 5 as never })).toThrow(/table in toMaxwell as it must be a text: got 5/);
  expect(() => toCanal({ by: "id" } as object)).toThrow(/Cannot set "by" in toCanal/);
});

test("an update is written as one envelope, with what was otherwise before", async () => {
  const changes = [
    { change: "insert", row: kent },
    { change: "updateBefore", row: kent },
    { change: "updateAfter", row: larger },
    { change: "delete", row: larger },
  ] as const;
  const source = { db: "geo", table: "cities" };
  // Of bounded data only what is left counts: the changes themselves are those of data that does not end.
  const written = async (transform: Transform<City, unknown>): Promise<unknown[]> => {
    const out: unknown[] = [];
    const endless = from([...changes], { boundedness: "unbounded" });
    await endless.apply(fromChangelog<City>()).apply(transform).sinkTo(into(out)).run();
    return out;
  };
  expect(await written(toDebezium<City>({ database: "geo", table: "cities" }))).toEqual([
    { before: null, after: kent, source, op: "c" },
    { before: kent, after: larger, source, op: "u" },
    { before: larger, after: null, source, op: "d" },
  ]);
  expect(await written(toMaxwell<City>({ table: "cities" }))).toEqual([
    { table: "cities", type: "insert", data: kent },
    { table: "cities", type: "update", data: larger, old: { people: 4 } },
    { table: "cities", type: "delete", data: larger },
  ]);
  expect(await written(toCanal<City>())).toEqual([
    { type: "INSERT", data: [kent], old: null, isDdl: false },
    { type: "UPDATE", data: [larger], old: [{ people: 4 }], isDdl: false },
    { type: "DELETE", data: [larger], old: null, isDdl: false },
  ]);
});

const told = fc.array(
  fc.record({
    id: fc.integer({ min: 1, max: 4 }),
    city: fc.option(fc.constantFrom("Kent", "Bend")),
    people: fc.nat(3),
    gone: fc.boolean(),
  }),
  { maxLength: 30 },
);
const ways = fc.record({
  batchRows: fc.constantFrom(1, 2, 7, 100),
  parallelism: fc.integer({ min: 1, max: 3 }),
  asText: fc.boolean(),
  by: fc.boolean(),
});
const kinds = [
  ["debezium", debezium, toDebezium],
  ["maxwell", maxwell, toMaxwell],
  ["canal", canal, toCanal],
] as const;

for (const [name, read, write] of kinds) {
  test(`${name}: what is written and read again is the same changelog, by any batches and subtasks`, () =>
    fc.assert(
      fc.asyncProperty(told, ways, async (records, { batchRows, parallelism, asText, by }) => {
        const last = new Map<number, City>();
        for (const { gone, ...row } of records) gone ? last.delete(row.id) : last.set(row.id, row);
        const changes = records.map(({ gone, ...row }) => ({ change: gone ? "delete" : "upsert", row }) as const);
        const envelopes: unknown[] = [];
        await from(changes, { boundedness: "unbounded" })
          .apply(fromChangelog<City>({ by: "id" }))
          .apply(write<City>({ table: "cities" }) as Transform<City, unknown>)
          .map((envelope): unknown => (asText ? JSON.stringify(envelope) : envelope))
          .sinkTo(into(envelopes))
          .run({ batchRows, parallelism });
        const options = { table: name === "debezium" ? /cit.*/ : "cities", ...(by ? { by: "id" as const } : {}) };
        const rows = await from(envelopes)
          .apply(read<City>(options))
          .collect({ batchRows, parallelism: by ? parallelism : 1 });
        expect(rows.sort((a, b) => a.id - b.id)).toEqual([...last.values()].sort((a, b) => a.id - b.id));
      }),
      { numRuns: 60 },
    ));
}

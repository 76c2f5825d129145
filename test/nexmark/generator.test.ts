import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { valueAt } from "../../core/data/column.ts";
import type { DigestValue } from "../bench/nexmark/digest.ts";
import { digester } from "../bench/nexmark/digest.ts";
import { maxEvents } from "../bench/nexmark/draw.ts";
import { eventAt, eventsAt, eventType } from "../bench/nexmark/event.ts";
import { nexmarkBatch, nexmarkSchema } from "../bench/nexmark/generator.ts";
import { channels, personNames, poolBytes, urls } from "../bench/nexmark/text.ts";

const oracle = JSON.parse(readFileSync(new URL("../oracle/data/nexmark.json", import.meta.url), "utf8"));

test("a million events have the digest of the Java implementation", () => {
  const all = digester();
  for (let n = 0; n < oracle.events; n++) all.add(Object.values(eventAt(n)) as DigestValue[]);
  expect(all.digest()).toEqual(oracle.queries.gen);
});

test.each([
  [0, 20_000],
  [1, 777],
  [49, 3],
  [50, 1],
  [51, 1],
  [54, 1],
  [123_457, 5_000],
  [maxEvents - 5_000, 5_000],
])(
  "the columns of the events from %i on hold the fields of the row objects, null where there is none",
  (first, count) => {
    const batch = nexmarkBatch(first, count);
    const rows = eventsAt(first, count) as unknown as Record<string, DigestValue>[];
    for (const [position, { name }] of nexmarkSchema.fields.entries()) {
      const got = rows.map((_, row) => valueAt(batch.columns[position]!, row));
      expect(got, name).toEqual(rows.map((row) => row[name] ?? null));
    }
  },
);

test("the time of a batch's rows is dateTime", () => {
  const batch = nexmarkBatch(7, 100, ["type"]);
  expect([...batch.times!]).toEqual(eventsAt(7, 100).map(({ dateTime }) => dateTime));
});

test("only the columns that are asked for are made, in the order of the wide table, with one schema", () => {
  const batch = nexmarkBatch(0, 10, ["price", "type"]);
  expect(batch.schema.fields.map(({ name }) => name)).toEqual(["type", "price"]);
  expect(batch.columns).toHaveLength(2);
  expect(nexmarkBatch(10, 10, ["type", "price"]).schema).toBe(batch.schema);
});

test("a column made alone equals the same column made with all others", () => {
  for (const [position, { name }] of nexmarkSchema.fields.entries()) {
    expect(nexmarkBatch(90, 500, [name]).columns[0], name).toEqual(nexmarkBatch(90, 500).columns[position]);
  }
});

test("random texts are views into the pool: nothing is copied", () => {
  const [extra] = nexmarkBatch(0, 50, ["extra"]).columns;
  expect(extra).toMatchObject({ layout: "utf8" });
  expect(extra?.layout === "utf8" && extra.bytes).toBe(poolBytes);
});

test("a column that is not there is an error that names the nearest", () => {
  expect(() => nexmarkBatch(0, 1, ["prize"])).toThrow(/"prize" in nexmark .* "price"/s);
});

test("dictionaries hold each text once", () => {
  for (const texts of [channels, urls, personNames]) expect(new Set(texts).size).toBe(texts.length);
});

test("2 % of the events are persons, 6 % auctions, 92 % bids", () => {
  const types = eventsAt(0, 5_000).map(({ type }) => type);
  const shares = Object.values(eventType).map((type) => types.filter((other) => other === type).length / 5_000);
  expect(shares).toEqual([0.02, 0.06, 0.92]);
});

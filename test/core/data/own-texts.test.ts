import { expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { type Utf8Column, valueAt } from "../../../core/data/column.ts";
import { keep } from "../../../core/data/compact.ts";
import { string } from "../../../core/data/data-type.ts";
import { ownTexts } from "../../../core/data/own-texts.ts";
import { rowSchema } from "../../../core/data/schema.ts";

const texts = Array.from({ length: 1000 }, (_, at) => `text ${at} ü`);
const bytes = new TextEncoder().encode(texts.join(""));

function column(rows: readonly number[], over: Partial<Utf8Column> = {}): Utf8Column {
  const encoder = new TextEncoder();
  const starts = rows.map((row) => encoder.encode(texts.slice(0, row).join("")).length);
  const lengths = rows.map((row) => encoder.encode(texts[row]).length);
  return {
    type: string,
    layout: "utf8",
    bytes,
    starts: Int32Array.from(starts),
    lengths: Int32Array.from(lengths),
    validity: undefined,
    ...over,
  };
}

test("a few texts get bytes of their own, and are the same", () => {
  const [own] = ownTexts([column([7, 500, 999])], 3) as [Utf8Column];
  expect(own.bytes.buffer.byteLength).toBeLessThan(60);
  expect([0, 1, 2].map((row) => valueAt(own, row))).toEqual([texts[7], texts[500], texts[999]]);
});

test("texts that are most of what they are views into stay where they are, also as several columns", () => {
  const all = [column(texts.map((_, at) => at))];
  expect(ownTexts(all, 1000)).toBe(all);
  const halves = [
    column(Array.from({ length: 400 }, (_, at) => at)),
    column(Array.from({ length: 400 }, (_, at) => 400 + at)),
  ];
  expect(ownTexts(halves, 400)).toBe(halves);
});

test("absent values, which may point anywhere, take no bytes", () => {
  const lengths = Int32Array.of(6, 1e9);
  const [own] = ownTexts([column([1, 2], { lengths, validity: Uint8Array.of(1) })], 2) as [Utf8Column];
  expect(own.bytes).toHaveLength(8);
  expect([valueAt(own, 0), valueAt(own, 1)]).toEqual(["text 1", null]);
});

test("a batch that is kept holds no more than twice what its texts take, selected or compacted before", () => {
  const schema = rowSchema([{ name: "t", type: string }]);
  const batch = makeBatch(schema, 1000, [column(texts.map((_, at) => at))], { selection: Int32Array.of(3, 4) });
  for (const kept of [keep(batch), keep(keep(batch))]) {
    const [own] = kept.columns as [Utf8Column];
    expect(own.bytes.buffer.byteLength).toBeLessThan(40);
    expect([valueAt(own, 0), valueAt(own, 1)]).toEqual([texts[3], texts[4]]);
  }
});

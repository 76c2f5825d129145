import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Batch } from "../../../core/data/batch.ts";
import { makeBatch } from "../../../core/data/batch.ts";
import { any, float64, int32, string } from "../../../core/data/data-type.ts";
import { dictionaryOf } from "../../../core/data/dictionary.ts";
import { rowSchema, valueSchema } from "../../../core/data/schema.ts";
import { rowReader } from "../../../core/expression/row-reader.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import { rowStore } from "../../../core/state/row-store.ts";

const host = {
  keys: keySpace(128),
  maxParallelism: 128,
  clock: { nowMs: () => 0 },
  watermark: () => Number.NEGATIVE_INFINITY,
};

function open(what: "rows" | "timed rows" = "rows") {
  return rowStore("rows", what).create(host as never);
}

function put(store: ReturnType<typeof open>, batch: Batch): number[] {
  const places = new Int32Array(batch.rowCount);
  store.take(batch.rowCount, places);
  store.put(batch, Int32Array.from(places.keys()), batch.rowCount, new Float64Array(batch.rowCount).fill(7), places);
  return [...places];
}

function rowsOf(store: ReturnType<typeof open>): unknown[] {
  const read = store.rows() === undefined ? () => undefined : rowReader(store.rows()!);
  return Array.from(store.live(), (place) => read(place));
}

const schema = rowSchema([
  { name: "n", type: int32 },
  { name: "t", type: string },
]);
const encoder = new TextEncoder();

/** A number and a text for each row, in one of the layouts of texts; null where there is none. */
function batchOf(rows: readonly (readonly [number, string | null])[], layout: "dictionary" | "utf8" | "values"): Batch {
  const texts = rows.map(([, text]) => text ?? "");
  const validity = new Uint8Array((rows.length + 7) >> 3);
  rows.forEach(([, text], row) => {
    if (text !== null) validity[row >> 3]! |= 1 << (row & 7);
  });
  const numbers = {
    type: int32,
    layout: "int32",
    values: Int32Array.from(rows, ([n]) => n),
    validity: undefined,
  } as const;
  const values = rows.map(([, text]) => text);
  const column = {
    dictionary: {
      type: string,
      layout: "dictionary",
      codes: Int32Array.from(rows.keys()),
      dictionary: dictionaryOf(texts),
      validity,
    },
    utf8: utf8Of(texts, validity),
    values: { type: string, layout: "values", values, validity: undefined },
  }[layout];
  return makeBatch(schema, rows.length, [numbers, column as never]);
}

function utf8Of(texts: readonly string[], validity: Uint8Array) {
  const bytes = encoder.encode(texts.join(""));
  const lengths = Int32Array.from(texts, (text) => encoder.encode(text).length);
  const starts = lengths.map((_, at) => lengths.slice(0, at).reduce((sum, length) => sum + length, 0));
  return { type: string, layout: "utf8", bytes, starts, lengths, validity };
}

describe("rowStore", () => {
  const rows = fc.array(fc.tuple(fc.nat(9), fc.option(fc.constantFrom("a", "ä", ""))), { minLength: 1, maxLength: 6 });
  const step = fc.record({
    rows,
    layout: fc.constantFrom("dictionary" as const, "utf8" as const, "values" as const),
    gone: fc.array(fc.nat(20)),
  });

  test("rows come out as they went in, whatever layouts meet, also after some were removed and after a restore", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        let store = open();
        let expected: { place: number; row: unknown }[] = [];
        for (const { rows: given, layout, gone } of steps) {
          const places = put(store, batchOf(given, layout));
          expected.push(...given.map(([n, t], k) => ({ place: places[k]!, row: { n, t } })));
          for (const one of gone) {
            if (expected.length === 0) break;
            const { place } = expected.splice(one % expected.length, 1)[0]!;
            store.remove(place);
          }
          expect(rowsOf(store)).toEqual(expected.map(({ row }) => row));
          expect(store.size).toBe(expected.length);
          const restored = open();
          restored.restore([store.snapshot()]);
          store = restored;
          expect(rowsOf(store)).toEqual(expected.map(({ row }) => row));
          expected = Array.from(store.live(), (place, k) => ({ place, row: expected[k]!.row }));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("columns that come later, numbers of other kinds and rows of another shape are taken in", () => {
    const store = open();
    put(store, batchOf([[1, "a"]], "values"));
    const wider = rowSchema([
      { name: "n", type: float64 },
      { name: "x", type: any },
    ]);
    put(
      store,
      makeBatch(wider, 1, [
        { type: float64, layout: "float64", values: Float64Array.of(1.5), validity: undefined },
        { type: any, layout: "values", values: [true], validity: undefined },
      ]),
    );
    expect(rowsOf(store)).toEqual([
      { n: 1, t: "a", x: undefined },
      { n: 1.5, t: undefined, x: true },
    ]);
    put(
      store,
      makeBatch(valueSchema(any), 1, [{ type: any, layout: "values", values: ["text"], validity: undefined }]),
    );
    expect(rowsOf(store)[2]).toBe("text");
    expect(rowsOf(store)[0]).toMatchObject({ n: 1, t: "a" });
  });

  test("times are kept where they are asked for", () => {
    const store = open("timed rows");
    const batch = {
      ...batchOf(
        [
          [1, "a"],
          [2, "b"],
        ],
        "values",
      ),
      times: Float64Array.of(5, 6),
    };
    const [first] = put(store, batch);
    store.remove(first!);
    const restored = open("timed rows");
    restored.restore([store.snapshot()]);
    expect(Array.from(restored.live(), (place) => restored.times[place])).toEqual([6]);
  });
});

import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import {
  arraySource,
  asyncSource,
  columnsSource,
  iterableSource,
  rangeSource,
} from "../../../core/io/memory-source.ts";
import type { Source } from "../../../core/io/source.ts";
import { from } from "../../../core/mod.ts";
import { sourceContract } from "../../../core/testing/mod.ts";

const rows = Array.from({ length: 11 }, (_, id) => ({ id, name: id % 3 === 0 ? null : `row ${id}`, share: id / 4 }));

async function* later<Row>(values: readonly Row[]): AsyncGenerator<Row> {
  for (const value of values) {
    await undefined;
    yield value;
  }
}

const again = { [Symbol.asyncIterator]: () => later(rows) };

const sources: Readonly<Record<string, { readonly source: () => Source<unknown>; readonly rows: readonly unknown[] }>> =
  {
    array: { source: () => arraySource(rows), rows },
    iterable: { source: () => iterableSource(new Set(rows), "bounded"), rows },
    "async iterable": { source: () => asyncSource(again, "bounded"), rows },
    "unbounded async iterable": { source: () => asyncSource(again, "unbounded"), rows },
    range: { source: () => rangeSource(-3, 8), rows: [-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7] },
    "endless range": { source: () => rangeSource(0, Number.POSITIVE_INFINITY), rows: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
    columns: {
      source: () =>
        columnsSource({
          id: Int32Array.from(rows, ({ id }) => id),
          name: rows.map(({ name }) => name),
          share: Float64Array.from(rows, ({ share }) => share),
        }),
      rows,
    },
  };

for (const [name, { source, rows: expected }] of Object.entries(sources)) {
  describe(`the source of ${name}`, () => {
    const make = async () => ({ source: source(), rows: expected, remove: async () => undefined });
    for (const sentence of sourceContract(make)) test(sentence.name, sentence.run);
  });
}

describe("what can be read only once says so the second time", () => {
  const lines = ["a", "b"];
  const streams: Readonly<Record<string, () => AsyncIterable<string>>> = {
    "a ReadableStream": () =>
      new ReadableStream<string>({
        start(controller) {
          for (const line of lines) controller.enqueue(line);
          controller.close();
        },
      }) as unknown as AsyncIterable<string>,
    "a Readable of Node": () => Readable.from(lines),
    "the lines of a Readable": () => createInterface({ input: Readable.from(["a\nb\n"]) }),
  };
  test.each(Object.entries(streams))("%s, of one dataset and of another", async (_, make) => {
    const stream = make();
    const dataset = from(stream);
    expect(await dataset.collect()).toEqual(lines);
    const again = /Cannot read a stream again as it is used up by the first run: got one that was read before; make it/;
    await expect(dataset.collect()).rejects.toThrow(again);
    await expect(from(stream).collect()).rejects.toThrow(again);
  });

  test("a generator that another dataset has read", async () => {
    const generator = (function* () {
      yield 1;
    })();
    expect(await from(generator).collect()).toEqual([1]);
    await expect(from(generator).collect()).rejects.toThrow("Cannot read an iterator again as it is used up");
  });

  test("not so what begins anew each time", async () => {
    const again = from({
      async *[Symbol.asyncIterator]() {
        yield 1;
      },
    });
    expect([await again.collect(), await again.collect()]).toEqual([[1], [1]]);
  });
});

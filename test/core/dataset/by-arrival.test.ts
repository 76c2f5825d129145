import { expect, test } from "vitest";
import { collect, concat, cumulate, first, from, last, minBy, sliding, topK } from "../../../core/mod.ts";

interface Row {
  readonly at: number;
  readonly i: number;
  readonly p: number;
}

const rows: Row[] = [
  { at: 14, i: 1, p: 5 },
  { at: 7, i: 2, p: 5 },
];

const windows = from(rows).withEventTime((row) => row.at, { outOfOrder: 100 });

const all = {
  first: first((row: Row) => row.i),
  last: last((row: Row) => row.i),
  all: collect((row: Row) => row.i),
  least: minBy((row: Row) => row.p),
  texts: concat((row: Row) => String(row.i), ","),
  top: topK(1, (row: Row) => row.p),
};

test.each([sliding(10, { every: 5 }), cumulate(5, { upTo: 15 })])(
  "what goes by arrival does so in windows that share parts, whatever the order of event time: %j",
  async (window) => {
    const results = await windows.windowAll(window).aggregate(all).collect();
    expect(results.find(({ windowEnd }) => windowEnd === 15)).toMatchObject({
      first: 1,
      last: 2,
      all: [1, 2],
      least: { i: 1 },
      texts: "1,2",
      top: [{ i: 1 }],
    });
    const reduced = await windows
      .windowAll(window)
      .reduce((left, right) => ({ ...right, i: left.i * 10 + right.i }))
      .collect();
    expect(reduced.map(({ i }) => i)).toContain(12);
  },
);

import { expect, test } from "vitest";
import { rows } from "../../../core/operators/rows.ts";
import {
  at,
  end,
  insert,
  remove,
  row,
  updateAfter,
  updateBefore,
  verifyOperator,
  watermark,
} from "../../../core/testing/mod.ts";

interface Bid {
  readonly auction: string | null;
  readonly price: number;
}

const everywhere = ["rebalance"] as const;

test("a filter keeps the rows for which its lambda is true, with their times", () =>
  verifyOperator(rows([{ kind: "filter", lambda: (bid: Bid) => bid.price > 2, step: "filter" }]), {
    input: [
      at(1, { auction: "a", price: 3 }),
      at(2, { auction: null, price: 1 }),
      watermark(5),
      at(-7, { auction: "b", price: 9 }),
    ],
    output: [at(1, { auction: "a", price: 3 }), watermark(5), at(-7, { auction: "b", price: 9 })],
    exchange: everywhere,
  }));

test("map and filter in any order are one pass, and what an object literal gives are columns", () =>
  verifyOperator(
    rows([
      { kind: "map", lambda: (bid: Bid) => ({ ...bid, twice: bid.price * 2 }), step: "map" },
      { kind: "filter", lambda: (bid: { twice: number }) => bid.twice > 3, step: "filter" },
      {
        kind: "map",
        lambda: (bid: { twice: number; auction: string }) => ({ name: bid.auction, t: bid.twice }),
        step: "map",
      },
    ]),
    {
      input: [
        row({ auction: "a", price: 1 }),
        row({ auction: null, price: 2 }),
        row({ auction: "c", price: 2.5 }),
        end,
      ],
      output: [row({ name: null, t: 4 }), row({ name: "c", t: 5 }), end],
      exchange: everywhere,
    },
  ));

test("what a map gives may change its type from row to row", () =>
  verifyOperator(
    rows([
      {
        kind: "map",
        lambda: (n: number) => (n === 1 ? "one" : n === 2 ? null : n === 3 ? -0 : Number.NaN),
        step: "map",
      },
    ]),
    {
      input: [row(1), row(2), row(3), row(4)],
      output: [row("one"), row(null), row(-0), row(Number.NaN)],
      order: "kept",
    },
  ));

test("a flatMap gives any number of rows, each with the time of its row", () =>
  verifyOperator(rows([{ kind: "flatMap", lambda: (text: string) => text.split(""), step: "flatMap" }]), {
    input: [at(1, "ab"), at(2, ""), watermark(2), at(3, "c")],
    output: [at(1, "a"), at(1, "b"), watermark(2), at(3, "c")],
    order: "kept",
  }));

test("a changelog keeps its changes through filters and maps", () =>
  verifyOperator(
    rows([
      { kind: "filter", lambda: (n: number) => n > 0, step: "filter" },
      { kind: "map", lambda: (n: number) => n * 10, step: "map" },
    ]),
    {
      input: [insert(1), insert(0), updateBefore(1), updateAfter(2), watermark(1), remove(2)],
      output: [insert(10), updateBefore(10), updateAfter(20), watermark(1), remove(20)],
      order: "kept",
    },
  ));

test("a filter that an update crosses turns it into an insert or a delete", () =>
  verifyOperator(rows([{ kind: "filter", lambda: (n: number) => n > 0, step: "filter" }]), {
    input: [
      ...[insert(1), insert(-1), updateBefore(1), updateAfter(-2), updateBefore(-1), updateAfter(3)],
      ...[updateBefore(3), updateAfter(4), updateBefore(-2), updateAfter(-3)],
    ],
    output: [insert(1), remove(1), insert(3), updateBefore(3), updateAfter(4)],
    order: "kept",
  }));

test("updates that are spread into any number of rows are deletes and inserts", () =>
  verifyOperator(
    rows([{ kind: "flatMap", lambda: (n: number) => Array.from({ length: n }, () => n), step: "flatMap" }]),
    {
      input: [insert(1), updateBefore(1), updateAfter(2), updateBefore(2), updateAfter(0)],
      output: [insert(1), remove(1), insert(2), insert(2), remove(2), remove(2)],
      order: "kept",
    },
  ));

test("rows are values of any kind: objects of classes, dates, arrays, nothing", () => {
  const values = [new Date(5), [1, [2]], undefined, null, 2n ** 60n, 2 ** 53 + 2, "", new Map([["a", 1]])];
  verifyOperator(rows([{ kind: "map", lambda: (value: unknown) => ({ value }), step: "map" }]), {
    input: values.map(row),
    output: values.map((value) => row({ value })),
  });
});

test("a row at which a lambda throws is left out where the step skips such rows, and named", () =>
  verifyOperator(
    rows([
      {
        kind: "map",
        lambda: (bid: Bid) => {
          if (bid.price < 0) throw new RangeError(`no price ${bid.price}`);
          return { p: bid.price };
        },
        step: "map #1",
      },
    ]),
    {
      input: [at(1, { auction: "a", price: 1 }), at(2, { auction: "b", price: -1 }), at(3, { auction: "c", price: 3 })],
      output: [at(1, { p: 1 }), at(3, { p: 3 })],
      failures: [
        /^Cannot apply the lambda of map #1 at row \d+ of .* as it threw RangeError: no price -1; the row is \{.*"auction":"b"/,
      ],
    },
  ));

test("rows of stages fuse with the next rows, but nothing fuses behind a flatMap", () => {
  const map = rows([{ kind: "map", lambda: (n: number) => n + 1, step: "map" }]);
  const flatMap = rows([{ kind: "flatMap", lambda: (n: number) => [n, n], step: "flatMap" }]);
  const both = map.fuse!(flatMap)!;
  verifyOperator(both, { input: [row(1)], output: [row(2), row(2)] });
  expect(flatMap.fuse!(map)).toBeUndefined();
});

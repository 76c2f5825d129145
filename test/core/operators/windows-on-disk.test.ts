import { describe, test } from "vitest";
import { collect, count, sum } from "../../../core/aggregates/mod.ts";
import { aggregationSpec } from "../../../core/dataset/aggregation.ts";
import { countAggregate } from "../../../core/operators/count-aggregate.ts";
import { sessionAggregate } from "../../../core/operators/session-aggregate.ts";
import { at } from "../../../core/testing/mod.ts";
import { expectAlikeOnDisk, type Step } from "./much-on-disk.ts";

interface Click {
  readonly user: string | number;
  readonly n: number;
}

const key = { columns: ["user"], names: ["user"] };
const aggregates = aggregationSpec(
  {
    rows: count(),
    total: sum((click: Click) => click.n),
    all: collect((click: Click) => `${click.n} `.repeat(5)),
  } as Parameters<typeof aggregationSpec>[0],
  [],
  "test",
);
const exchange = [({ user }: Click) => user];

/** 1,500 users, texts and numbers, that come again after a while, some of them late; event time goes on with every fifth batch. */
const clicks = Array.from({ length: 20 }, (_, batch): Step[] => {
  const rows = Array.from({ length: 200 }, (_, k) => {
    const n = batch * 200 + k;
    const number = (n * 7919) % 1500;
    return at(n - (n % 11 === 0 ? 600 : 0) + (n % 7) * 40, { user: number % 2 === 0 ? `user ${number}` : number, n });
  });
  return batch % 5 === 4 ? [{ rows }, { watermark: batch * 200 - 400 }] : [{ rows }];
}).flat();

describe.each([0, 700])("sessions with a lateness of %i ms", (latenessMs) => {
  test.each([150, 2100])("of a gap of %i ms many times as large as their memory are as in memory", (gapMs) => {
    const operator = () => sessionAggregate({ key, gapMs, latenessMs, aggregates, output: "rows" });
    expectAlikeOnDisk({ operator, exchange, steps: clicks }, 60_000);
  });
});

test.each([
  { size: 2, slide: 2 },
  { size: 4, slide: 2 },
  { size: 2, slide: 3 },
])("windows of so many rows ($size, every $slide) many times as large as their memory are as in memory", (window) => {
  const operator = () => countAggregate({ key, window: { kind: "count", ...window }, aggregates, output: "rows" });
  expectAlikeOnDisk({ operator, exchange, steps: clicks }, 60_000);
});

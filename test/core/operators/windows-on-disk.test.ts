import { describe, test } from "vitest";
import { collect, count, max, sum } from "../../../core/aggregates/mod.ts";
import { aggregationSpec } from "../../../core/dataset/aggregation.ts";
import { countAggregate } from "../../../core/operators/count-aggregate.ts";
import { paneChanges } from "../../../core/operators/pane-changes.ts";
import { sessionAggregate } from "../../../core/operators/session-aggregate.ts";
import { windowChanges } from "../../../core/operators/window-changes.ts";
import { at, insert, remove } from "../../../core/testing/mod.ts";
import { type PaneAssigner, session, sliding, tumbling } from "../../../core/time/window.ts";
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

/** The same clicks as a changelog: a third of those of the batch before are taken back. */
const changes = clicks.map((step, at): Step => {
  if ("watermark" in step) return step;
  const { rows } = step;
  const before = clicks[at - 1];
  const going = before === undefined || "watermark" in before ? [] : before.rows.filter((_, k) => k % 3 === 0);
  return {
    rows: [
      ...rows.map(({ value, timeMs }) => insert(value, timeMs!)),
      ...going.map(({ value, timeMs }) => remove(value, timeMs!)),
    ],
  };
});

const changing = aggregationSpec(
  {
    rows: count(),
    total: sum((click: Click) => click.n),
    most: max((click: Click) => click.n),
  } as Parameters<typeof aggregationSpec>[0],
  [],
  "test",
);

describe.each([0, 700])("windows of a changelog with a lateness of %i ms", (latenessMs) => {
  test.each([
    ["tumbling", tumbling(300)],
    ["sliding", sliding(900, { every: 300 })],
  ] as const)("%s ones many times as large as their memory are as in memory", (_, window) => {
    const operator = () =>
      paneChanges({ key, window: window as PaneAssigner, latenessMs, aggregates: changing, output: "rows" });
    expectAlikeOnDisk({ operator, exchange, steps: changes, memoryBytes: 16_384 }, 60_000);
  });

  test("sessions many times as large as their memory are as in memory", () => {
    const compute = { kind: "aggregate", aggregates: changing, output: "rows" } as const;
    const operator = () => windowChanges({ key, window: session(150), latenessMs, compute });
    expectAlikeOnDisk({ operator, exchange, steps: changes, memoryBytes: 16_384 }, 60_000);
  });
});

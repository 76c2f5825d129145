import fc from "fast-check";
import { test } from "vitest";
import { max, sum } from "../../../core/aggregates/mod.ts";
import { aggregationSpec } from "../../../core/dataset/aggregation.ts";
import type { AggregationSpec } from "../../../core/operators/aggregation-spec.ts";
import type { Operator } from "../../../core/operators/operator.ts";
import { paneAggregate } from "../../../core/operators/pane-aggregate.ts";
import { sessionAggregate } from "../../../core/operators/session-aggregate.ts";
import { windowOperator } from "../../../core/operators/window.ts";
import { at, crash, end, type InputEvent } from "../../../core/testing/event.ts";
import { verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { modesFor } from "../../../core/testing/modes.ts";
import { playCase } from "../../../core/testing/play-case.ts";
import { eventTimeTrigger } from "../../../core/time/triggers/event-time-trigger.ts";
import {
  cumulate,
  type PaneAssigner,
  session,
  sliding,
  tumbling,
  type WindowAssigner,
} from "../../../core/time/window.ts";

// The operators that know their windows, against the one that takes any and is compared with recordings of another engine.

const key = { columns: ["k"], names: ["k"] };
const exchange = [(one: { k: string }) => one.k];

const aggregates: AggregationSpec = aggregationSpec(
  {
    total: sum((one: { n: number }) => one.n),
    latest: max((one: { t: number }) => one.t),
  } as Parameters<typeof aggregationSpec>[0],
  [],
  "test",
);

const record = fc.record({
  k: fc.constantFrom("a", "b", "c"),
  // Behind or before the watermark by this.
  jitter: fc.integer({ min: -25, max: 25 }),
});
const step = fc.oneof(
  { weight: 8, arbitrary: record },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 15 }) },
  { weight: 1, arbitrary: fc.constant("crash" as const) },
);

type Step = { readonly k: string; readonly jitter: number } | number | "crash";

function inputOf(steps: readonly Step[], ends: boolean): InputEvent[] {
  let now = -30;
  const input = steps.map((one, n): InputEvent => {
    if (one === "crash") return crash;
    if (typeof one === "object") return at(now + one.jitter, { k: one.k, n, t: now + one.jitter });
    now += one;
    return watermark(now);
  });
  return ends ? [...input, end] : input;
}

function verifyAgainstAny(
  fast: Operator,
  window: WindowAssigner,
  latenessMs: number,
  input: readonly InputEvent[],
): void {
  const any = windowOperator({
    key,
    window,
    trigger: eventTimeTrigger(),
    evictor: undefined,
    latenessMs,
    compute: { kind: "aggregate", aggregates, output: "rows" },
  });
  const [mode] = modesFor({ splits: false, combines: false });
  const { events, sides, counts } = playCase(
    any,
    { input, exchange, feedback: undefined, memoryBytes: Infinity, onFailure: "throw" },
    mode!,
  );
  const late = (sides.get("late") ?? []).map(({ event }) => event);
  const output = events.map(({ event }) => event);
  // What was combined before an exchange is only counted when it is sent.
  const { lateRecordsDropped = 0 } = counts;
  const given = input.at(-1)?.event === "end" ? { counts: { lateRecordsDropped } } : {};
  verifyOperator(fast, { input, output, sides: { late }, exchange, ...given });
}

const lateness = fc.constantFrom(0, 0, 3, 12, Number.POSITIVE_INFINITY);
const offset = fc.integer({ min: -9, max: 9 });
const panes: fc.Arbitrary<PaneAssigner> = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 20 }), offset).map(([size, by]) => tumbling(size, { offset: by })),
  fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 16 }), offset)
    .map(([every, more, by]) => sliding(every + more, { every, offset: by })),
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), offset)
    .map(([size, steps, by]) => cumulate(size, { upTo: size * steps, offset: by })),
);
const steps = fc.array(step, { maxLength: 30 });

test("windows made of panes equal any windows, with records in disorder, late ones, crashes and negative times", () =>
  fc.assert(
    fc.property(panes, lateness, steps, fc.boolean(), (window, latenessMs, given, ends) => {
      const fast = paneAggregate({ key, window, aggregates, latenessMs });
      verifyAgainstAny(fast, window, latenessMs, inputOf(given, ends));
    }),
    { numRuns: 40 },
  ));

test("sessions by slot equal any sessions, with records in disorder, late ones, crashes and negative times", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 15 }), lateness, steps, fc.boolean(), (gapMs, latenessMs, given, ends) => {
      const fast = sessionAggregate({ key, gapMs, aggregates, latenessMs, output: "rows" });
      verifyAgainstAny(fast, session(gapMs), latenessMs, inputOf(given, ends));
    }),
    { numRuns: 40 },
  ));

import fc from "fast-check";
import { test } from "vitest";
import { count, countDistinct, max, sum } from "../../../core/aggregates/mod.ts";
import { aggregationSpec } from "../../../core/dataset/aggregation.ts";
import type { AggregationSpec } from "../../../core/operators/aggregation-spec.ts";
import { countAggregate } from "../../../core/operators/count-aggregate.ts";
import type { Operator } from "../../../core/operators/operator.ts";
import { paneAggregate } from "../../../core/operators/pane-aggregate.ts";
import { sessionAggregate } from "../../../core/operators/session-aggregate.ts";
import { type WindowOptions, windowOperator } from "../../../core/operators/window.ts";
import { at, crash, end, type InputEvent, row } from "../../../core/testing/event.ts";
import { processingTime, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { modesFor } from "../../../core/testing/modes.ts";
import { playCase } from "../../../core/testing/play-case.ts";
import { countEvictor } from "../../../core/time/evictors/count-evictor.ts";
import { countTrigger } from "../../../core/time/triggers/count-trigger.ts";
import { eventTimeTrigger } from "../../../core/time/triggers/event-time-trigger.ts";
import { processingTimeTrigger } from "../../../core/time/triggers/processing-time-trigger.ts";
import { purgingTrigger } from "../../../core/time/triggers/purging-trigger.ts";
import {
  countWindow,
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
    rows: count(),
    kinds: countDistinct((one: { n: number }) => one.n % 3),
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

function inputOf(steps: readonly Step[], ends: boolean, { start = -30, unitMs = 1 } = {}): InputEvent[] {
  let now = start;
  const input = steps.map((one, n): InputEvent => {
    if (one === "crash") return crash;
    if (typeof one === "object") {
      const time = now + one.jitter * unitMs;
      return at(time, { k: one.k, n, t: time });
    }
    now += one * unitMs;
    return watermark(now);
  });
  return ends ? [...input, end] : input;
}

/** The same by the clock: records have no time of their own. */
function clockedInput(steps: readonly Step[], ends: boolean): InputEvent[] {
  let now = 3;
  const input = steps.map((one, n): InputEvent => {
    if (one === "crash") return crash;
    if (typeof one === "object") return row({ k: one.k, n, t: n });
    now += one;
    return processingTime(now);
  });
  return ends ? [...input, end] : input;
}

const byEnd = { trigger: eventTimeTrigger(), evictor: undefined } as const;

function verifyAgainstAny(
  fast: Operator,
  window: WindowAssigner,
  latenessMs: number,
  input: readonly InputEvent[],
  fires: Pick<WindowOptions, "trigger" | "evictor"> = byEnd,
): void {
  const any = windowOperator({
    key,
    window,
    ...fires,
    latenessMs,
    compute: { kind: "aggregate", aggregates, output: "rows" },
  });
  const [mode] = modesFor({ splits: false, combines: false, onDisk: false });
  const { events, sides, counts } = playCase(
    any,
    { input, exchange, feedback: undefined, memoryBytes: Infinity, onFailure: "throw" },
    mode!,
  );
  const late = (sides.get("late") ?? []).map(({ event }) => event);
  const output = events.map(({ event }) => event);
  // What was combined before an exchange is only counted when it is sent.
  const { numLateRecordsDropped = 0 } = counts;
  const given = input.at(-1)?.event === "end" ? { counts: { numLateRecordsDropped } } : {};
  verifyOperator(fast, { input, output, sides: { late }, exchange, ...given });
}

const lateness = fc.constantFrom(0, 0, 3, 12, Number.POSITIVE_INFINITY);
const offset = fc.integer({ min: -9, max: 9 });
const tumblings: fc.Arbitrary<PaneAssigner> = fc
  .tuple(fc.integer({ min: 1, max: 20 }), offset)
  .map(([size, by]) => tumbling(size, { offset: by }));
const panes: fc.Arbitrary<PaneAssigner> = fc.oneof(
  tumblings,
  fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 16 }), offset)
    .map(([every, more, by]) => sliding(every + more, { every, offset: by })),
  // So many panes that windows are made of stacks.
  fc
    .tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 32, max: 45 }), offset)
    .map(([every, size, by]) => sliding(size, { every, offset: by })),
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

const zoned: fc.Arbitrary<PaneAssigner> = fc
  .record({ zone: fc.constantFrom("Europe/Berlin", "America/Havana"), offset: fc.constantFrom("0h", "6h", "-1h") })
  .chain((where) =>
    fc.constantFrom(
      tumbling("1h", where),
      tumbling("6h", where),
      tumbling("1d", where),
      sliding("2d", { every: "1d", ...where }),
      sliding("30h", { every: "1d", ...where }),
      cumulate("1h", { upTo: "6h", ...where }),
      cumulate("6h", { upTo: "1d", ...where }),
    ),
  );

test("windows of a zone equal any windows of it, where clocks are set forward and back", () =>
  fc.assert(
    fc.property(
      zoned,
      fc.constantFrom(0, 0, 7_200_000),
      steps,
      fc.constantFrom("2026-03-07T20:00Z", "2026-03-28T12:00Z", "2026-10-24T12:00Z", "2026-10-31T20:00Z"),
      (window, latenessMs, given, start) => {
        const input = inputOf(given, true, { start: Date.parse(start), unitMs: 1_800_000 });
        verifyAgainstAny(paneAggregate({ key, window, aggregates, latenessMs }), window, latenessMs, input);
      },
    ),
    { numRuns: 60 },
  ));

const byClock = { trigger: processingTimeTrigger(), evictor: undefined } as const;

test("windows made of panes, and sessions, by the clock equal any of them, with crashes", () =>
  fc.assert(
    fc.property(
      fc.oneof({ weight: 4, arbitrary: panes }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 15 }) }),
      steps,
      fc.boolean(),
      (given, moves, ends) => {
        const common = { key, time: "processing", aggregates, latenessMs: 0, output: "rows" } as const;
        const isGap = typeof given === "number";
        const fast = isGap
          ? sessionAggregate({ ...common, gapMs: given })
          : paneAggregate({ ...common, window: given });
        const window: WindowAssigner = { kind: "processing", of: isGap ? session(given) : given };
        verifyAgainstAny(fast, window, 0, clockedInput(moves, ends), byClock);
      },
    ),
    { numRuns: 100 },
  ));

test("windows of so many records equal any of them, with crashes", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), steps, (size, every, given) => {
      const window = countWindow(size, { every });
      const fast = countAggregate({ key, window, aggregates, output: "rows" });
      const fires =
        size === every
          ? { trigger: purgingTrigger(countTrigger(size)), evictor: undefined }
          : { trigger: countTrigger(every), evictor: countEvictor(size) };
      verifyAgainstAny(fast, window, 0, inputOf(given, true), fires);
    }),
    { numRuns: 60 },
  ));

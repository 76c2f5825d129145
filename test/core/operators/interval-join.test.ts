import fc from "fast-check";
import { test } from "vitest";
import { type IntervalJoinOptions, intervalJoin } from "../../../core/operators/interval-join.ts";
import type { Operator } from "../../../core/operators/operator.ts";
import { at, crash, type InputEvent, type OutputEvent, on, type RowEvent } from "../../../core/testing/event.ts";
import { verifyOperator, watermark } from "../../../core/testing/mod.ts";

const key = { columns: ["k"], names: ["k"] };
const exchange = [(row: { k: string }) => row.k, (row: { k: string }) => row.k];

type Edge = "inclusive" | "exclusive";

function join(lower: number, upper: number, lowerEdge: Edge = "inclusive", upperEdge: Edge = "inclusive"): Operator {
  const select = (left: { n: number }, right: { n: number }): object => ({ left: left.n, right: right.n });
  const bounds = { lower: { ms: lower, edge: lowerEdge }, upper: { ms: upper, edge: upperEdge } };
  return intervalJoin({ keys: [key, key], ...bounds, select: select as unknown as IntervalJoinOptions["select"] });
}

function left(timeMs: number, n: number, k = "a"): RowEvent {
  return on(0, at(timeMs, { k, n }));
}

function right(timeMs: number, n: number, k = "a"): RowEvent {
  return on(1, at(timeMs, { k, n }));
}

function pair(timeMs: number, l: number, r: number): RowEvent {
  return at(timeMs, { left: l, right: r });
}

test("pairs come out as soon as both rows are there, with the later of their times", () =>
  verifyOperator(join(-1, 2), {
    input: [left(5, 1), right(4, 2), right(7, 3), right(8, 4), right(5, 5, "b"), left(6, 6)],
    output: [pair(5, 1, 2), pair(7, 1, 3), pair(7, 6, 3), pair(8, 6, 4)],
    exchange,
  }));

test("exclusive bounds only come near", () =>
  verifyOperator(join(-1, 2, "exclusive", "exclusive"), {
    input: [left(5, 1), right(4, 2), right(5, 3), right(6, 4), right(7, 5)],
    output: [pair(5, 1, 3), pair(6, 1, 4)],
    exchange,
  }));

test("! negative bounds pair a row with earlier ones", () =>
  verifyOperator(join(-5, -2), {
    input: [right(1, 1), watermark(4), left(5, 2), left(6, 3), left(7, 4), watermark(20)],
    output: [watermark(4), pair(5, 2, 1), pair(6, 3, 1), watermark(20)],
    exchange,
  }));

test("! one-sided bounds pair a row with all later ones", () =>
  verifyOperator(join(0, Number.POSITIVE_INFINITY), {
    input: [left(1, 1), watermark(50), right(50, 2), crash, right(90, 3)],
    output: [watermark(50), pair(50, 1, 2), pair(90, 1, 3)],
    exchange,
  }));

test("rows older than the watermark are late, one at the watermark is not", () =>
  verifyOperator(join(-1, 1), {
    input: [left(4, 1), right(4, 2), watermark(5), left(4, 3), right(4, 4), right(5, 5), watermark(6), right(6, 6)],
    output: [pair(4, 1, 2), watermark(5), pair(5, 1, 5), watermark(6)],
    sides: { lateLeft: [at(4, { k: "a", n: 3 })], lateRight: [at(4, { k: "a", n: 4 })] },
    counts: { numLateRecordsDropped: 2 },
    exchange,
  }));

const row = fc.record({
  side: fc.constantFrom(0, 1),
  k: fc.constantFrom("a", "b"),
  time: fc.integer({ min: 0, max: 40 }),
});
const step = fc.oneof({ weight: 5, arbitrary: row }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }) });
const edge = fc.constantFrom<Edge>("inclusive", "exclusive");

/** All pairs of the rows that are not late. */
function naive(
  input: readonly InputEvent[],
  isNear: (distance: number) => boolean,
): {
  output: OutputEvent[];
  sides: Record<string, RowEvent[]>;
} {
  const seen: [RowEvent[], RowEvent[]] = [[], []];
  const sides: Record<string, RowEvent[]> = { lateLeft: [], lateRight: [] };
  const output: OutputEvent[] = [];
  let now = Number.NEGATIVE_INFINITY;
  for (const event of input) {
    if (event.event === "watermark") {
      now = event.timeMs;
      output.push(event);
    } else if (event.event === "row") {
      const side = event.input as 0 | 1;
      const own = event.value as { k: string; n: number };
      if (event.timeMs! < now) {
        sides[side === 0 ? "lateLeft" : "lateRight"]!.push(at(event.timeMs!, own));
        continue;
      }
      for (const other of seen[1 - side]!) {
        const [l, r] = side === 0 ? [event, other] : [other, event];
        const [lv, rv] = [l.value, r.value] as [typeof own, typeof own];
        if (lv.k === rv.k && isNear(r.timeMs! - l.timeMs!))
          output.push(pair(Math.max(l.timeMs!, r.timeMs!), lv.n, rv.n));
      }
      seen[side].push(event);
    }
  }
  return { output, sides };
}

test("an interval join equals all pairs of rows that are near enough", () =>
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 30 }),
      fc.integer({ min: -6, max: 6 }),
      fc.integer({ min: 0, max: 6 }),
      edge,
      edge,
      (steps, lower, width, lowerEdge, upperEdge) => {
        let now = 0;
        const input = steps.map((one, n): InputEvent => {
          if (typeof one === "object") return on(one.side, at(one.time, { k: one.k, n }));
          now += one;
          return watermark(now);
        });
        const upper = lower + width;
        const isNear = (distance: number): boolean =>
          (lowerEdge === "inclusive" ? distance >= lower : distance > lower) &&
          (upperEdge === "inclusive" ? distance <= upper : distance < upper);
        verifyOperator(join(lower, upper, lowerEdge, upperEdge), { input, ...naive(input, isNear), exchange });
      },
    ),
    { numRuns: 60 },
  ));

import fc from "fast-check";
import { test } from "vitest";
import { asOfJoin } from "../../../core/operators/as-of-join.ts";
import type { Direction } from "../../../core/operators/as-of-versions.ts";
import {
  at,
  crash,
  end,
  type InputEvent,
  type OutputEvent,
  on,
  type RowEvent,
  verifyOperator,
  watermark,
} from "../../../core/testing/mod.ts";

interface Given {
  readonly side: 0 | 1;
  readonly k: string;
  /** After the newest row of its side, ms. */
  readonly laterMs: number;
  /** How far the watermark of its side is behind that from then on; undefined where none comes. */
  readonly behindMs: number | undefined;
  readonly crashes: boolean;
}

/** No row is further behind the newest of its side. */
const disorderMs = 6;

const given: fc.Arbitrary<Given[]> = fc.array(
  fc.record({
    side: fc.constantFrom(0 as const, 1 as const),
    k: fc.constantFrom("a", "a", "b"),
    laterMs: fc.integer({ min: -disorderMs, max: 9 }),
    behindMs: fc.option(fc.integer({ min: disorderMs + 1, max: 12 }), { nil: undefined, freq: 3 }),
    crashes: fc.nat(9).map((n) => n === 0),
  }),
  { maxLength: 24, size: "max" },
);

interface Row {
  readonly k: string;
  readonly timeMs: number;
  readonly n: number;
}

interface Way {
  readonly direction: Direction;
  readonly toleranceMs: number;
  readonly how: "inner" | "left";
}

const ways: fc.Arbitrary<Way> = fc.record({
  direction: fc.constantFrom("backward", "forward", "nearest"),
  toleranceMs: fc.constantFrom(Number.POSITIVE_INFINITY, 12, 3, 0),
  how: fc.constantFrom("inner", "left"),
});

/** A look at all versions there will ever be; of several of one time the last counts. */
function versionOf({ k, timeMs }: Row, versions: readonly Row[], { direction, toleranceMs }: Way): number | null {
  const near = versions.filter(
    (one, at) =>
      one.k === k &&
      Math.abs(one.timeMs - timeMs) <= toleranceMs &&
      !versions.slice(at + 1).some((later) => later.k === k && later.timeMs === one.timeMs),
  );
  const before = near.filter((one) => one.timeMs <= timeMs).sort((a, b) => b.timeMs - a.timeMs)[0];
  const after = near.filter((one) => one.timeMs >= timeMs).sort((a, b) => a.timeMs - b.timeMs)[0];
  if (direction === "backward") return before?.n ?? null;
  if (direction === "forward") return after?.n ?? null;
  if (before === undefined || after === undefined) return (before ?? after)?.n ?? null;
  return after.timeMs - timeMs < timeMs - before.timeMs ? after.n : before.n;
}

/** What comes in; nothing late, so that each row meets the version of its time, whenever which of them come. */
function eventsOf(all: readonly Given[]) {
  const events: InputEvent[] = [];
  const rows: readonly [Row[], Row[]] = [[], []];
  const newest: [number, number] = [0, 0];
  const reached: [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [n, { side, k, laterMs, behindMs, crashes }] of all.entries()) {
    const timeMs = newest[side] + laterMs;
    newest[side] = Math.max(newest[side], timeMs);
    rows[side].push({ k, timeMs, n });
    events.push(on(side, at(timeMs, { k, n })));
    if (crashes) events.push(crash);
    if (behindMs === undefined || newest[side] - behindMs <= reached[side]) continue;
    reached[side] = newest[side] - behindMs;
    events.push(on(side, watermark(reached[side])));
  }
  return { events, rows };
}

/** As rows leave by the watermark that is past them, in front of it. */
function backward(events: readonly InputEvent[], results: readonly (RowEvent & { timeMs: number })[]): OutputEvent[] {
  const out: OutputEvent[] = [];
  const reached = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let left = [...results];
  let current = Number.NEGATIVE_INFINITY;
  const reach = (nowMs: number): void => {
    if (nowMs <= current) return;
    current = nowMs;
    out.push(...left.filter(({ timeMs }) => timeMs <= nowMs), watermark(nowMs));
    left = left.filter(({ timeMs }) => timeMs > nowMs);
  };
  for (const event of events) {
    if (event.event !== "watermark") continue;
    reached[event.input!] = event.timeMs;
    reach(Math.min(...reached));
  }
  // The left side ends first, and holds nothing back from then on.
  reach(reached[1]!);
  return [...out, ...left, end];
}

test("rows meet the versions of their times, whatever is forgotten meanwhile", () => {
  const byK = { columns: ["k"], names: ["k"] };
  fc.assert(
    fc.property(given, ways, (all, way) => {
      const { events, rows } = eventsOf(all);
      const operator = asOfJoin({
        ...way,
        keys: [byK, byK],
        shared: ["k"],
        select: ((left: Row, right: Row | null) => ({ l: left.n, r: right?.n ?? null })) as never,
      });
      const results = rows[0].flatMap((row) => {
        const version = versionOf(row, rows[1], way);
        if (version === null && way.how === "inner") return [];
        return [{ ...at(row.timeMs, { l: row.n, r: version }), timeMs: row.timeMs }];
      });
      const input = [...events, end];
      const exchange = [({ k }: Row) => k, ({ k }: Row) => k];
      if (way.direction === "backward") {
        return verifyOperator(operator, { input, output: backward(events, results), exchange });
      }
      // What waits for a later version holds event time back, by how much is its own affair.
      const held = { ...operator, open: withoutWatermarks(operator.open) };
      verifyOperator(held, { input, output: [...results, end], exchange });
    }),
    { numRuns: Number(process.env.LAW_RUNS ?? 20) },
  );
}, 600_000);

/** The operator with its own watermarks left out. */
function withoutWatermarks<Open extends ReturnType<typeof asOfJoin>["open"]>(open: Open): Open {
  return ((context: Parameters<Open>[0]) =>
    open(Object.create(context, { emitWatermark: { value: () => true } }))) as Open;
}

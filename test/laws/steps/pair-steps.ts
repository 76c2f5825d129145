import fc from "fast-check";
import { count, state, tumbling } from "../../../core/mod.ts";
import { inTime, type Rows, type Step, type Steps, type Traits } from "../step.ts";

const size = fc.integer({ min: 1, max: 200 });
const hows = ["inner", "left", "right", "full"] as const;
const how = fc.integer({ min: 0, max: hows.length - 1 });

function both(rows: Traits, other: Traits): Traits {
  return {
    timed: rows.timed && other.timed,
    early: rows.early && other.early,
    changes: rows.changes || other.changes,
    ends: rows.ends || other.ends,
    ordered: false,
    pairings: rows.pairings + other.pairings,
  };
}

const pairs: Pick<Step, "pairs" | "takes" | "gives"> = {
  pairs: true,
  takes: (rows, other) => rows.pairings + other.pairings < 2,
  gives: (rows, other) => {
    const together = both(rows, other);
    return { ...together, pairings: together.pairings + 1 };
  },
};

/** Pairs in windows, or of times near each other. */
const pairsInTime: Pick<Step, "pairs" | "takes" | "gives"> = {
  ...pairs,
  takes: (rows, other) => inTime.takes!(both(rows, other), other) && pairs.takes!(rows, other),
  gives: (rows, other) => ({ ...pairs.gives!(rows, other), early: false }),
};

/** Pairs of all rows there are. Those without a partner are taken back when one comes, where the other side does not end. */
const pairsOfAll: Pick<Step, "pairs" | "takes" | "gives"> = {
  ...pairs,
  gives: (rows, other) => {
    const given = pairs.gives!(rows, other);
    return { ...given, timed: false, early: false, changes: !given.ends };
  },
};

/** Steps of two datasets. */
export const pairSteps: Steps = {
  union: {
    numbers: fc.constant([]),
    pairs: true,
    gives: both,
    make: () => (rows: Rows, other: Rows) => rows.union(other),
  },
  connect: {
    numbers: fc.constant([]),
    pairs: true,
    takes: (rows, other) => !rows.changes && !other.changes,
    gives: both,
    make: () => (rows: Rows, other: Rows) =>
      rows.connect(other).map(
        (row) => ({ at: row.at, key: row.key, group: row.group + 1, value: row.value }),
        (row) => ({ at: row.at, key: `${row.key}?`, group: row.group, value: row.value }),
      ),
  },
  // Long after all rows it is certain what has come of both sides.
  connectByKey: {
    numbers: fc.constant([]),
    ...pairsInTime,
    make: () => (rows: Rows, other: Rows) =>
      rows
        .keyBy("key")
        .connect(other.keyBy("key"))
        .process({
          state: { left: state.value<number>(), right: state.value<number>() },
          left: (_, { state: { left }, setEventTimer }) => {
            left.set((left.get() ?? 0) + 1);
            setEventTimer(1e9);
          },
          right: (_, { state: { right }, setEventTimer }) => {
            right.set((right.get() ?? 0) + 1);
            setEventTimer(1e9);
          },
          onTimer: (at, { key, state: { left, right } }) => [
            { at, key, group: left.get() ?? 0, value: right.get() ?? null },
          ],
        }),
  },
  broadcast: {
    numbers: fc.constant([]),
    ...pairsInTime,
    make: () => (rows: Rows, other: Rows) =>
      rows
        .keyBy("group")
        .connect(other.broadcast())
        .process({
          broadcastState: { rules: state.map<number, number>() },
          row: (_, { setEventTimer }) => setEventTimer(1e9),
          broadcast: (rule, { broadcastState: { rules } }) => {
            rules.set(rule.group, (rules.get(rule.group) ?? 0) + 1);
          },
          onTimer: (at, { key, broadcastState: { rules } }) => [
            { at, key: "rules", group: key, value: rules.get(key) ?? null },
          ],
        }),
  },
  intervalJoin: {
    numbers: fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: 0, max: 90 })),
    ...pairsInTime,
    make: (lower: number, more: number) => (rows: Rows, other: Rows) =>
      rows
        .keyBy((row) => row.key)
        .intervalJoin(
          other.keyBy((row) => row.key),
          {
            lower,
            upper: { below: lower + more + 1 },
            select: (left, right) => ({ at: left.at, key: left.key, group: right.group, value: right.value }),
          },
        ),
  },
  intervalJoinOpen: {
    numbers: fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: 0, max: 3 })),
    ...pairsInTime,
    make: (bound: number, which: number) => (rows: Rows, other: Rows) =>
      rows.keyBy("group").intervalJoin(other.keyBy("group"), {
        ...[{ lower: bound }, { lower: { above: bound } }, { upper: bound }, { upper: { below: bound } }][which],
        select: (left, right) => ({ at: right.at, key: left.key, group: left.group, value: right.value }),
      }),
  },
  // One version a key and time: which of several is valid would depend on which came last.
  asOfJoin: {
    numbers: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 1 }), fc.constantFrom(1e9, 100, 10, 0)),
    ...pairsInTime,
    make: (direction: number, kept: number, tolerance: number) => (rows: Rows, other: Rows) =>
      rows.keyBy("key").asOfJoin(other.keyBy("key").window(tumbling(1)).aggregate({ versions: count() }).keyBy("key"), {
        direction: (["backward", "forward", "nearest"] as const)[direction]!,
        how: (["inner", "left"] as const)[kept]!,
        tolerance,
        select: (left, right) => ({
          at: right?.windowStart ?? -1,
          key: left.key,
          group: left.group,
          value: right?.versions ?? left.value,
        }),
      }),
  },
  windowJoin: {
    numbers: fc.tuple(size, how),
    ...pairsInTime,
    make: (length: number, which: number) => (rows: Rows, other: Rows) =>
      rows.join(other, {
        on: [(row) => row.group, (row) => row.group],
        how: (["inner", "left", "right", "full"] as const)[which]!,
        window: tumbling(length),
        select: (left, right) => ({
          at: left?.at ?? -1,
          key: `${left?.key}&${right?.key}`,
          group: left?.group ?? right!.group,
          value: right?.value ?? null,
        }),
      }),
  },
  windowSemiJoin: {
    numbers: fc.tuple(size, fc.integer({ min: 0, max: 1 })),
    ...pairsInTime,
    make: (length: number, which: number) => (rows: Rows, other: Rows) =>
      rows
        .join(other, { on: "key", how: (["semi", "anti"] as const)[which]!, window: tumbling(length) })
        .map((row) => ({ at: row.at, key: row.key, group: row.group, value: row.value })),
  },
  windowCoGroup: {
    numbers: fc.tuple(size),
    ...pairsInTime,
    make: (length: number) => (rows: Rows, other: Rows) =>
      rows.coGroup(other, { on: "key", window: tumbling(length) }, ({ key, left, right, windowStart }) => [
        { at: windowStart, key, group: left.length, value: right.length },
      ]),
  },
  coGroup: {
    numbers: fc.constant([]),
    ...pairs,
    takes: (rows, other) => both(rows, other).ends && pairs.takes!(rows, other),
    gives: (rows, other) => ({ ...pairs.gives!(rows, other), timed: false, early: false }),
    make: () => (rows: Rows, other: Rows) =>
      rows.coGroup(other, { on: "key" }, ({ key, left, right }) => [
        { at: 0, key, group: left.length, value: right.length },
      ]),
  },
  join: {
    numbers: fc.tuple(how),
    ...pairsOfAll,
    make: (which: number) => (rows: Rows, other: Rows) =>
      rows.join(other, {
        on: [(row) => row.group, (row) => row.group],
        how: (["inner", "left", "right", "full"] as const)[which]!,
        select: (left, right) => ({
          at: left?.at ?? -1,
          key: `${left?.key}&${right?.key}`,
          group: left?.group ?? right!.group,
          value: right?.value ?? null,
        }),
      }),
  },
  joinVectors: {
    numbers: fc.tuple(how),
    ...pairsOfAll,
    make: (which: number) => (rows: Rows, other: Rows) =>
      rows
        .map((row) => ({ key: row.key, at: row.at, v: Float64Array.of(row.group, row.value ?? 0) }))
        .join(
          other.map((row) => ({ key: row.key, w: row.value === null ? null : Float64Array.of(row.value) })),
          { on: "key", how: (["inner", "left", "right", "full"] as const)[which]! },
        )
        .map((row) => ({
          at: row.at ?? -1,
          key: row.key,
          group: row.v?.[0] ?? 9,
          value: row.w?.[0] ?? row.v?.[1] ?? 5,
        })),
  },
  joinByNullable: {
    numbers: fc.tuple(how),
    ...pairsOfAll,
    make: (which: number) => (rows: Rows, other: Rows) =>
      rows.join(other, {
        on: [(row) => row.value, (row) => row.value],
        how: (["inner", "left", "right", "full"] as const)[which]!,
        select: (left, right) => ({
          at: right?.at ?? -1,
          key: `${left?.key}&${right?.key}`,
          group: left?.group ?? right!.group,
          value: left?.value ?? right?.value ?? null,
        }),
      }),
  },
  semiJoinByNullable: {
    numbers: fc.tuple(fc.integer({ min: 0, max: 1 })),
    ...pairsOfAll,
    make: (which: number) => (rows: Rows, other: Rows) =>
      rows
        .join(other, { on: ["value", "key"], how: (["semi", "anti"] as const)[which]! })
        .map((row) => ({ at: row.at, key: row.key, group: row.group, value: row.value })),
  },
  joinColumns: {
    numbers: fc.constant([]),
    ...pairsOfAll,
    make: () => (rows: Rows, other: Rows) =>
      rows
        .join(
          other.map((row) => ({ key: row.key, count: row.group })),
          { on: "key" },
        )
        .map((row) => ({ at: row.at, key: row.key, group: row.group + row.count, value: row.value })),
  },
  semiJoin: {
    numbers: fc.tuple(fc.integer({ min: 0, max: 1 })),
    ...pairsOfAll,
    make: (which: number) => (rows: Rows, other: Rows) =>
      rows
        .join(other, { on: ["key", "group"], how: (["semi", "anti"] as const)[which]! })
        .map((row) => ({ at: row.at, key: row.key, group: row.group, value: row.value })),
  },
};

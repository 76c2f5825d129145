import fc from "fast-check";
import {
  aggregatePartition,
  count,
  fromChangelog,
  iterate,
  lookupJoin,
  mapAsync,
  mapPartition,
  reducePartition,
  sortPartition,
  state,
  sum,
} from "../../../core/mod.ts";
import type { Sample } from "../sample.ts";
import { ofAll, type Rows, type Step, type Steps } from "../step.ts";

const none = fc.constant<number[]>([]);

/** Rows leave when they have been asked for, in any order. */
const asked: Pick<Step, "takes" | "gives"> = {
  takes: (rows) => !rows.changes,
  gives: (rows) => ({ ...rows, ordered: false }),
};

/** What is made of all rows of a subtask does not depend on which it has, here; it is made at the end. */
const ofPartitions: Pick<Step, "gives"> = {
  gives: (rows) => ({ ...rows, timed: false, early: false, changes: false, ends: true, ordered: false }),
};

/** Steps that are functions of datasets: `rows.apply(step)`. */
export const transformSteps: Steps = {
  mapAsyncAsAnswered: {
    numbers: none,
    ...asked,
    make: () => (rows: Rows) =>
      rows.apply(
        mapAsync(
          async (row: Sample) => {
            for (let turn = row.group; turn > 0; turn--) await undefined;
            return { ...row, group: -row.group };
          },
          { order: "completion" },
        ),
      ),
  },
  // A row that nobody answers, whose time is over, is what an answer would have made of it.
  mapAsyncAgain: {
    numbers: fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 })),
    ...asked,
    make: (order: number, capacity: number, timeout: number) => (rows: Rows) =>
      rows.apply(
        mapAsync(
          async (row: Sample, { attempt, sleep }) => {
            if (attempt <= Math.abs(row.group)) throw new Error("busy");
            if (row.key === "c") await new Promise(() => undefined);
            if (row.value === null) await sleep(2);
            return { ...row, group: -row.group };
          },
          {
            order: (["kept", "completion"] as const)[order]!,
            capacity,
            timeout,
            onTimeout: (row) => ({ ...row, group: -row.group }),
            retry: { attempts: 9, delay: 1, factor: 1 },
          },
        ),
      ),
  },
  mapAsyncTold: {
    numbers: fc.tuple(fc.integer({ min: 1, max: 3 })),
    ...asked,
    make: (capacity: number) => (rows: Rows) =>
      rows.apply(
        mapAsync(
          (row: Sample, { attempt }) =>
            row.value === null ? { ...row, group: attempt } : Promise.resolve({ ...row, group: attempt + row.group }),
          { capacity, order: "completion", retry: { attempts: 3, delay: 0, ifResult: (row) => row.group < 3 } },
        ),
      ),
  },
  lookupJoin: {
    numbers: fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 3 })),
    ...asked,
    make: (kept: number, capacity: number) => (rows: Rows) =>
      rows.apply(
        lookupJoin({
          by: (row: Sample) => row.key,
          lookup: async (key: string) => (key === "b" ? null : [{ size: key.length }, { size: -1 }]),
          cache: { capacity },
          how: (["inner", "left"] as const)[kept]!,
          select: (row, found) => ({ ...row, group: row.group + (found?.size ?? 7) }),
        }),
      ),
    takes: (rows) => !rows.changes && rows.pairings < 3,
    gives: (rows) => ({ ...rows, ordered: false, pairings: rows.pairings + 1 }),
  },
  lookupMany: {
    numbers: none,
    ...asked,
    make: () => (rows: Rows) =>
      rows.apply(
        lookupJoin({
          by: (row: Sample) => row.group,
          lookupAll: async (groups: readonly number[]) =>
            groups.map((group) => (group < 0 ? null : { twice: 2 * group })),
          atOnce: 3,
          order: "completion",
          select: (row, found) => ({ ...row, group: found.twice }),
        }),
      ),
  },
  changelogAndBack: {
    numbers: none,
    ...ofAll,
    make: () => (rows: Rows) => rows.changelog().apply(fromChangelog<Sample>()),
  },
  // Each row comes with another value at first, and some go again: whole numbers, which leave no trace in a sum of small ones.
  corrected: {
    numbers: fc.tuple(fc.integer({ min: 1, max: 4 })),
    takes: (rows) => !rows.changes,
    gives: (rows) => ({ ...rows, changes: !rows.ends, ordered: false }),
    make: (every: number) => (rows: Rows) =>
      rows
        .flatMap((row) => {
          const wrong = { ...row, value: 1 };
          const corrected = [
            { change: "insert" as const, row: wrong },
            { change: "updateBefore" as const, row: wrong },
            { change: "updateAfter" as const, row },
          ];
          return (row.value ?? 1) % every === 0 ? [...corrected, { change: "delete" as const, row }] : corrected;
        })
        .apply(fromChangelog<Sample>()),
  },
  upserts: {
    numbers: none,
    ...ofAll,
    takes: (rows) => !rows.changes,
    make: () => (rows: Rows) =>
      rows.apply(
        fromChangelog({
          change: () => "upsert" as const,
          row: (row: Sample) => row,
          by: (row) => JSON.stringify([row.at, row.key, row.group, row.value]),
        }),
      ),
  },
  // Of bounded data in rounds, of streams row by row.
  iterate: {
    numbers: none,
    takes: (rows) => !rows.changes && rows.pairings < 2,
    gives: (rows) => ({ ...rows, timed: false, early: false, ordered: false, pairings: rows.pairings + 2 }),
    make: () => (rows: Rows) =>
      iterate(rows, {}, (each) => ({
        feedback: each.filter((row) => row.group > 0 && row.group < 5).map((row) => ({ ...row, group: row.group - 1 })),
        output: each,
      })),
  },
  // Of the passes of a key each has a number, whichever it is that comes first.
  iterateCounting: {
    numbers: none,
    takes: (rows) => !rows.changes && rows.pairings < 2,
    gives: (rows) => ({ ...rows, timed: false, early: false, ordered: false, pairings: rows.pairings + 2 }),
    make: () => (rows: Rows) =>
      iterate(rows, {}, (each, _, { keep }) => ({
        feedback: each
          .filter((row) => row.group > 0 && row.group < 5)
          .map((row) => ({ at: row.at, key: row.key, group: row.group - 1, value: row.value })),
        output: each.apply(
          keep((kept: Rows) =>
            kept
              .keyBy((row) => row.key)
              .process({
                state: { passes: state.value<number>() },
                row: (_, { key, state: { passes } }) => {
                  passes.set((passes.get() ?? 0) + 1);
                  return [{ at: 0, key, group: passes.get()!, value: null }];
                },
              }),
          ),
        ),
      })),
  },
  iterateAsking: {
    numbers: fc.tuple(fc.integer({ min: 1, max: 3 })),
    takes: (rows) => !rows.changes && rows.pairings < 2,
    gives: (rows) => ({ ...rows, timed: false, early: false, ordered: false, pairings: rows.pairings + 2 }),
    make: (capacity: number) => (rows: Rows) =>
      iterate(rows, {}, (each) => {
        const asked = each.apply(mapAsync(async (row: Sample) => ({ ...row, group: row.group - 1 }), { capacity }));
        return { feedback: asked.filter((row) => row.group > 0 && row.group < 4), output: asked };
      }),
  },
  iterateRounds: {
    numbers: fc.tuple(fc.integer({ min: 1, max: 3 })),
    ...ofPartitions,
    make: (most: number) => (rows: Rows) =>
      iterate(rows, { rounds: most }, (each) => ({
        feedback: each
          .keyBy("key")
          .aggregate({ rows: count(), total: sum((row) => row.value) })
          .map((row) => ({ at: 0, key: row.key.slice(1), group: row.rows, value: row.total })),
      })),
  },
  mapPartition: {
    numbers: none,
    ...ofPartitions,
    make: () => (rows: Rows) => rows.apply(mapPartition((all: Iterable<Sample>) => [...all].reverse())),
  },
  sortPartition: {
    numbers: none,
    ...ofPartitions,
    make: () => (rows: Rows) => rows.apply(sortPartition(["group", "value"])),
  },
  aggregatePartition: {
    numbers: none,
    ...ofPartitions,
    make: () => (rows: Rows) =>
      rows
        .apply(aggregatePartition({ rows: count(), total: sum((row: Sample) => row.value) }))
        .aggregate({ rows: sum((part) => part.rows), total: sum((part) => part.total) })
        .map((row) => ({ at: 0, key: "all", group: row.rows ?? 0, value: row.total })),
  },
  reducePartition: {
    numbers: none,
    ...ofPartitions,
    make: () => (rows: Rows) =>
      rows
        .apply(reducePartition((a: Sample, b: Sample) => (JSON.stringify(a) > JSON.stringify(b) ? a : b)))
        .reduce((a, b) => (JSON.stringify(a) > JSON.stringify(b) ? a : b)),
  },
};

import fc from "fast-check";
import { avg, count, countDistinct, max, min, quantile, sum } from "../../../core/mod.ts";
import { ofAll, type Rows, type Steps } from "../step.ts";

const none = fc.constant<number[]>([]);
const few = fc.tuple(fc.integer({ min: 1, max: 6 }));

/** Steps whose results are of all rows, of a key or altogether. */
export const groupSteps: Steps = {
  aggregate: {
    numbers: none,
    ...ofAll,
    make: () => (rows: Rows) =>
      rows
        .keyBy((row) => row.key)
        .aggregate({ rows: count(), total: sum((row) => row.value) })
        .map((row) => ({ at: 0, key: row.key, group: row.rows, value: row.total })),
  },
  aggregateByName: {
    numbers: none,
    ...ofAll,
    make: () => (rows: Rows) =>
      rows
        .keyBy("group")
        .aggregate({ mean: avg((row) => row.value), kinds: countDistinct((row) => row.key) })
        .map((row) => ({ at: row.kinds, key: "g", group: row.group, value: row.mean })),
  },
  aggregateByTwo: {
    numbers: none,
    ...ofAll,
    make: () => (rows: Rows) =>
      rows
        .keyBy((row) => ({ k: row.key, g: row.group }))
        .aggregate({ least: min((row) => row.value), most: max((row) => row.value), values: count((row) => row.value) })
        .map((row) => ({ at: row.least ?? 0, key: row.key.k, group: row.key.g + row.values, value: row.most })),
  },
  aggregateOfAll: {
    numbers: none,
    ...ofAll,
    make: () => (rows: Rows) =>
      rows
        .aggregate({ rows: count(), median: quantile((row) => row.value, 0.5) })
        .map((row) => ({ at: 0, key: "all", group: row.rows, value: row.median })),
  },
  reduce: {
    numbers: none,
    ...ofAll,
    takes: (rows) => !rows.changes,
    make: () => (rows: Rows) =>
      rows
        .keyBy((row) => row.group)
        .reduce((a, b) => (JSON.stringify([a.at, a.key, a.value]) > JSON.stringify([b.at, b.key, b.value]) ? a : b)),
  },
  deduplicate: {
    numbers: none,
    ...ofAll,
    takes: (rows) => !rows.changes,
    make: () => (rows: Rows) =>
      rows.deduplicate({ by: "key", keep: "last", orderBy: (row) => JSON.stringify([row.at, row.group, row.value]) }),
  },
  vectorsByKey: {
    numbers: few,
    ...ofAll,
    make: (k: number) => (rows: Rows) =>
      rows
        .map((row) => ({ key: row.key, at: row.at, v: Float64Array.of(row.group, row.value ?? -99) }))
        .keyBy("key")
        .topK(k, [(row) => row.v[1]!, "at", (row) => row.v[0]!])
        .map((row) => ({ at: row.at, key: row.key, group: row.v[0]!, value: row.v[1]! })),
  },
  distinctVectors: {
    numbers: none,
    ...ofAll,
    make: () => (rows: Rows) =>
      rows
        .map((row) => ({ v: Float64Array.of(row.group, row.value ?? 7) }))
        .distinct()
        .map((row) => ({ at: 0, key: "v", group: row.v[0]!, value: row.v[1]! })),
  },
  topK: {
    numbers: few,
    ...ofAll,
    make: (k: number) => (rows: Rows) => rows.topK(k, [(row) => row.value, "at", "key", "group"]),
  },
  topKByKey: {
    numbers: few,
    ...ofAll,
    make: (k: number) => (rows: Rows) =>
      rows.keyBy("key").topK(k, [{ by: "at", order: "ascending" }, "group", (row) => row.value ?? -99]),
  },
  ranks: {
    numbers: few,
    ...ofAll,
    make: (k: number) => (rows: Rows) =>
      rows
        .keyBy("group")
        .topK(k, [(row) => row.value, "at", "key"], { rank: "rank" })
        .map((row) => ({ at: row.rank, key: row.key, group: row.group, value: row.value })),
  },
  sort: {
    numbers: none,
    gives: (rows) => ({ ...rows, timed: false, early: false, changes: false, ends: true, ordered: true }),
    make: () => (rows: Rows) => rows.sort([{ by: "value", order: "descending" }, "key", "at", "group"]),
  },
  sortAndLimit: {
    numbers: few,
    gives: (rows) => ({ ...rows, timed: false, early: false, changes: false, ends: true, ordered: true }),
    make: (count: number) => (rows: Rows) => rows.sort(["at", "key", "group", "value"]).limit(count),
  },
};

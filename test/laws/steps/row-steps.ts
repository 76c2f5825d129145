import fc from "fast-check";
import { mapAsync } from "../../../core/mod.ts";
import type { Sample } from "../sample.ts";
import type { Rows, Steps } from "../step.ts";

const none = fc.constant<number[]>([]);

/** Steps that look at one row at a time. */
export const rowSteps: Steps = {
  filter: {
    numbers: fc.tuple(fc.integer({ min: -9, max: 0 })),
    make: (least: number) => (rows: Rows) => rows.filter((row) => row.value !== null && row.value > least),
  },
  filterKept: {
    numbers: fc.tuple(fc.integer({ min: -2, max: 3 })),
    make: (group: number) => (rows: Rows) => rows.filter((row) => Object.values(row).length > 0 && row.group !== group),
  },
  map: {
    numbers: fc.tuple(fc.integer({ min: -2, max: 3 })),
    make: (by: number) => (rows: Rows) =>
      rows.map((row) => ({ at: row.at, key: row.key, group: row.group * by, value: row.value })),
  },
  mapSpread: {
    numbers: none,
    make: () => (rows: Rows) => rows.map((row) => ({ ...row, key: `${row.key}!` })),
  },
  mapToVector: {
    numbers: fc.tuple(fc.integer({ min: 1, max: 3 })),
    make: (size: number) => (rows: Rows) =>
      rows
        .map((row) => ({
          at: row.at,
          key: row.key,
          v: row.value === null ? null : new Float64Array(size).fill(row.value),
          group: row.group,
        }))
        .apply((vectors) => vectors.sample(1))
        .filter((row) => row.v === null || row.v.length === size)
        .map((row) => ({ at: row.at, key: row.key, group: row.group, value: row.v?.at(-1) ?? null })),
  },
  flatMap: {
    numbers: fc.tuple(fc.integer({ min: -2, max: 3 })),
    make: (from: number) => (rows: Rows) =>
      rows.flatMap((row) => (row.group < from ? [] : [row, { ...row, group: row.group - 1 }])),
    takes: (rows) => rows.pairings < 3,
    gives: (rows) => ({ ...rows, pairings: rows.pairings + 1 }),
  },
  process: {
    numbers: none,
    takes: (rows) => !rows.changes,
    make: () => (rows: Rows) =>
      rows.process((row) => (row.value === null ? [] : [{ ...row, value: Math.abs(row.value) }])),
  },
  mapAsync: {
    numbers: none,
    takes: (rows) => !rows.changes,
    make: () => (rows: Rows) => rows.apply(mapAsync(async (row: Sample) => ({ ...row, group: -row.group }))),
  },
  distinct: {
    numbers: none,
    make: () => (rows: Rows) => rows.distinct(),
    gives: (rows) => ({ ...rows, timed: false, early: false, ordered: false }),
  },
};

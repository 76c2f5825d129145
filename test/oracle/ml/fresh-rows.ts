import { uniform } from "../../ml/learner/random-rows.ts";
import type { Pair } from "./fresh-learners.ts";

/** Rows to learn from, and such to be asked about. */
export interface Rows {
  readonly features: readonly number[][];
  readonly labels: readonly number[];
  readonly asked: readonly number[][];
}

/** What is done to plain rows; undefined: left as they are. */
type Change = (rows: number[][], random: () => number) => number[][];

const eachRow =
  (change: (row: number[], at: number) => number[]): Change =>
  (rows) =>
    rows.map(change);

/** What may be wrong with rows, or odd. */
export const oddities: Readonly<Record<string, Change>> = {
  plain: eachRow((row) => row),
  "one class": eachRow((row) => row),
  "a constant column": eachRow((row) => [row[0]!, 7, ...row.slice(2)]),
  "only constant columns": eachRow((row) => row.map(() => 3)),
  "collinear columns": eachRow((row) => [...row, row[0]! - 2 * row[1]!, row[2]!]),
  NaN: eachRow((row, at) => (at === 4 ? row.with(1, Number.NaN) : row)),
  "a column of NaN": eachRow((row) => row.with(2, Number.NaN)),
  infinity: eachRow((row, at) => (at === 3 ? row.with(0, Number.POSITIVE_INFINITY) : row)),
  "one row": (rows) => rows.slice(0, 1),
  "two rows": (rows) => rows.slice(0, 2),
  "no rows": () => [],
  "one column": eachRow((row) => row.slice(0, 1)),
  "more columns than rows": (rows, random) =>
    rows.slice(0, 5).map((row) => [...row, ...row.map(random), ...row.map(random)]),
  "equal rows": eachRow((row, at) => (at % 2 === 0 ? row : [1, 2, 3, 4])),
  "tiny numbers": eachRow((row) => row.map((x) => x * 1e-9)),
  "huge numbers": eachRow((row) => row.map((x) => x * 1e9)),
  "mixed scales": eachRow((row) => row.map((x, at) => x * 10 ** (4 * at - 6))),
  "far from 0": eachRow((row) => row.map((x) => x + 1e6)),
  sparse: eachRow((row, at) => row.map((x, column) => ((at + column) % 4 === 0 ? x : 0))),
  "whole numbers": eachRow((row) => row.map(Math.round)),
};

/** Random rows of one oddity, with labels as a learner wants them. */
export function freshRows(oddity: string, seed: number, { labels, features: form }: Pair): Rows {
  const draw = uniform(seed);
  const normal = (): number => draw() + draw() + draw();
  const plain = Array.from({ length: 90 }, () => [normal(), normal() * 2 + 1, normal() - 0.5, normal() * 0.7]);
  const changed = oddities[oddity]!(plain, normal);
  const formed = changed.map((row) => {
    if (form === "counts") return row.map((x) => Math.abs(Math.round(x)));
    return form === "first" ? row.slice(0, 1) : row;
  });
  const isOneClass = oddity === "one class";
  const wanted = plain.slice(0, changed.length).map(([a, b, c]) => {
    const signal = a! + 0.5 * b! - c! + 0.6 * normal();
    if (labels === "numbers" || labels === "none") return signal;
    if (labels === "counts") return Math.max(0, Math.round(signal + 1));
    if (isOneClass) return 1;
    if (labels === "two classes") return Number(signal > 0.8);
    return signal > 1.5 ? 2 : signal > 0 ? 1 : 0;
  });
  const isWhole = (row: readonly number[]): boolean => row.every(Number.isFinite);
  const asked = formed.filter((row, at) => at < 40 && (isWhole(row) || oddity.includes("NaN")));
  return { features: formed, labels: wanted, asked };
}

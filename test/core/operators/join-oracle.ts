import fc from "fast-check";
import { type Dataset, from, fromColumns } from "../../../core/mod.ts";
import type { JoinHow } from "../../../core/operators/join-spec.ts";

export interface Left {
  readonly id: number | string | null;
  readonly day: number;
  readonly l: number;
  readonly at: number;
}

export interface Right {
  readonly id: number | string | null;
  readonly day: number;
  readonly r: number | null;
  readonly at: number;
}

export const hows: readonly JoinHow[] = ["inner", "left", "right", "full", "semi", "anti"];

/** Few different keys, so that they meet and come twice. */
const ids = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom("a", "0", 2.5, 1e300, null) },
);
const days = fc.integer({ min: 0, max: 2 });
const times = fc.integer({ min: 0, max: 40 });

/** Texts are there beside numbers only: keys of one side that all are texts can never meet numbers, which is refused. */
function meet(rows: readonly { readonly id: unknown }[]): boolean {
  return rows.some(({ id }) => typeof id === "number") || rows.every(({ id }) => id === null);
}

export const lefts: fc.Arbitrary<Left[]> = fc
  .array(fc.record({ id: ids, day: days, l: fc.integer({ min: 0, max: 99 }), at: times }, { noNullPrototype: true }), {
    maxLength: 25,
  })
  .filter(meet);
export const rights: fc.Arbitrary<Right[]> = fc
  .array(
    fc.record(
      { id: ids, day: days, r: fc.option(fc.integer({ min: 0, max: 99 })), at: times },
      { noNullPrototype: true },
    ),
    { maxLength: 25 },
  )
  .filter(meet);

export type Form = "objects" | "columns" | "mapped" | "class";

class Row {
  constructor(values: object) {
    Object.assign(this, values);
  }
}

/** The rows as a dataset: as they are, as columns, as what a lambda makes, or as instances of a class. */
export function dataset<Each extends object>(rows: readonly Each[], form: Form): Dataset<Each> {
  if (form === "objects" || rows.length === 0) return from(rows);
  if (form === "class") return from(rows.map((row) => new Row(row) as Each));
  if (form === "mapped") return from(rows).map((row) => ({ ...row }));
  const names = Object.keys(rows[0]!) as (keyof Each & string)[];
  return fromColumns(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]))) as never;
}

type Match = (left: Left, right: Right) => boolean;

/** A nested loop: every left row against every right one. Rows without a partner stand beside null. */
export function nestedLoop<L, R>(
  left: readonly L[],
  right: readonly R[],
  how: JoinHow,
  match: (left: L, right: R) => boolean,
): [L | null, R | null][] {
  const pairs = left.flatMap((l) => right.filter((r) => match(l, r)).map((r): [L | null, R | null] => [l, r]));
  const lonelyLeft = left.filter((l) => !right.some((r) => match(l, r))).map((l): [L, null] => [l, null]);
  const lonelyRight = right.filter((r) => !left.some((l) => match(l, r))).map((r): [null, R] => [null, r]);
  switch (how) {
    case "semi":
      return left.filter((l) => right.some((r) => match(l, r))).map((l) => [l, null]);
    case "anti":
      return lonelyLeft;
    default:
      return [
        ...pairs,
        ...(how === "left" || how === "full" ? lonelyLeft : []),
        ...(how === "right" || how === "full" ? lonelyRight : []),
      ];
  }
}

export const sameId: Match = (l, r) => l.id !== null && l.id === r.id;
export const sameIdAndDay: Match = (l, r) => sameId(l, r) && l.day === r.day;

/** Rows in an order of their own, as a join gives them in any. */
export function sorted(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row, (_, value) => (isObject(value) ? inOrder(value) : value))).sort();
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function inOrder(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

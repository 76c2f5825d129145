import { distinctKey } from "../../aggregates/distinct-key.ts";
import { type KnownOptions, requireOptions, shown } from "../../data/options.ts";
import { type JoinHow, keepsLeft, keepsRight, onlyLeft } from "../../operators/join-spec.ts";
import type { JoinOn } from "../join-types.ts";
import { type Cells, cellOf, isAbsent, knownNames, mustBeFree, mustHaveColumns } from "./cells.ts";

/** How two tables are joined. */
export interface TableJoinOptions<Left, Right> {
  /** A column of both tables, several of them, or what a function gives of each table's rows. Null equals nothing. */
  readonly on: JoinOn<Left, Right>;
  /**
   * Pairs (`"inner"`, the default), also left or right rows or both without a partner, beside nulls (`"left"`, `"right"`,
   * `"full"`), or left rows for whether they have one (`"semi"`, `"anti"`).
   */
  readonly how?: JoinHow;
}

const known: KnownOptions<TableJoinOptions<never, never>> = {
  on: true,
  how: ["inner", "left", "right", "full", "semi", "anti"],
};

/** Left rows in their order, each with its partners in theirs; then right rows without one. */
export function joinedRows(left: Cells, right: Cells, options: TableJoinOptions<never, never>): Cells {
  requireOptions(options, known, "join");
  const { how = "inner" } = options;
  const { keys, shared } = keysOf(options.on, left, right);
  mustBeComparable(left, right, keys);
  const positions = positionsBy(right.rows, keys[1]);
  const partnersOf = (row: unknown): readonly number[] => {
    const key = keys[0](row);
    return key === undefined ? [] : (positions.get(key) ?? []);
  };
  if (onlyLeft(how)) {
    const isWanted =
      how === "semi" ? (row: unknown) => partnersOf(row).length > 0 : (row: unknown) => partnersOf(row).length === 0;
    return { ...left, rows: left.rows.filter(isWanted) };
  }
  const own = knownNames(left);
  const others = knownNames(right).filter((name) => !shared.includes(name));
  mustBeFree(own, others, "join the tables");
  const rows: unknown[] = [];
  const met = new Set<number>();
  const pair = (row: unknown, other: unknown): void => {
    const of = (names: readonly string[], from: unknown) =>
      names.map((name) => [name, from === undefined ? null : (cellOf(from, name) ?? null)] as const);
    const both: Record<string, unknown> = Object.fromEntries([...of(own, row), ...of(others, other)]);
    if (row === undefined) for (const name of shared) both[name] = cellOf(other, name);
    rows.push(both);
  };
  for (const row of left.rows) {
    const partners = partnersOf(row);
    for (const at of partners) {
      met.add(at);
      pair(row, right.rows[at]);
    }
    if (partners.length === 0 && keepsLeft(how)) pair(row, undefined);
  }
  if (keepsRight(how)) for (const [at, row] of right.rows.entries()) if (!met.has(at)) pair(undefined, row);
  return { rows, names: [...own, ...others], types: new Map([...right.types, ...left.types]) };
}

type KeyOf = (row: unknown) => unknown;

/** Undefined stands for a key that equals nothing. */
function keysOf(on: unknown, left: Cells, right: Cells): { keys: readonly [KeyOf, KeyOf]; shared: readonly string[] } {
  const given: unknown = typeof on === "string" ? [on] : on;
  if (Array.isArray(given) && given.length > 0 && given.every((each) => typeof each === "string")) {
    mustHaveColumns(left, given, "join the left table");
    mustHaveColumns(right, given, "join the right table");
    const key: KeyOf = (row) => keyOf(given.map((name) => cellOf(row, name)));
    return { keys: [key, key], shared: given };
  }
  if (!Array.isArray(given) || given.length !== 2 || !given.every((each) => typeof each === "function")) {
    throw new TypeError(
      `Cannot join the tables as on must be a column of both, several of them, or a function of each table's rows: got ${shown(on)}; ` +
        'use for instance on: "id", or on: [(order) => order.customer, (customer) => customer.id]',
    );
  }
  const [ofLeft, ofRight] = given as [KeyOf, KeyOf];
  return { keys: [(row) => keyOf([ofLeft(row)]), (row) => keyOf([ofRight(row)])], shared: [] };
}

/** Texts on one side and numbers on the other are a slip: without a word, no row would have a partner. */
function mustBeComparable(left: Cells, right: Cells, [ofLeft, ofRight]: readonly [KeyOf, KeyOf]): void {
  const kindsOf = ({ rows }: Cells, keyOfRow: KeyOf): Set<string> =>
    new Set(rows.map(keyOfRow).flatMap((key) => (key === undefined ? [] : [typeof key])));
  const [here, there] = [kindsOf(left, ofLeft), kindsOf(right, ofRight)];
  const [one] = here;
  const [other] = there;
  if (here.size !== 1 || there.size !== 1 || one === other) return;
  throw new TypeError(
    `Cannot join the tables as values of the types of their keys are never equal: got ${one} on the left and ${other} on the right; ` +
      "make them one type, for instance by on: [(row) => String(row.id), (row) => row.id]",
  );
}

function keyOf(values: readonly unknown[]): unknown {
  if (values.some(isAbsent)) return undefined;
  return distinctKey(values.length === 1 ? values[0] : values);
}

function positionsBy(rows: readonly unknown[], keyOfRow: KeyOf): Map<unknown, number[]> {
  const positions = new Map<unknown, number[]>();
  for (const [at, row] of rows.entries()) {
    const key = keyOfRow(row);
    if (key === undefined) continue;
    const found = positions.get(key);
    if (found === undefined) positions.set(key, [at]);
    else found.push(at);
  }
  return positions;
}

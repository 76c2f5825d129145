import type { Column } from "../data/column.ts";
import { columnOf } from "../data/column-of.ts";
import { float64 } from "../data/data-type.ts";
import { isPlainObject } from "../data/plain-data.ts";

/** Keys that are objects, or arrays of one item, as columns of what is in them. */
export interface ObjectKeys {
  /** What tells keys of this shape from those of others: the same for equal keys. */
  readonly shape: readonly string[];
  /** Two or more. */
  readonly columns: readonly Column[];
}

/**
 * Selected values as columns of their parts, where all of them are plain objects with the same properties in the same order, each
 * a number, a text, a boolean or null; or arrays of one such object, or of one such value. Otherwise undefined.
 */
export function objectKeys(
  values: readonly unknown[],
  rowCount: number,
  selection: Int32Array | undefined,
): ObjectKeys | undefined {
  const length = selection?.length ?? rowCount;
  if (length === 0) return undefined;
  const first = values[selection === undefined ? 0 : selection[0]!];
  const isItem = Array.isArray(first) && first.length === 1;
  const inside: unknown = isItem ? first[0] : first;
  if (isPart(inside)) return isItem ? itemKeys(values, rowCount, selection) : undefined;
  if (typeof inside !== "object" || inside === null) return undefined;
  const names = Object.keys(inside);
  const parts = names.map(() => new Array<unknown>(rowCount).fill(null));
  for (let k = 0; k < length; k++) {
    const row = selection === undefined ? k : selection[k]!;
    const value = values[row];
    const one = !isItem ? value : isOneItem(value) ? value[0] : undefined;
    if (!isSplit(one, row, names, parts)) return undefined;
  }
  const order = names.map((_, at) => at).sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
  const columns = order.map((at) => columnOf(parts[at]!));
  return paired(
    isItem ? "object in array" : "object",
    order.map((at) => names[at]!),
    columns,
    rowCount,
  );
}

function itemKeys(
  values: readonly unknown[],
  rowCount: number,
  selection: Int32Array | undefined,
): ObjectKeys | undefined {
  const items = new Array<unknown>(rowCount).fill(null);
  const length = selection?.length ?? rowCount;
  for (let k = 0; k < length; k++) {
    const row = selection === undefined ? k : selection[k]!;
    const value = values[row];
    if (!isOneItem(value) || !isPart(value[0])) return undefined;
    items[row] = value[0];
  }
  return paired("array", [], [columnOf(items)], rowCount);
}

/** At least two columns: a part is numbered with another one. */
function paired(kind: string, names: readonly string[], columns: readonly Column[], rowCount: number): ObjectKeys {
  const all = [...columns];
  while (all.length < 2) {
    all.push({ type: float64, layout: "float64", values: new Float64Array(rowCount), validity: undefined });
  }
  return { shape: [kind, ...names, `${columns.length}`], columns: all };
}

function isOneItem(value: unknown): value is readonly [unknown] {
  return Array.isArray(value) && value.length === 1;
}

function isSplit(value: unknown, row: number, names: readonly string[], parts: readonly unknown[][]): boolean {
  if (typeof value !== "object" || value === null || !isPlainObject(value)) return false;
  let at = 0;
  for (const name in value) {
    if (name !== names[at]) return false;
    const one = (value as Record<string, unknown>)[name];
    if (!isPart(one)) return false;
    parts[at++]![row] = one;
  }
  return at === names.length;
}

function isPart(value: unknown): boolean {
  return typeof value === "number" || typeof value === "string" || typeof value === "boolean" || value === null;
}

import { columnOf } from "../../data/column-of.ts";
import { checkOptions, type KnownOptions, shown } from "../../data/options.ts";
import { sortedRows } from "../../operators/sort-order.ts";
import { ordersElsewhere, type SortOrder } from "../sort.ts";
import { type Cells, cellsOf, mustHaveColumns } from "./cells.ts";

const orders: KnownOptions<SortOrder> = { order: ["ascending", "descending"], nulls: ["last", "first"] };

/** The positions of the rows in order, as `Dataset.sort` has them. */
export function sortedPositions(cells: Cells, by: unknown, options: SortOrder): Int32Array {
  checkOptions(options, orders, "sortBy", ordersElsewhere);
  const parts = Array.isArray(by) ? by : [by];
  const keys = parts.map((part) => {
    const own: SortOrder & { readonly by?: unknown } = typeof part === "object" && part !== null ? part : { by: part };
    checkOptions(own, { by: true, ...orders }, "sortBy");
    const { order = options.order ?? "ascending", nulls = options.nulls ?? "last" } = own;
    return { values: valuesBy(cells, own.by), ordering: { order, nulls } };
  });
  if (keys.length === 0) throw new TypeError(badPart("nothing"));
  const columns = keys.map(({ values }) => columnOf(values));
  return sortedRows(
    columns,
    keys.map(({ ordering }) => ordering),
    cells.rows.length,
  ).order;
}

function valuesBy(cells: Cells, by: unknown): unknown[] {
  if (typeof by === "function") return cells.rows.map((row) => (by as (row: unknown) => unknown)(row) ?? null);
  if (typeof by !== "string") throw new TypeError(badPart(shown(by)));
  mustHaveColumns(cells, [by], "sort the table");
  return cellsOf(cells, by).map((value) => value ?? null);
}

function badPart(got: string): string {
  return (
    `Cannot sort the table as rows are sorted by a column, a function of the row, or an array of such: got ${got}; ` +
    'use for instance sortBy("price", { order: "descending" })'
  );
}

/** So many positions of all, each as likely as any other, in their order; the same ones for the same seed. */
export function sampledPositions(rowCount: number, count: number, random: () => number): number[] {
  const taken: number[] = [];
  for (let at = 0; at < rowCount && taken.length < count; at++) {
    // Knuth's algorithm S: the row is taken with the share that is still wanted of those that are left.
    if (random() * (rowCount - at) < count - taken.length) taken.push(at);
  }
  return taken;
}

import type { AggregateSpec, Aggregation } from "../../aggregates/mod.ts";
import { type KnownOptions, requireOptions, shown } from "../../data/options.ts";
import { type Cells, cellOf, labelOf, mustBeFree, mustHaveColumns } from "./cells.ts";
import { folding, groupsOf } from "./groups.ts";

/** How rows become columns. */
export interface PivotOptions<Row, Kept extends string, Result> {
  /** The columns of which each combination of values is a row. */
  readonly rows: Kept | readonly Kept[];
  /** The column of which each value is a column, named by its text. */
  readonly columns: string & keyof Row;
  /** What stands in the cells: an aggregate of the rows that belong there. */
  readonly values: Aggregation<Row, Result>;
  /** What stands where no row belongs. Default null. */
  readonly fill?: Result;
}

/** How columns become rows. */
export interface UnpivotOptions<Name extends string, NameColumn extends string, ValueColumn extends string> {
  /** The columns of which each value becomes a row; the others stay. */
  readonly columns: readonly Name[];
  /** The column that says which one it was. Default `"name"`. */
  readonly name?: NameColumn;
  /** The column of the values. Default `"value"`. */
  readonly value?: ValueColumn;
}

const pivotOptions: KnownOptions<PivotOptions<unknown, string, unknown>> = {
  rows: true,
  columns: true,
  values: true,
  fill: true,
};
const unpivotOptions: KnownOptions<UnpivotOptions<string, string, string>> = { columns: true, name: true, value: true };

export function pivoted(cells: Cells, options: PivotOptions<never, string, unknown>): Cells {
  requireOptions(options, pivotOptions, "pivot");
  const { columns, values, fill = null } = options;
  const kept: readonly string[] = typeof options.rows === "string" ? [options.rows] : options.rows;
  if (!Array.isArray(kept)) throw new TypeError(noColumns("pivot", "rows", options.rows));
  mustHaveColumns(cells, [...kept, columns], "pivot the table");
  const fold = folding({ value: values } as AggregateSpec<never>, []);
  const names = groupsOf(cells, [columns]).map(([first]) => labelOf(cellOf(cells.rows[first!], columns)));
  // Two values may have one text, as 1 and "1" have.
  names.forEach((name, at) => {
    mustBeFree([...kept, ...names.slice(0, at)], [name], "pivot the table");
  });
  const rows = groupsOf(cells, kept).map((group) => {
    const own: Cells = { ...cells, rows: group.map((at) => cells.rows[at]) };
    const found = new Map(names.map((name): [string, unknown] => [name, fill]));
    for (const part of groupsOf(own, [columns])) {
      const rowsOfPart = part.map((at) => own.rows[at]);
      found.set(labelOf(cellOf(rowsOfPart[0], columns)), fold(rowsOfPart).value);
    }
    const keys = kept.map((name): [string, unknown] => [name, cellOf(own.rows[0], name) ?? null]);
    return Object.fromEntries([...keys, ...found]);
  });
  return { rows, names: [...kept, ...names], types: typesOf(cells, kept) };
}

export function unpivoted(cells: Cells, options: UnpivotOptions<string, string, string>): Cells {
  requireOptions(options, unpivotOptions, "unpivot");
  const { columns, name = "name", value = "value" } = options;
  if (!Array.isArray(columns) || columns.length === 0) throw new TypeError(noColumns("unpivot", "columns", columns));
  mustHaveColumns(cells, columns, "unpivot the table");
  const kept = cells.names.filter((each) => !columns.includes(each));
  mustBeFree(kept, [name, value], "unpivot the table");
  mustBeFree([name], [value], "unpivot the table");
  const rows = cells.rows.flatMap((row) =>
    columns.map((column) => ({
      ...Object.fromEntries(kept.map((each) => [each, cellOf(row, each) ?? null])),
      [name]: column,
      [value]: cellOf(row, column) ?? null,
    })),
  );
  return { rows, names: [...kept, name, value], types: typesOf(cells, kept) };
}

export function typesOf({ types }: Cells, names: readonly string[]): Cells["types"] {
  return new Map([...types].filter(([name]) => names.includes(name)));
}

function noColumns(action: string, option: string, got: unknown): string {
  return (
    `Cannot ${action} the table as ${option} must name columns: got ${shown(got)}; ` +
    `use for instance ${action}({ ${option}: ["2023", "2024"] })`
  );
}

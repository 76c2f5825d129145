import type { AggregateResults, AggregateSpec } from "../../aggregates/mod.ts";
import { tellNamesOfGroups } from "../other-names.ts";
import { type Cells, cellOf } from "./cells.ts";
import { folding, groupsOf } from "./groups.ts";
import { typesOf } from "./reshaped.ts";
import type { Table } from "./table.ts";

type Flat<Type> = { [Name in keyof Type]: Type[Name] } & {};

/** Rows of a table by the values that they have in some columns: what `groupBy` gives. */
export class GroupedTable<Row, Key> {
  readonly #cells: Cells;
  readonly #names: readonly string[];
  readonly #tableOf: (cells: Cells) => Table<never>;

  /** @param tableOf Makes the result: a table knows its groups, which know no table. */
  constructor(cells: Cells, names: readonly string[], tableOf: (cells: Cells) => Table<never>) {
    this.#cells = cells;
    this.#names = names;
    this.#tableOf = tableOf;
  }

  /** A row of each group, in the order in which they first appear: its columns, and what aggregates give of its rows. */
  aggregate<Spec extends AggregateSpec<Row>>(spec: Spec): Table<Flat<Key & AggregateResults<Spec>>> {
    const { rows } = this.#cells;
    const fold = folding(spec as AggregateSpec<never>, this.#names);
    const groups = this.#names.length === 0 ? [rows.map((_, at) => at)] : groupsOf(this.#cells, this.#names);
    const results = groups.map((group) => ({
      ...Object.fromEntries(this.#names.map((name) => [name, cellOf(rows[group[0]!], name) ?? null])),
      ...fold(group.map((at) => rows[at])),
    }));
    const names = [...this.#names, ...Object.keys(spec)];
    return this.#tableOf({ rows: results, names, types: typesOf(this.#cells, this.#names) });
  }
}

tellNamesOfGroups(GroupedTable);

import type { AggregateResults, AggregateSpec } from "../../aggregates/mod.ts";
import type { DataType } from "../../data/data-type.ts";
import { finalise } from "../../data/murmur3.ts";
import { checkOptions, type KnownOptions, shown } from "../../data/options.ts";
import { mimeBundle, type TableView, tableText } from "../../display/mod.ts";
import type { Picture } from "../../display/picture.ts";
import { mustBeCount, mustBeLambda } from "../checks.ts";
import type { Dataset } from "../dataset.ts";
import type { Joined } from "../join-types.ts";
import { tellNamesOfTable } from "../other-names.ts";
import type { SortOrder, SortPart } from "../sort.ts";
import { type Cells, cellsOf, columnNames, mustHaveColumns, unknownNames, viewOf } from "./cells.ts";
import { type ColumnSummary, countedValues, summaryOf } from "./described.ts";
import { csvText, datasetOf } from "./exported.ts";
import { csvWriter, frames, parquetWriter } from "./formats.ts";
import { GroupedTable } from "./grouped-table.ts";
import { joinedRows, type TableJoinOptions } from "./joined.ts";
import { sampledPositions, sortedPositions } from "./ordered.ts";
import { type PlotOptions, pictureOf } from "./plotted.ts";
import { type PivotOptions, pivoted, typesOf, type UnpivotOptions, unpivoted } from "./reshaped.ts";

/** How many of the first and last rows are shown. */
export interface ShownRows {
  readonly head?: number | undefined;
  readonly tail?: number | undefined;
}

export const shownRows: KnownOptions<ShownRows> = { head: "a number", tail: "a number" };

/** Others have a number of rows there. */
export function mustNameCounts(options: unknown, method: string): void {
  if (typeof options !== "number") return;
  throw new TypeError(
    `Cannot say by a number how many rows ${method}() shows as it takes options: got ${options}; use ${method}({ head: ${options} })`,
  );
}

export interface TableSampleOptions {
  /** Another seed gives another sample. Default 0. */
  readonly seed?: number;
}

type Flat<Type> = { [Name in keyof Type]: Type[Name] } & {};

/** The value of a group, pivoted or melted table by the name of its column. */
type Named<Name extends string, Value> = { readonly [Key in Name]: Value };

/**
 * A collected result: rows in memory that show themselves in notebooks and terminals, and can be looked at from all sides without
 * another run. Every method gives a new table; rows are never changed. Columns are named by the properties of the rows; rows that are
 * no objects are a table of one column, `value`. Values are ordered and grouped as a dataset's are.
 *
 * @example
 * ```ts
 * import { avg, from } from "millrace";
 *
 * const trips = await from([
 *   { city: "Kent", km: 4 }, { city: "Bend", km: 9 }, { city: "Kent", km: 6 },
 * ]).toTable();
 * const means = trips.groupBy("city").aggregate({ km: avg((trip) => trip.km) }).sortBy("km");
 * console.log(means.toObjects()); // [{ city: "Kent", km: 5 }, { city: "Bend", km: 9 }]
 * ```
 */
export class Table<Row> implements Iterable<Row> {
  readonly #cells: Cells;

  /**
   * @param types Types of columns, where they say more than their values (a time is a number).
   * @param names Its columns in their order, also where it has no row; others that rows have come behind them.
   */
  constructor(
    rows: readonly Row[],
    types: ReadonlyMap<string, DataType> = new Map(),
    names: readonly string[] = unknownNames,
  ) {
    mustBeRows(rows);
    this.#cells = { rows, types, names: columnNames(rows, names) };
    display(this, () => viewOf(this.#cells));
  }

  get rowCount(): number {
    return this.#cells.rows.length;
  }

  /** Names of the columns, in the order they first appear. */
  get columns(): readonly string[] {
    return this.#cells.names;
  }

  /** How many rows and columns there are. */
  get shape(): readonly [rows: number, columns: number] {
    return [this.rowCount, this.columns.length];
  }

  [Symbol.iterator](): Iterator<Row> {
    return (this.#cells.rows as readonly Row[])[Symbol.iterator]();
  }

  /** The first rows. */
  head(count = 5): Table<Row> {
    mustBeCount(count, "take the head of a table", "head(10)");
    return this.#of(this.#cells.rows.slice(0, count));
  }

  /** The last rows. */
  tail(count = 5): Table<Row> {
    mustBeCount(count, "take the tail of a table", "tail(10)");
    return this.#of(this.#cells.rows.slice(Math.max(0, this.rowCount - count)));
  }

  /** What its columns hold, a row each: how many values, different ones and nulls, mean, deviation, quartiles, extremes. */
  describe(): Table<ColumnSummary> {
    return new Table(this.columns.map((name) => summaryOf(this.#cells, name)));
  }

  /** The values of a column. */
  column<Name extends string & keyof Row>(name: Name): Row[Name][] {
    mustHaveColumns(this.#cells, [name], "take a column of the table");
    return cellsOf(this.#cells, name) as Row[Name][];
  }

  /** Some columns, in this order. */
  select<Name extends string & keyof Row>(...names: readonly Name[]): Table<Pick<Row, Name>> {
    mustHaveColumns(this.#cells, names, "select of the table");
    const columns = names.map((name) => cellsOf(this.#cells, name));
    const rows = this.#cells.rows.map((_, at) => Object.fromEntries(names.map((name, of) => [name, columns[of]![at]])));
    return tableOfCells({ rows, names, types: typesOf(this.#cells, names) });
  }

  /** The rows for which a function gives something true. */
  filter(isWanted: (row: Row) => unknown): Table<Row> {
    mustBeLambda(isWanted, "filter a table", "filter((row) => row.km > 5)");
    return this.#of(this.#cells.rows.filter((row) => isWanted(row as Row)));
  }

  /** What a function makes of each row: `map((row) => ({ ...row, miles: row.km / 1.609 }))` adds a column. */
  map<Out>(make: (row: Row) => Out): Table<Out> {
    mustBeLambda(make, "map a table", "map((row) => ({ ...row, miles: row.km / 1.609 }))");
    const rows = this.#cells.rows.map((row) => make(row as Row));
    const names = rows.length === 0 ? this.columns : columnNames(rows, unknownNames);
    // A time that was a number may be anything now.
    return new Table(rows, new Map(), names);
  }

  /** The rows in order: by a column, by what a function gives, or by several of them, as `Dataset.sort` does. */
  sortBy(by: SortPart<Row> | readonly SortPart<Row>[], options: SortOrder = {}): Table<Row> {
    const order = sortedPositions(this.#cells, by, options);
    return this.#of(Array.from(order, (at) => this.#cells.rows[at]));
  }

  /**
   * Groups of rows that have the same values in some columns. Null is a value as any other, so that no row vanishes: a group has it
   * (as in SQL and Polars). Where pandas leaves such rows out, say `filter((row) => row.city !== null)` before.
   */
  groupBy<Name extends string & keyof Row>(...names: readonly [Name, ...Name[]]): GroupedTable<Row, Pick<Row, Name>> {
    mustHaveColumns(this.#cells, names, "group the table");
    return new GroupedTable(this.#cells, names, tableOfCells);
  }

  /** What aggregates give of all rows: a table of one row. */
  aggregate<Spec extends AggregateSpec<Row>>(spec: Spec): Table<AggregateResults<Spec>> {
    return new GroupedTable<Row, object>(this.#cells, [], tableOfCells).aggregate(spec) as Table<never>;
  }

  /**
   * Values of a column as columns of their own, in the order in which they first appear.
   *
   * @example
   * ```ts
   * import { from, sum } from "millrace";
   * const sales = await from([
   *   { city: "Kent", year: 2024, sold: 3 }, { city: "Kent", year: 2025, sold: 5 }, { city: "Bend", year: 2025, sold: 1 },
   * ]).toTable();
   * const wide = sales.pivot({ rows: "city", columns: "year", values: sum((row) => row.sold), fill: 0 });
   * console.log(wide.toObjects()); // [{ city: "Kent", "2024": 3, "2025": 5 }, { city: "Bend", "2024": 0, "2025": 1 }]
   * ```
   */
  pivot<Kept extends string & keyof Row, Result>(
    options: PivotOptions<Row, Kept, Result>,
  ): Table<Flat<Pick<Row, Kept> & { [column: string]: unknown }>> {
    return tableOfCells(pivoted(this.#cells, options as never));
  }

  /** Columns as rows, of a name and a value each; the inverse of `pivot`. */
  unpivot<Name extends string & keyof Row, NameColumn extends string = "name", ValueColumn extends string = "value">(
    options: UnpivotOptions<Name, NameColumn, ValueColumn>,
  ): Table<Flat<Omit<Row, Name> & Named<NameColumn, Name> & Named<ValueColumn, Row[Name]>>> {
    return tableOfCells(unpivoted(this.#cells, options as never));
  }

  /** The rows of this and another table that have the same key, side by side, as `Dataset.join` does. */
  join<Right, const Options extends TableJoinOptions<Row, Right>>(
    right: Table<Right>,
    options: Options,
  ): Table<Joined<Row, Right, Options>> {
    if (!(right instanceof Table)) {
      throw new TypeError(
        `Cannot join the table as the other side must be a table: got ${typeof right}; use its toTable(), or new Table(rows)`,
      );
    }
    return tableOfCells(joinedRows(this.#cells, right.#cells, options as never));
  }

  /** So many rows at random, each as likely as any other, in their order: the same ones for the same seed. */
  sample(count: number, options: TableSampleOptions = {}): Table<Row> {
    mustBeCount(count, "sample a table", "sample(100)");
    checkOptions(options, { seed: true }, "sample");
    const { seed = 0 } = options;
    let drawn = 0;
    const random = (): number => finalise(finalise(seed) + Math.imul(++drawn, 0x9e3779b1)) / 2 ** 32;
    const positions = sampledPositions(this.rowCount, count, random);
    return this.#of(positions.map((at) => this.#cells.rows[at]));
  }

  /** How often each value of a column is there, the most frequent first, and its share of all rows. */
  valueCounts<Name extends string & keyof Row>(
    name: Name,
  ): Table<Flat<Pick<Row, Name> & { readonly count: number; readonly share: number }>> {
    return tableOfCells({
      rows: countedValues(this.#cells, name),
      names: [name, "count", "share"],
      types: typesOf(this.#cells, [name]),
    });
  }

  /**
   * A chart of some columns: lines over times, points over numbers, bars over texts, a histogram of one column alone, a heat map of
   * a value over two, boxes where `kind` says so.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * const trips = await from([{ day: "Mon", km: 4 }, { day: "Tue", km: 9 }]).toTable();
   * const picture = trips.plot({ x: "day", y: "km" });
   * console.log(picture.svg.startsWith("<svg")); // true
   * ```
   */
  plot(options: PlotOptions<string & keyof Row>): Picture {
    return pictureOf(this.#cells, options);
  }

  toObjects(): Row[] {
    return [...(this.#cells.rows as readonly Row[])];
  }

  /** The values of each column, by name. */
  toColumns(): { [Name in string & keyof Row]: Row[Name][] } {
    return Object.fromEntries(this.columns.map((name) => [name, cellsOf(this.#cells, name)])) as never;
  }

  /** The rows as a dataset, with the types of their columns. */
  toDataset(): Dataset<Row> {
    return datasetOf(this.#cells) as Dataset<Row>;
  }

  /** The text of CSV, or a file of it wherever files may be: `toCsv("out/trips.csv")`, `toCsv("s3://bucket/trips.csv.gz")`. */
  toCsv(): Promise<string>;
  toCsv(path: string): Promise<void>;
  async toCsv(path?: string): Promise<unknown> {
    if (path === undefined) return csvText(this.#cells);
    await this.toDataset()
      .sinkTo((await csvWriter())(path))
      .run();
    return undefined;
  }

  /** A file of Parquet, wherever files may be. */
  async toParquet(path: string): Promise<void> {
    await this.toDataset()
      .sinkTo((await parquetWriter())(path))
      .run();
  }

  /** A table of Arrow, by `tableFromIPC` of apache-arrow or flechette; `(bytes) => bytes` gives the bytes of its stream. */
  async toArrow<Arrow>(tableFromIPC: (bytes: Uint8Array<ArrayBuffer>) => Arrow): Promise<Arrow> {
    return (await (await frames()).toArrow(this.toDataset(), tableFromIPC)) as Arrow;
  }

  /** A frame of the package `nodejs-polars`, which is given. */
  async toPolars<Frame>(polars: { readonly DataFrame: unknown; readIPC(bytes: never): Frame }): Promise<Frame> {
    return (await (await frames()).toPolars(this.toDataset(), polars)) as Frame;
  }

  /** A table of the package `arquero`, which is given. */
  async toArquero<Arquero>(arquero: { table(columns: never): Arquero }): Promise<Arquero> {
    return (await (await frames()).toArquero(this.toDataset(), arquero)) as Arquero;
  }

  /** A frame of the package `danfojs` or `danfojs-node`, which is given. */
  async toDanfo<Frame>(danfo: { readonly DataFrame: new (columns: never) => Frame }): Promise<Frame> {
    return (await (await frames()).toDanfo(this.toDataset(), danfo)) as Frame;
  }

  /** The aligned text of types, shape, head and tail. */
  toString(): string {
    return tableText(viewOf(this.#cells));
  }

  /** Prints the table. */
  print(options: ShownRows = {}): void {
    mustNameCounts(options, "print");
    checkOptions(options, shownRows, "print");
    const { head, tail } = options;
    console.log(
      tableText(viewOf(this.#cells), {
        ...(head === undefined ? {} : { head }),
        ...(tail === undefined ? {} : { tail }),
      }),
    );
  }

  #of(rows: readonly unknown[]): Table<Row> {
    return tableOfCells({ ...this.#cells, rows });
  }
}

tellNamesOfTable(Table);

/** Where there is no compiler to say so. */
function mustBeRows(rows: unknown): void {
  if (Array.isArray(rows)) return;
  throw new TypeError(`Cannot make a table as its rows must be an array: got ${shown(rows)}; ${remedyOf(rows)}`);
}

function remedyOf(rows: unknown): string {
  if (typeof rows !== "object" || rows === null) return 'give rows, as in new Table([{ city: "Kent" }])';
  if ("then" in rows) return "await it, as in new Table(await rows)";
  if ("toTable" in rows) return "say await rows.toTable()";
  if (Symbol.iterator in rows) return "spread it, as in new Table([...rows])";
  return "make it of columns, by await fromColumns({ … }).toTable()";
}

function tableOfCells<Row>({ rows, types, names }: Cells): Table<Row> {
  return new Table(rows as readonly Row[], types, names);
}

/** How notebooks and consoles ask a value to show itself. */
function display<Row>(table: Table<Row>, view: () => TableView): void {
  const show = (name: string, value: () => unknown): void =>
    void Object.defineProperty(table, Symbol.for(name), { value });
  show("Jupyter.display", () => mimeBundle(view()));
  show("nodejs.util.inspect.custom", () => table.toString());
}

import { columnOf } from "../data/column-of.ts";
import { type DataType, typeText } from "../data/data-type.ts";
import { checkOptions, type KnownOptions } from "../data/options.ts";
import { mimeBundle, type TableView, tableText } from "../display/mod.ts";
import { intoTyped, type SeenColumns } from "../io/memory-sink.ts";
import type { Sink } from "../io/sink.ts";
import type { RunOptions } from "../runtime/options.ts";

interface ShownRows {
  readonly head?: number | undefined;
  readonly tail?: number | undefined;
}

const shownRows: KnownOptions<ShownRows> = { head: true, tail: true };

/** A collected result: rows in memory that show themselves. */
export class Table<Row> implements Iterable<Row> {
  readonly #rows: readonly Row[];
  /** Types of the columns that the dataset had, where they say more than the values (a time is a number). */
  readonly #types: ReadonlyMap<string, DataType>;
  /** What its columns are where it has no row. */
  readonly #names: readonly string[];

  constructor(
    rows: readonly Row[],
    types: ReadonlyMap<string, DataType> = new Map(),
    names: readonly string[] = ["value"],
  ) {
    this.#rows = rows;
    this.#types = types;
    this.#names = names;
    display(this, () => this.#view());
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  /** Names of the columns, in the order they first appear. */
  get columns(): readonly string[] {
    return columnNames(this.#rows, this.#names);
  }

  toObjects(): Row[] {
    return [...this.#rows];
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.#rows[Symbol.iterator]();
  }

  /** The aligned text of types, shape, head and tail. */
  toString(): string {
    return tableText(this.#view());
  }

  /** Prints the table. */
  print(options: ShownRows = {}): void {
    checkOptions(options, shownRows, "print");
    const { head, tail } = options;
    console.log(
      tableText(this.#view(), {
        ...(head === undefined ? {} : { head }),
        ...(tail === undefined ? {} : { tail }),
      }),
    );
  }

  #view(): TableView {
    return viewOf(this.#rows, this.#types, this.columns);
  }
}

/** The table of what a run puts into a sink. */
export async function tableOf<Row>(run: (sink: Sink<Row>) => Promise<unknown>): Promise<Table<Row>> {
  const rows: Row[] = [];
  const seen: SeenColumns = { types: new Map(), names: undefined };
  await run(intoTyped(rows, seen));
  return new Table(rows, seen.types, seen.names);
}

export interface ShowOptions extends RunOptions, ShownRows {}

const showOptions: KnownOptions<ShowOptions> = {
  ...shownRows,
  parallelism: true,
  module: true,
  parameters: true,
  batchRows: true,
  signal: true,
  onProgress: true,
  onDone: true,
  clock: true,
  memoryBytes: true,
  state: true,
  ioTimeout: true,
  closeTimeout: true,
  checkpoint: true,
  restart: true,
  onWarning: true,
};

export async function showTable<Row>(
  options: ShowOptions,
  collected: (options: RunOptions) => Promise<Table<Row>>,
): Promise<void> {
  checkOptions(options, showOptions, "show");
  const { head, tail, ...run } = options;
  (await collected(run)).print({ head, tail });
}

/** How notebooks and consoles ask a value to show itself. */
function display<Row>(table: Table<Row>, view: () => TableView): void {
  const show = (name: string, value: () => unknown): void =>
    void Object.defineProperty(table, Symbol.for(name), { value });
  show("Jupyter.display", () => mimeBundle(view()));
  show("nodejs.util.inspect.custom", () => table.toString());
}

function columnNames(rows: readonly unknown[], none: readonly string[]): readonly string[] {
  if (rows.length === 0) return none;
  const names = new Set<string>();
  for (const row of rows) if (isRecord(row)) for (const name of Object.keys(row)) names.add(name);
  return names.size === 0 ? ["value"] : [...names];
}

function isRecord(row: unknown): row is Record<string, unknown> {
  return typeof row === "object" && row !== null && !Array.isArray(row) && !(row instanceof Date);
}

/** The rows as columns: of objects one a property, of anything else the column `value`. */
function viewOf(rows: readonly unknown[], types: ReadonlyMap<string, DataType>, names: readonly string[]): TableView {
  const objects = rows.every(isRecord);
  const columns = (objects ? names : ["value"]).map((name) => {
    const values = rows.map((row) => (objects ? (row as Record<string, unknown>)[name] : row));
    const type = types.get(name);
    return { name, type: type === undefined || type.kind === "any" ? typeName(values) : typeText(type), values };
  });
  return { columns, rowCount: rows.length };
}

function typeName(values: readonly unknown[]): string {
  const given = values.filter((value) => value !== null && value !== undefined);
  if (given.length > 0 && given.every((value) => value instanceof Date)) return "timestamp";
  return typeText(columnOf(values).type);
}

import { columnOf } from "../data/column-of.ts";
import { typeText } from "../data/data-type.ts";
import { mimeBundle, type TableView, tableText } from "../display/mod.ts";

/** A collected result: rows in memory that show themselves. */
export class Table<Row> implements Iterable<Row> {
  readonly #rows: readonly Row[];

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
    display(this, rows);
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  /** Names of the columns, in the order they first appear. */
  get columns(): readonly string[] {
    return columnNames(this.#rows);
  }

  toObjects(): Row[] {
    return [...this.#rows];
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.#rows[Symbol.iterator]();
  }

  /** The aligned text of types, shape, head and tail. */
  toString(): string {
    return tableText(viewOf(this.#rows));
  }

  /** Prints the table. */
  print(options: { readonly head?: number; readonly tail?: number } = {}): void {
    const { head, tail } = options;
    console.log(
      tableText(viewOf(this.#rows), {
        ...(head === undefined ? {} : { head }),
        ...(tail === undefined ? {} : { tail }),
      }),
    );
  }
}

/** How notebooks and consoles ask a value to show itself. */
function display<Row>(table: Table<Row>, rows: readonly Row[]): void {
  const show = (name: string, value: () => unknown): void =>
    void Object.defineProperty(table, Symbol.for(name), { value });
  show("Jupyter.display", () => mimeBundle(viewOf(rows)));
  show("nodejs.util.inspect.custom", () => table.toString());
}

function columnNames(rows: readonly unknown[]): string[] {
  const names = new Set<string>();
  for (const row of rows) if (isRecord(row)) for (const name of Object.keys(row)) names.add(name);
  return names.size === 0 ? ["value"] : [...names];
}

function isRecord(row: unknown): row is Record<string, unknown> {
  return typeof row === "object" && row !== null && !Array.isArray(row) && !(row instanceof Date);
}

/** The rows as columns: of objects one a property, of anything else the column `value`. */
function viewOf(rows: readonly unknown[]): TableView {
  const objects = rows.length > 0 && rows.every(isRecord);
  const names = objects ? columnNames(rows) : ["value"];
  const columns = names.map((name) => {
    const values = rows.map((row) => (objects ? (row as Record<string, unknown>)[name] : row));
    return { name, type: typeName(values), values };
  });
  return { columns, rowCount: rows.length };
}

function typeName(values: readonly unknown[]): string {
  const given = values.filter((value) => value !== null && value !== undefined);
  if (given.length > 0 && given.every((value) => value instanceof Date)) return "timestamp";
  return typeText(columnOf(values).type);
}

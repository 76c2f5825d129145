import type { DocumentColumn } from "./document.ts";

/** Columns of rows that each have some of many attributes: what a row does not have is null. */
export class AttributeColumns {
  readonly #columns: Map<string, unknown[]> = new Map();
  #rows = 0;

  /** @param first Columns that each row has, before all others. */
  constructor(first: readonly string[]) {
    for (const name of first) this.#columns.set(name, []);
  }

  /** Begins the next row. */
  next(): void {
    this.#rows++;
  }

  /** Gives the row at hand a value. */
  set(name: string, value: unknown): void {
    const column = this.#columns.get(name) ?? [];
    if (column.length === 0) this.#columns.set(name, column);
    while (column.length < this.#rows - 1) column.push(null);
    column[this.#rows - 1] = value;
  }

  get rowCount(): number {
    return this.#rows;
  }

  finish(): ReadonlyMap<string, DocumentColumn> {
    for (const column of this.#columns.values()) while (column.length < this.#rows) column.push(null);
    return this.#columns;
  }
}

/** An attribute's name, told from the columns that an id or the ends of an edge have. */
export function attributeName(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? `${name}_` : name;
}

/** The column of what a tag itself says, which attributes may be called as: underscores behind tell it from them. */
export function tagColumn(name: string, attributes: readonly string[]): string {
  return attributes.includes(name) ? tagColumn(`${name}_`, attributes) : name;
}

/** What is wrong with a row that has a column by two declarations. */
export function severalValues(column: string, before: string, id: string): string {
  return `${JSON.stringify(column)} by ${JSON.stringify(before)} and by ${JSON.stringify(id)}`;
}

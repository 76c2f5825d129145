import {
  type Folding,
  growPartials,
  levelForms,
  type PartialColumn,
  partialColumn,
  strideOf,
} from "../data/partial-columns.ts";
import type { KeyedTable } from "../state/keyed-table.ts";

type Entries = Pick<KeyedTable, "size" | "keys" | "partials">;

/** The entries of several small tables one after another, so that they travel and are read together. A key may come again. */
export interface JoinedEntries extends Entries {
  /** Adds all entries of a table, with a number; false where its partial results are kept in another form than those that are there. */
  add(table: Entries, mark: number): boolean;
  /** The number that each entry was added with. */
  marks(): Float64Array;
  clear(): void;
}

const firstCapacity = 64;

export function joinedEntries(foldings: readonly Folding[]): JoinedEntries {
  let size = 0;
  let keys = new Float64Array(firstCapacity);
  let partials: PartialColumn[] = [];
  const added: { readonly mark: number; readonly size: number }[] = [];
  const make = (table: Entries): void => {
    partials = table.partials.map(({ form }) => partialColumn(form, keys.length));
  };
  const grow = (needed: number): void => {
    const longer = new Float64Array(Math.max(needed, 2 * keys.length));
    longer.set(keys);
    keys = longer;
    for (const column of partials) growPartials(column, longer.length);
  };
  const hasForms = (table: Entries): boolean =>
    partials.length === foldings.length &&
    table.partials.every((column, at) => {
      levelForms(column, partials[at]!);
      return column.form.kind === partials[at]!.form.kind;
    });
  return {
    get size() {
      return size;
    },
    get keys() {
      return keys;
    },
    get partials() {
      return partials;
    },
    add: (table, mark) => {
      if (!hasForms(table)) {
        if (size > 0) return false;
        make(table);
      }
      if (size + table.size > keys.length) grow(size + table.size);
      keys.set(table.keys.subarray(0, table.size), size);
      table.partials.forEach((from, at) => copyBehind(from, table.size, partials[at]!, size));
      size += table.size;
      added.push({ mark, size: table.size });
      return true;
    },
    marks: () => {
      const marks = new Float64Array(size);
      let at = 0;
      for (const { mark, size: more } of added) {
        marks.fill(mark, at, at + more);
        at += more;
      }
      return marks;
    },
    clear: () => {
      size = 0;
      added.length = 0;
      for (const column of partials) column.values.length = 0;
    },
  };
}

function copyBehind(from: PartialColumn, count: number, to: PartialColumn, size: number): void {
  const stride = strideOf(from.form);
  if (stride > 0) to.numbers.set(from.numbers.subarray(0, count * stride), size * stride);
  if (from.form.kind === "nullable") to.present.set(from.present.subarray(0, count), size);
  if (from.form.kind === "any") for (let entry = 0; entry < count; entry++) to.values.push(from.values[entry]);
}

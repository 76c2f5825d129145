import { type Batch, changeKind, makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { columnOf } from "../data/column-of.ts";
import { type DataType, float64 } from "../data/data-type.ts";
import { type Schema, valueSchema } from "../data/schema.ts";
import { type PlacedResults, placedResults } from "../expression/partial-results.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import { type AggregationSpec, keyColumns, type NamedColumn, resultOf, schemaMaker } from "./aggregation-spec.ts";
import { countBy, differentEntries, gatherTwice, markChanged, markChangedValues } from "./kernels/touched.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";

/** Finds the entries that a batch touches: those there were before, each once. */
export function touchedEntries(): (entries: Int32Array, length: number, before: number) => Int32Array {
  let stamps: Int32Array = new Int32Array(64);
  let out = new Int32Array(0);
  let stamp = 0;
  return (entries, length, before) => {
    if (before > stamps.length) {
      const longer = new Int32Array(2 * before);
      longer.set(stamps);
      stamps = longer;
    }
    if (out.length < length) out = new Int32Array(length);
    return out.slice(0, differentEntries(entries, length, before, stamps, ++stamp, out));
  };
}

export interface GroupChangesOptions {
  readonly key: KeySpec;
  readonly aggregates: AggregationSpec;
  /** `"rows"`: key and results; `"values"`: the only result itself. */
  readonly output: "rows" | "values";
}

/**
 * The changelog that a batch makes of groups. Rows are written where they stay: the rows of group k before and after the
 * batch are 2k and 2k + 1, those of new groups follow; groups that are gone, and results that are the same as before, are
 * left out by a selection.
 */
export class GroupChanges {
  readonly #options: GroupChangesOptions;
  readonly #context: OperatorContext;
  readonly #results: readonly PlacedResults[];
  readonly #schemaOf = schemaMaker();
  #keyNumbers = new Float64Array(0);

  constructor(options: GroupChangesOptions, context: OperatorContext) {
    this.#options = options;
    this.#context = context;
    this.#results = options.aggregates.foldings.map(placedResults);
  }

  /** Before a batch: the results of groups that it touches; there may be as many new ones as it has rows. */
  before(table: KeyedTable, touched: Int32Array, rowCount: number): void {
    for (const results of this.#results) results.begin(2 * touched.length + rowCount);
    this.#write(table, touched, countBy(0, 2, new Int32Array(touched.length)));
  }

  /** After the batch: what has changed. `isGone` says which entries have no rows any more, or never had. */
  after(
    table: KeyedTable,
    touched: Int32Array,
    added: Int32Array,
    isGone: ReadonlySet<number>,
    keyType: DataType,
  ): Batch | undefined {
    const pairs = touched.length;
    const rowCount = 2 * pairs + added.length;
    if (isGone.size === 0) this.#write(table, touched, countBy(1, 2, new Int32Array(pairs)));
    else this.#writeThoseLeft(table, touched, isGone);
    this.#write(table, added, countBy(2 * pairs, 1, new Int32Array(added.length)));
    const kinds = kindsOf(pairs, rowCount);
    const selection = this.#selection(touched, rowCount, isGone, kinds);
    if (selection?.length === 0 || rowCount === 0) return undefined;
    const columns = [...this.#keys(table, touched, added, keyType), ...this.#columns(rowCount)];
    const batch = makeBatch(
      this.#schemaOf(columns),
      rowCount,
      columns.map(({ column }) => column),
      { kinds, selection, reused: true },
    );
    return this.#options.output === "values" ? asPlainValues(batch) : batch;
  }

  #write(table: KeyedTable, entries: Int32Array, places: Int32Array): void {
    const { names } = this.#options.aggregates;
    this.#results.forEach((results, at) => {
      resultOf(names[at]!, this.#context.step, () => results.write(table.partials[at]!, entries, places));
    });
  }

  /** The row after the batch of a group that is gone is not there: it repeats the one before, and is not selected. */
  #writeThoseLeft(table: KeyedTable, touched: Int32Array, isGone: ReadonlySet<number>): void {
    const left = Int32Array.from(touched.keys()).filter((k) => !isGone.has(touched[k]!));
    this.#write(
      table,
      left.map((k) => touched[k]!),
      left.map((k) => 2 * k + 1),
    );
    for (const { values } of this.#results) {
      if (values === undefined) continue;
      touched.forEach((entry, k) => {
        if (isGone.has(entry)) values[2 * k + 1] = values[2 * k];
      });
    }
  }

  /** The rows that say something; undefined where all do. */
  #selection(
    touched: Int32Array,
    rowCount: number,
    isGone: ReadonlySet<number>,
    kinds: Uint8Array,
  ): Int32Array | undefined {
    const changed = this.#changed(touched.length);
    if (isGone.size === 0 && !changed.includes(0)) return undefined;
    const rows = new Int32Array(rowCount);
    let count = 0;
    for (let k = 0; k < touched.length; k++) {
      if (isGone.has(touched[k]!)) {
        kinds[2 * k] = changeKind.delete;
        rows[count++] = 2 * k;
      } else if (changed[k] === 1) {
        rows[count++] = 2 * k;
        rows[count++] = 2 * k + 1;
      }
    }
    for (let row = 2 * touched.length; row < rowCount; row++) rows[count++] = row;
    return rows.slice(0, count);
  }

  #changed(pairs: number): Uint8Array {
    const changed = new Uint8Array(pairs);
    for (const { numbers, values } of this.#results) {
      if (values === undefined) markChanged(numbers, pairs, changed);
      else markChangedValues(values, pairs, changed);
    }
    return changed;
  }

  #keys(table: KeyedTable, touched: Int32Array, added: Int32Array, keyType: DataType): NamedColumn[] {
    const { key, output } = this.#options;
    if (key === undefined || output === "values") return [];
    const rowCount = 2 * touched.length + added.length;
    if (this.#keyNumbers.length < rowCount) this.#keyNumbers = new Float64Array(2 * rowCount);
    const numbers = this.#keyNumbers.subarray(0, rowCount);
    gatherTwice(table.keys, touched, added, numbers);
    return keyColumns(this.#context.keys, numbers, key.names, keyType);
  }

  #columns(rowCount: number): NamedColumn[] {
    return this.#results.map(({ numbers, values }, at) => {
      const column: Column =
        values === undefined
          ? { type: float64, layout: "float64", values: numbers.subarray(0, rowCount), validity: undefined }
          : columnOf(values.slice(0, rowCount));
      return { field: { name: this.#options.aggregates.names[at]!, type: column.type }, column };
    });
  }
}

function kindsOf(pairs: number, rowCount: number): Uint8Array {
  const kinds = new Uint8Array(rowCount).fill(changeKind.insert, 2 * pairs);
  for (let row = 0; row < 2 * pairs; row += 2) {
    kinds[row] = changeKind.updateBefore;
    kinds[row + 1] = changeKind.updateAfter;
  }
  return kinds;
}

/** The batch as one of plain values: those of its only column. */
export function asPlainValues(batch: Batch): Batch {
  const [field] = batch.schema.fields;
  const schema: Schema = valueSchema(field!.type, field!.missing);
  return { ...batch, schema };
}

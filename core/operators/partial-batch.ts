import type { Batch } from "../data/batch.ts";
import { makeBatch } from "../data/batch.ts";
import { isValid } from "../data/column.ts";
import { any, type DataType, float64 } from "../data/data-type.ts";
import { EncodedValue, setEncoder } from "../data/encoded-values.ts";
import { gatherStrided, scatterStrided } from "../data/kernels/strided.ts";
import {
  firstForm,
  growPartials,
  type PartialColumn,
  partialColumn,
  partialForm,
  strideOf,
} from "../data/partial-columns.ts";
import type { KeySpace } from "../state/key-space.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import type { PaneFolding } from "../state/pane-folding.ts";
import { keyColumns, type NamedColumn, schemaMaker } from "./aggregation-spec.ts";
import { type KeySpec, keyedInput } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";

// A batch of partial results, between a combining operator and the one that merges them behind an exchange:
// the key's columns, "pane", "rows" (records folded), and for aggregate n the columns "n.field" or "n"; all but the
// key's behind a character that no column of a user's begins with.
const own = (name: string): string => `\u0000${name}`;

type Entries = Pick<KeyedTable, "size" | "keys" | "partials">;

/** Makes batches of the partial results of tables, one row a key and pane. */
export function partialEncoder(
  key: KeySpec,
  keys: KeySpace,
  foldings: readonly PaneFolding[] = [],
): (table: Entries, panes: Float64Array, keyType: DataType, rows: Float64Array) => Batch {
  const schemaOf = schemaMaker();
  return (table, panes, keyType, rows) => {
    const numbers = table.keys.subarray(0, table.size);
    const columns = [
      ...keyColumns(keys, numbers, key?.names ?? [], keyType),
      numberNamed(own("pane"), panes.subarray(0, table.size)),
      numberNamed(own("rows"), rows.subarray(0, table.size)),
      ...table.partials.flatMap((partial, aggregate) =>
        partialNamed(partial, own(String(aggregate)), table.size, foldings[aggregate]),
      ),
    ];
    return makeBatch(
      schemaOf(columns),
      table.size,
      columns.map(({ column }) => column),
      { reused: true },
    );
  };
}

/** What such a batch holds: keys by number and partial results, row by row. Valid until the next one is decoded. */
export interface PartialRows {
  readonly batch: Batch;
  readonly keys: Float64Array;
  readonly keyType: DataType;
  readonly panes: Float64Array;
  readonly rows: Float64Array;
  readonly partials: readonly PartialColumn[];
}

export function partialDecoder(
  key: KeySpec,
  foldings: readonly PaneFolding[],
  context: OperatorContext,
): (batch: Batch) => PartialRows | undefined {
  const byColumns: KeySpec = key === undefined ? undefined : { columns: key.names, names: key.names };
  const input = keyedInput(context, byColumns, []);
  // Written over by the next batch.
  const spare = foldings.map((folding) => partialColumn(partialForm(folding), 0));
  return (batch) => {
    const keyed = input(batch);
    if (keyed === undefined) return undefined;
    const numbers = (name: string): Float64Array =>
      (batch.columns[batch.schema.index.get(name)!] as { values: Float64Array }).values;
    const partials = spare.map((column, aggregate) =>
      partialOf(batch, column, foldings[aggregate]!, own(String(aggregate))),
    );
    return {
      batch,
      keys: keyed.keys,
      keyType: keyed.keyType,
      panes: numbers(own("pane")),
      rows: numbers(own("rows")),
      partials,
    };
  };
}

function partialNamed(
  { form, numbers, present, values }: PartialColumn,
  name: string,
  size: number,
  folding: PaneFolding | undefined,
): NamedColumn[] {
  switch (form.kind) {
    case "number":
    case "compact":
      return [numberNamed(name, numbers.subarray(0, size))];
    case "nullable":
      return [
        {
          field: { name, type: float64 },
          column: {
            type: float64,
            layout: "float64",
            values: numbers.subarray(0, size),
            validity: bitsOf(present, size),
          },
        },
      ];
    case "fields":
      return form.names.map((field, at) => {
        const own = new Float64Array(size);
        gatherStrided(numbers, form.names.length, at, size, own);
        return numberNamed(`${name}.${field}`, own);
      });
    default: {
      const own = values.slice(0, size);
      if (folding?.codec !== undefined) setEncoder(own, folding.codec.encode);
      return [
        { field: { name, type: any }, column: { type: any, layout: "values", values: own, validity: undefined } },
      ];
    }
  }
}

/** A partial result as it was before it came from another thread. */
function decoded(value: unknown, { codec }: PaneFolding): unknown {
  return value instanceof EncodedValue ? codec!.decode(value.bytes) : value;
}

function partialOf(batch: Batch, partial: PartialColumn, folding: PaneFolding, name: string): PartialColumn {
  const at = batch.schema.index.get(name);
  const column = at === undefined ? undefined : batch.columns[at]!;
  // A column of one number each has the aggregate's own name.
  const form = column === undefined ? partialForm(folding) : firstForm(folding);
  if (column?.layout === "values")
    return {
      form: { kind: "any" },
      numbers: new Float64Array(0),
      present: new Uint8Array(0),
      values: column.values.map((value) => decoded(value, folding)),
    };
  const { rowCount } = batch;
  // Merging may have widened what held the last batch.
  if (partial.form.kind !== form.kind) partial.form = form;
  if (partial.numbers.length < rowCount * strideOf(form)) growPartials(partial, 2 * rowCount);
  if (column?.layout === "float64") {
    partial.numbers.set(column.values.subarray(0, rowCount));
    if (form.kind === "nullable") setPresent(column.validity, rowCount, partial.present);
  }
  if (form.kind === "fields")
    form.names.forEach((field, offset) => spread(batch, `${name}.${field}`, partial, offset, strideOf(form)));
  return partial;
}

function setPresent(validity: Uint8Array | undefined, rowCount: number, present: Uint8Array): void {
  for (let row = 0; row < rowCount; row++) present[row] = isValid(validity, row) ? 1 : 0;
}

function spread(batch: Batch, name: string, partial: PartialColumn, offset: number, stride: number): void {
  const { values } = batch.columns[batch.schema.index.get(name)!] as { values: Float64Array };
  scatterStrided(values, batch.rowCount, stride, offset, partial.numbers);
}

function numberNamed(name: string, values: Float64Array): NamedColumn {
  return { field: { name, type: float64 }, column: { type: float64, layout: "float64", values, validity: undefined } };
}

function bitsOf(present: Uint8Array, size: number): Uint8Array {
  const bits = new Uint8Array((size + 7) >> 3);
  for (let row = 0; row < size; row++) bits[row >> 3]! |= present[row]! << (row & 7);
  return bits;
}

import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { columnOf, fieldOf } from "../data/column-of.ts";
import { compact } from "../data/compact.ts";
import { rowSchema } from "../data/schema.ts";
import { schemaMaker } from "./aggregation-spec.ts";
import type { Operator, OperatorContext } from "./operator.ts";

/** Gives rows that are plain objects columns; whatever else rows are, they stay so. */
export function objectColumns(): Operator {
  return {
    name: "columns",
    selection: "accepts",
    changes: "keeps",
    reads: (wanted) => [wanted],
    keepsProperties: true,
    schema: (input) => (input?.shape === "row" ? input : undefined),
    rowsAtMost: (input) => input,
    open: (context) => {
      const convert = ownColumns();
      return { batch: (batch) => context.emit(valuesOf(batch)?.every(isPlain) === true ? convert(batch) : batch) };
    },
  };
}

/** Makes columns of the own properties of rows that are objects. A row may lack what others have: it reads as undefined. */
export function ownColumns(): (batch: Batch) => Batch {
  const schemaOf = schemaMaker({ open: true });
  return (batch) => {
    const objects = valuesOf(batch);
    if (objects === undefined) return batch;
    const named = propertiesOf(objects as object[]).map(({ name, values }) => {
      const column = columnOf(values);
      return { column, field: fieldOf(name, column, values) };
    });
    const { times, kinds } = compact(batch);
    return makeBatch(
      named.length === 0 ? noColumns : schemaOf(named),
      objects.length,
      named.map(({ column }) => column),
      { times: times?.slice(0, objects.length), kinds: kinds?.slice(0, objects.length) },
    );
  };
}

/** The batch without its rows that are no objects, each of which fails. */
export function onlyObjects(context: OperatorContext, batch: Batch): Batch {
  const values = valuesOf(batch);
  if (batch.schema.shape === "row" || values?.every(isObject) === true) return batch;
  const kept: number[] = [];
  for (let k = 0; k < lengthOf(batch); k++) {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    if (isObject(values?.[k])) kept.push(row);
    else context.fail({ doing: "join a row", error: noObject(context.step), explained: true, batch, row });
  }
  return { ...batch, selection: Int32Array.from(kept) };
}

const noColumns = rowSchema([], { open: true });

/** The rows of a batch that are values of any kind; undefined where they are columns. */
function valuesOf({ schema, columns, selection, rowCount }: Batch): readonly unknown[] | undefined {
  const [column] = columns;
  if (schema.shape === "row" || column?.layout !== "values") return undefined;
  if (selection !== undefined) return Array.from(selection, (row) => column.values[row]);
  return column.values.length === rowCount ? column.values : column.values.slice(0, rowCount);
}

function isObject(row: unknown): boolean {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}

function isPlain(row: unknown): boolean {
  if (!isObject(row)) return false;
  const prototype: unknown = Object.getPrototypeOf(row);
  return prototype === Object.prototype || prototype === null;
}

/** The values of each property that some object has, in the order they are first met. */
function propertiesOf(objects: readonly object[]): { name: string; values: unknown[] }[] {
  const found = new Map<string, unknown[]>();
  objects.forEach((object, row) => {
    for (const name of Object.keys(object)) {
      let values = found.get(name);
      if (values === undefined) {
        values = new Array<unknown>(objects.length).fill(undefined);
        found.set(name, values);
      }
      values[row] = (object as Record<string, unknown>)[name];
    }
  });
  return [...found].map(([name, values]) => ({ name, values }));
}

function noObject(step: string): TypeError {
  return new TypeError(
    `Cannot join a row in ${step} as its columns are joined and it has none: got a row that is no object; ` +
      "map the rows to objects before, or say with select what becomes of both",
  );
}

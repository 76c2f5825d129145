import type { Column } from "../data/column.ts";
import { columnOf, fieldOf, numberColumn } from "../data/column-of.ts";
import { type DataType, type Field, int64, timestamp } from "../data/data-type.ts";
import { explained } from "../data/explained-error.ts";
import { allBelow } from "../data/kernels/all-below.ts";
import type { Folding, PartialColumn } from "../data/partial-columns.ts";
import { rowSchema, type Schema } from "../data/schema.ts";
import { lambdaText } from "../expression/explain-chain.ts";
import { resultReader } from "../expression/partial-results.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import type { KeySpace } from "../state/key-space.ts";
import { keptValues } from "./kept-values.ts";
import type { KeySpec } from "./keyed-input.ts";

/** Named aggregates over rows: what `aggregate({ … })` was given. */
export interface AggregationSpec {
  readonly names: readonly string[];
  readonly foldings: readonly Folding[];
  readonly values: readonly (Lambda | undefined)[];
}

/** The number of records, which operators keep beside a user's aggregates. */
export const rowCount: Folding = {
  name: "rows",
  zero: () => 0,
  add: (count: number) => count + 1,
  merge: (left: number, right: number) => left + right,
  retract: (count: number) => count - 1,
  result: (count: number) => count,
  check: () => undefined,
  checkedBy: "type",
};

/** Aggregates that can take back what a changelog does: those that cannot keep all values instead. */
export function overChanges(spec: AggregationSpec): AggregationSpec {
  const foldings = spec.foldings.map((each): Folding => {
    if (each.retract === undefined) return each.changing ?? keptValues(each);
    // One number does not say how many values there are to take back.
    const { compact: _, ...wide } = each;
    return wide;
  });
  return { ...spec, foldings };
}

/** Whether all that an aggregate may throw at is known before anything is folded. */
export function isChecked({ foldings }: AggregationSpec): boolean {
  return foldings.every(({ check }) => check !== undefined);
}

/** Whether an aggregate may ask for whole rows. */
export function needsRows(spec: AggregationSpec): boolean {
  return spec.foldings.some((folding) => folding.add.length > 2);
}

/** Key numbers below it are the keys themselves. */
const firstRemembered = 2 ** 53;

/** Columns under construction, with what they are called. */
export interface NamedColumn {
  readonly field: Field;
  readonly column: Column;
}

/** The column of keys by their numbers; several when the key is of several columns. */
export function keyColumns(
  keys: KeySpace,
  numbers: Float64Array,
  names: readonly string[],
  type: DataType,
): NamedColumn[] {
  const [name] = names;
  if (name === undefined) return [];
  if (names.length > 1) return compositeColumns(keys, numbers, names);
  if (isNumber(type) && (!keys.hasOthers || allBelow(numbers, firstRemembered))) {
    return [{ field: { name, type }, column: numberColumn(type, numbers) }];
  }
  const texts = type.kind === "string" ? keys.textsOf(numbers) : undefined;
  return [
    texts === undefined ? named(name, Array.from(numbers, keys.keyOf)) : { field: { name, type }, column: texts },
  ];
}

function compositeColumns(keys: KeySpace, numbers: Float64Array, names: readonly string[]): NamedColumn[] {
  const parts = keys.partsOf(numbers, names);
  if (parts !== undefined)
    return parts.map((column, at) => ({ field: { name: names[at]!, type: column.type }, column }));
  const values = Array.from(numbers, (number) => keys.keyOf(number) as Record<string, unknown>);
  return names.map((name) =>
    named(
      name,
      values.map((value) => value[name]),
    ),
  );
}

/**
 * Reads the results of all aggregates for some entries of a table.
 *
 * @param memory `"reused"`: the columns are valid until the next ones are read, or the table changes; entries ascend.
 */
export function resultColumns(
  spec: AggregationSpec,
  step: string,
  memory: "own" | "reused" = "own",
): (partials: readonly PartialColumn[], entries: Int32Array) => NamedColumn[] {
  const readers = spec.foldings.map((folding) => resultReader(folding, memory));
  return (partials, entries) =>
    readers.map((read, at) => {
      const column = resultOf(spec.names[at]!, step, () => read(partials[at]!, entries));
      return { field: { name: spec.names[at]!, type: column.type }, column };
    });
}

/** What an aggregate gives; what it throws gets the names of the result and of the step. */
export function resultOf<Result>(name: string, step: string, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    throw explained(`make result ${JSON.stringify(name)} in ${step}`, error, "mend the aggregate's result");
  }
}

export function timeColumn(name: string, times: Float64Array): NamedColumn {
  return { field: { name, type: timestamp }, column: numberColumn(timestamp, times) };
}

export function named(name: string, values: readonly unknown[]): NamedColumn {
  const column = columnOf(values);
  return { field: fieldOf(name, column, values), column };
}

/** Makes schemas of named columns, the same one as long as the fields are. */
export function schemaMaker(options: { readonly open?: true } = {}): (columns: readonly NamedColumn[]) => Schema {
  const schemaOf = fieldsSchemaMaker(options);
  return (columns) => schemaOf(columns.map(({ field }) => field));
}

/** The same schema object as long as the fields are the same: what is compiled downstream is found by identity. */
export function fieldsSchemaMaker(options: { readonly open?: true } = {}): (fields: readonly Field[]) => Schema {
  let last: Schema | undefined;
  let lastFields: readonly Field[] | undefined;
  return (fields) => {
    if (last !== undefined && fields === lastFields) return last;
    const alike = last?.fields.length === fields.length && last.fields.every((field, at) => same(field, fields[at]!));
    if (last === undefined || !alike) last = rowSchema(fields, options);
    lastFields = fields;
    return last;
  };
}

function same(a: Field, b: Field): boolean {
  return (
    a.name === b.name &&
    a.missing === b.missing &&
    (a.type === b.type || JSON.stringify(a.type) === JSON.stringify(b.type))
  );
}

function isNumber(type: DataType): boolean {
  return ["int32", "float64", int64.kind, "timestamp", "date"].includes(type.kind);
}

/** For explain("code"): how key and value lambdas are called. */
export function aggregationCode(key: KeySpec, spec: AggregationSpec, schema: Schema | undefined): string {
  const lines = spec.names.map((name, at) => {
    const value = spec.values[at];
    return `${name}: ${value === undefined ? "takes no value" : lambdaText(value, schema)}`;
  });
  if (key !== undefined)
    lines.unshift(`key: ${"lambda" in key ? lambdaText(key.lambda, schema) : `columns ${key.columns.join(", ")}`}`);
  return lines.join("\n");
}

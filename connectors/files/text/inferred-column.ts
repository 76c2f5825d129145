import { any, type DataType, rowSchema, type Schema, sameType } from "../../../core/io/mod.ts";

/**
 * A column whose type was said, or inferred from a sample.
 *
 * Law of inference: what a value becomes depends on its own text and on the planned type, on nothing else. So `3` is the
 * same key in every batch, split and run, whatever else was read with it. Only how a batch stores its values widens.
 */
export interface InferredColumn {
  readonly name: string;
  /** Whether the user said the type; else it was inferred. */
  readonly declared: boolean;
  /** The type that all readers of the source began with. */
  readonly planned: DataType;
  /** The type that batches have now: it holds what was met since. */
  type: DataType;
}

const anyWithTimes: DataType = { kind: "any", numbers: "timestamp" };
const anyWithDates: DataType = { kind: "any", numbers: "date" };

/** The type of a column that holds values of the planned type beside others. */
export function mixedType({ kind }: DataType): DataType {
  return kind === "timestamp" ? anyWithTimes : kind === "date" ? anyWithDates : any;
}

/** The schema with the columns' types as they are now; the same one while they stay. */
export function schemaNow(schema: Schema, columns: readonly InferredColumn[]): Schema {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  if (schema.fields.every(({ name, type }) => sameType(types.get(name) ?? type, type))) return schema;
  return rowSchema(schema.fields.map((field) => ({ ...field, type: types.get(field.name) ?? field.type })));
}

import { type DataType, rowSchema, type Schema, sameType, timestamp } from "../../core/io/mod.ts";

/** A column whose type may widen while it is read. */
export interface InferredColumn {
  readonly name: string;
  /** Whether the user said the type; else it was inferred. */
  readonly declared: boolean;
  type: DataType;
}

/** The narrowest type that holds the values of both. */
export type Wider = (a: DataType, b: DataType) => DataType;

/** Types that any reader of a source had to widen: the others follow, so that equal texts become equal values. */
export type WidenedTypes = Map<string, DataType>;

export function followWidened(columns: readonly InferredColumn[], widened: WidenedTypes, wider: Wider): void {
  for (const column of columns) {
    const seen = widened.get(column.name);
    if (seen !== undefined && !column.declared) column.type = wider(column.type, seen);
  }
}

export function noteWidened(columns: readonly InferredColumn[], widened: WidenedTypes): void {
  for (const { name, type, declared } of columns) if (!declared) widened.set(name, type);
}

/** The schema with the columns' types as they are now; the same one while they stay. */
export function schemaNow(schema: Schema, columns: readonly InferredColumn[]): Schema {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  if (schema.fields.every(({ name, type }) => sameType(types.get(name) ?? type, type))) return schema;
  return rowSchema(schema.fields.map((field) => ({ ...field, type: types.get(field.name) ?? field.type })));
}

/** The inferred types as a position keeps them. */
export function typeKinds(columns: readonly InferredColumn[]): { readonly [column: string]: string } {
  return Object.fromEntries(columns.filter(({ declared }) => !declared).map(({ name, type }) => [name, type.kind]));
}

export function restoreKinds(columns: readonly InferredColumn[], kinds: { readonly [column: string]: string }): void {
  for (const column of columns) {
    const kind = kinds[column.name];
    if (kind === undefined || column.declared) continue;
    column.type = kindsType(kind);
  }
}

/** The type of a kind, as inference gives it. */
export function kindsType(kind: string): DataType {
  return kind === "timestamp" ? timestamp : ({ kind } as DataType);
}

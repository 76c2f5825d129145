import type { Field } from "../../../core/io/mod.ts";
import { sameType, typeText } from "../../../core/io/mod.ts";
import { quote } from "../errors.ts";
import { commonType } from "../widen.ts";

/** The fields that hold the batches of both: the same columns, each of the wider type. */
export function widened(fields: readonly Field[], next: readonly Field[], path: string): readonly Field[] {
  if (fields === next) return fields;
  if (fields.length !== next.length || fields.some(({ name }, index) => name !== next[index]!.name)) {
    throw new TypeError(
      `Cannot write to ${quote(path)} as all rows must have the same columns: got ${names(next)} after ${names(fields)}; ` +
        "select the same columns for all rows",
    );
  }
  if (sameTypes(fields, next)) return fields;
  return fields.map((field, index) => {
    const type = commonType(field.type, next[index]!.type);
    if (type === undefined) throw otherKind(field, next[index]!, path);
    return { ...field, type };
  });
}

export function sameTypes(a: readonly Field[], b: readonly Field[]): boolean {
  return a === b || a.every(({ type }, index) => sameType(type, b[index]!.type));
}

function otherKind(field: Field, next: Field, path: string): TypeError {
  return new TypeError(
    `Cannot write column ${quote(field.name)} to ${quote(path)} as its type must stay what it is, or widen: ` +
      `got ${typeText(next.type)} after ${typeText(field.type)}; ` +
      "give the column a type that holds both with schema({...})",
  );
}

function names(fields: readonly Field[]): string {
  return fields.map(({ name }) => quote(name)).join(", ");
}

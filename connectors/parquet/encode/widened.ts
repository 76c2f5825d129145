import type { Field } from "../../../core/io/mod.ts";
import { sameType, typeText } from "../../../core/io/mod.ts";
import { quote } from "../errors.ts";
import { commonType } from "../widen.ts";

/**
 * The fields that hold earlier batches and one of `next`. Narrower numbers fit into columns of wider ones at any time;
 * a column itself widens only while no row group is written.
 */
export function widened(
  fields: readonly Field[],
  next: readonly Field[],
  isWritten: boolean,
  path: string,
): readonly Field[] {
  if (fields === next) return fields;
  if (fields.length !== next.length || fields.some(({ name }, index) => name !== next[index]!.name)) {
    throw new TypeError(
      `Cannot write to ${quote(path)} as all rows must have the same columns: got ${names(next)} after ${names(fields)}; ` +
        "select the same columns for all rows",
    );
  }
  if (fields.every(({ type }, index) => sameType(type, next[index]!.type))) return fields;
  return fields.map((field, index) => {
    const type = commonType(field.type, next[index]!.type);
    if (type === undefined || (isWritten && !sameType(type, field.type))) {
      throw new TypeError(
        `Cannot write column ${quote(field.name)} to ${quote(path)} as its type must stay what it is: ` +
          `got ${typeText(next[index]!.type)} after ${typeText(field.type)}; ` +
          "give the column the wider type from the start with schema({...})",
      );
    }
    return { ...field, type };
  });
}

function names(fields: readonly Field[]): string {
  return fields.map(({ name }) => quote(name)).join(", ");
}

import type { Field } from "../../../core/io/mod.ts";
import { sameType, typeText } from "../../../core/io/mod.ts";
import { commonType } from "../../files/mod.ts";
import { quote } from "../errors.ts";

/** The fields that hold the batches of both: the columns of either, each of the wider type. */
export function widened(fields: readonly Field[], next: readonly Field[], path: string): readonly Field[] {
  if (sameFields(fields, next)) return fields;
  const more = new Map(next.map((field) => [field.name, field]));
  const wider = fields.map((field) => {
    const other = more.get(field.name) ?? field;
    more.delete(field.name);
    const type = commonType(field.type, other.type);
    if (type === undefined) throw otherKind(field, other, path);
    return { ...field, type };
  });
  return [...wider, ...more.values()];
}

function sameFields(a: readonly Field[], b: readonly Field[]): boolean {
  const isSame = ({ name, type }: Field, at: number): boolean => name === b[at]!.name && sameType(type, b[at]!.type);
  return a === b || (a.length === b.length && a.every(isSame));
}

function otherKind(field: Field, next: Field, path: string): TypeError {
  return new TypeError(
    `Cannot write column ${quote(field.name)} to ${quote(path)} as its type must stay what it is, or widen: ` +
      `got ${typeText(next.type)} after ${typeText(field.type)}; ` +
      "give the column a type that holds both with schema({...})",
  );
}

import { type DataType, nearestNames, typeText } from "../../../core/io/mod.ts";
import type { ColumnFormat } from "./column.ts";

/** Refuses names of columns that get no Bloom filter: such that are not there, and such whose values are not hashed by their bytes. */
export function requireFiltered(formats: readonly ColumnFormat[], names: readonly string[], path: string): void {
  const columns = new Map(formats.map((format) => [format.elements[0]!.name, format]));
  for (const name of names) {
    const format = columns.get(name);
    // One that has had no value yet may get a type.
    if (format?.isOpen === true || (format !== undefined && isHashed(format.type))) continue;
    const near = nearestNames(name, [...columns.keys()]).map((each) => JSON.stringify(each));
    const [got, remedy] =
      format === undefined
        ? ["no such column", near.length > 0 ? `did you mean ${near.join(" or ")}?` : "leave it out of bloomFilters"]
        : [typeText(format.type), "leave it out of bloomFilters"];
    throw new TypeError(
      `Cannot write a Bloom filter of column ${JSON.stringify(name)} to ${JSON.stringify(path)} as it must be of texts, bytes, numbers or times: got ${got}; ${remedy}`,
    );
  }
}

function isHashed(type: DataType): boolean {
  if (type.kind === "decimal") return type.precision <= 18;
  return ["int32", "int64", "bigint", "float64", "string", "bytes", "timestamp", "date"].includes(type.kind);
}

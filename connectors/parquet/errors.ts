import type { Field } from "../../core/io/mod.ts";
import { UnsafeInteger } from "./decode/values.ts";

/** What is wrong with a column of a row group, told with its place. */
export function unreadable(path: string, group: number, field: Field, cause: unknown): RangeError {
  const where = `column ${quote(field.name)} of row group ${group} in ${quote(path)}`;
  return new RangeError(
    cause instanceof UnsafeInteger
      ? tooLarge(where, cause)
      : `Cannot read ${where} as its pages must be whole and of a known encoding: got ${reason(cause)}; ${remedy(cause)}`,
    { cause },
  );
}

function tooLarge(where: string, { row, value, limit }: UnsafeInteger): string {
  const place = row === undefined ? "" : ` in row ${(row + 1).toLocaleString("en")} of the row group`;
  // Without a sign there are integers that neither holds.
  const asText = "give the column the type decimal(20, 0) in a schema, as which it is text";
  if (limit === "2^63")
    return `Cannot read ${where} as a bigint column holds 64 bits with a sign: got ${value}${place}; ${asText}, or leave it out`;
  const remedy = value < 2n ** 63n ? 'read it with { int64: "bigint" }' : asText;
  return `Cannot read ${where} as numbers must be below 2^53: got ${value}${place}; ${remedy}`;
}

function remedy(cause: unknown): string {
  const text = reason(cause);
  if (text.includes("encrypted")) return "decrypt the file first, or leave the column out";
  if (/^(codec|encoding) /.test(text)) return "write the file with another one, or leave the column out";
  return "the file is damaged: write it again, or leave the column out";
}

export function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}

export function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

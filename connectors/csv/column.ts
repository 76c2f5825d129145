import { type DataType, expectedText, float64, string } from "../../core/io/mod.ts";
import { type InferredColumn, mixedType, quoteText, readText, textValue } from "../files/mod.ts";
import { fieldKind } from "./kernels/scan-rows.ts";

/** A field of the file that becomes a column, and the arrays that its values of a batch go to. */
export interface CsvColumn extends InferredColumn {
  /** Position in a row of the file. */
  readonly field: number;
  /** Numbers are read in the scan itself. Not so where most are quoted or otherwise odd. */
  inScan: boolean;
  /** Fields of the batch that the scan left to others. */
  surprises: number;
}

export function csvColumn(name: string, field: number, type: DataType | undefined, declared: boolean): CsvColumn {
  const planned = type ?? string;
  return { name, field, declared, planned, type: planned, inScan: true, surprises: 0 };
}

/** What the scan does with the column's field. */
export function kindOf({ type, inScan }: CsvColumn): number {
  if (!inScan) return fieldKind.text;
  switch (type.kind) {
    case "int32":
    case "int64":
      return fieldKind.integer;
    case "float64":
      return fieldKind.decimal;
    default:
      return fieldKind.text;
  }
}

/** What the column keeps of a text, as `readText`; undefined where its batch must widen, or its row is a bad record. */
export function readField({ type, planned, declared }: CsvColumn, text: string): unknown {
  if (type === planned) return readText(type, text, declared);
  const value = textValue(planned, text);
  return type.kind === "any" || typeof value === "number" ? value : undefined;
}

/** Gives the column a type that holds this text too. */
export function widenFor(column: CsvColumn, text: string): void {
  const { type, planned } = column;
  const isDecimal = type.kind === "int64" && typeof textValue(planned, text) === "number";
  column.type = isDecimal ? float64 : mixedType(planned);
  column.inScan = true;
}

export function misfit(column: CsvColumn, text: string): string {
  return `it must be ${expectedText(column.type, text)}: got ${quoteText(text)}`;
}

import { type DataType, string, typeText } from "../../core/io/mod.ts";
import { quoteText, typeOfText, widerType } from "../files/mod.ts";
import { fieldKind } from "./kernels/scan-rows.ts";

/** A field of the file that becomes a column, and the arrays that its values of a batch go to. */
export interface CsvColumn {
  readonly name: string;
  /** Position in a row of the file. */
  readonly field: number;
  /** Whether the user said the type; else it was inferred and may widen. */
  readonly declared: boolean;
  type: DataType;
  /** Numbers are read in the scan itself. Not so where most are quoted or otherwise odd. */
  inScan: boolean;
  /** Fields of the batch that the scan left to others. */
  surprises: number;
}

export function csvColumn(name: string, field: number, type: DataType | undefined, declared: boolean): CsvColumn {
  return { name, field, declared, type: type ?? string, inScan: true, surprises: 0 };
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

/** Gives the column a type that holds this text too. */
export function widenFor(column: CsvColumn, text: string): void {
  const wider = widerType(column.type, typeOfText(text));
  column.type = wider.kind === column.type.kind ? string : wider;
  column.inScan = true;
}

export function misfit(column: CsvColumn, text: string): string {
  return `it must be ${typeText(column.type)}: got ${quoteText(text)}`;
}

import { any, type DataType, expectedText, float64 } from "../../core/io/mod.ts";
import { type InferredColumn, quoteText } from "../files/mod.ts";
import { valueKind } from "./kernels/scan-objects.ts";

/** A key of the lines, and what becomes of it. */
export interface JsonColumn extends InferredColumn {
  /** Keys that nobody asks for are known, so that the scan passes over them. */
  readonly wanted: boolean;
}

export function jsonColumn(name: string, type: DataType, declared: boolean, wanted: boolean): JsonColumn {
  return { name, planned: type, type, declared, wanted };
}

/** What the scan does with the values of the key. */
export function kindOf({ type, wanted }: JsonColumn): number {
  if (!wanted) return valueKind.skip;
  switch (type.kind) {
    case "int32":
    case "int64":
    case "float64":
      return valueKind.number;
    case "boolean":
      return valueKind.boolean;
    case "string":
      return valueKind.text;
    default:
      return valueKind.json;
  }
}

/** Gives the column a type that holds this value too. */
export function widenFor(column: JsonColumn, value: unknown): void {
  column.type = column.type.kind === "int64" && typeof value === "number" ? float64 : any;
}

export function misfit({ type }: JsonColumn, text: string): string {
  return `it must be ${expectedText(type, text)}: got ${quoteText(text)}`;
}

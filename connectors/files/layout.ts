import { type DataType, exactDecimalDigits, type Layout } from "../../core/io/mod.ts";

/** Where the values of a type lie while they are read, whatever the scan does. */
export function layoutOf(type: DataType): Exclude<Layout, "dictionary" | "vector"> {
  switch (type.kind) {
    case "boolean":
      return "uint8";
    case "int32":
      return "int32";
    case "bigint":
      return "bigint64";
    case "float64":
    case "int64":
    case "timestamp":
    case "date":
      return "float64";
    case "decimal":
      return type.precision <= exactDecimalDigits ? "float64" : "values";
    case "string":
      return "utf8";
    default:
      return "values";
  }
}

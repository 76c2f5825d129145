import type { Column, DataType } from "../../../core/io/mod.ts";
import { exactDecimalDigits } from "../../../core/io/mod.ts";
import type { SchemaElement } from "../format/metadata.ts";
import { valuesBuilder } from "./any-values.ts";
import type { ColumnArrays } from "./arrays.ts";
import { booleanBuilder } from "./booleans.ts";
import { toBigInt64, toFloat64 } from "./conversions.ts";
import { bigintBuilder, float64Builder, int32Builder } from "./numbers.ts";
import { stringBuilder } from "./strings.ts";
import type { ColumnBuilder } from "./values.ts";

/**
 * What gathers the values of a leaf, stored as `element` says, into a column of `type`.
 * @param sizeBytes About how many bytes they take.
 */
export function builderOf(
  element: SchemaElement,
  type: DataType,
  rows: number,
  sizeBytes: number,
  arrays: ColumnArrays,
): ColumnBuilder<Column> {
  switch (type.kind) {
    case "boolean":
      return booleanBuilder(type, rows, arrays);
    case "int32":
      return int32Builder(type, rows, arrays);
    case "int64":
    case "float64":
    case "timestamp":
    case "date":
      return float64Builder(type, rows, toFloat64(element), arrays);
    case "decimal":
      return type.precision <= exactDecimalDigits
        ? float64Builder(type, rows, toFloat64(element), arrays)
        : valuesBuilder(type, rows, element);
    case "bigint":
      return bigintBuilder(type, rows, toBigInt64(element), arrays);
    case "string":
      return element.logical?.kind === "uuid"
        ? valuesBuilder(type, rows, element)
        : stringBuilder(type, rows, sizeBytes, arrays);
    default:
      return valuesBuilder(type, rows, element);
  }
}

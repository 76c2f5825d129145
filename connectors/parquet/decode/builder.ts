import type { Column, DataType } from "../../../core/io/mod.ts";
import type { SchemaElement } from "../format/metadata.ts";
import { toFloat64 } from "./conversions.ts";
import { bigintBuilder, float64Builder, int32Builder } from "./numbers.ts";
import { stringBuilder } from "./strings.ts";
import type { ColumnBuilder } from "./values.ts";
import { widthOf } from "./values.ts";

/** What gathers the values of a leaf, stored as `element` says, into a column of `type`. */
export function builderOf(element: SchemaElement, type: DataType, rows: number): ColumnBuilder<Column> {
  const width = widthOf(element.physical!, element.typeLength);
  switch (type.kind) {
    case "int32":
      return int32Builder(type, rows);
    case "int64":
    case "float64":
    case "timestamp":
    case "date":
      return float64Builder(type, rows, width, toFloat64(element));
    case "bigint":
      return bigintBuilder(type, rows);
    case "string":
      return stringBuilder(type, rows);
    default:
      throw new RangeError(`type ${type.kind}`);
  }
}

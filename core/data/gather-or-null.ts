import { type Column, isValid, valueAt } from "./column.ts";
import { gather } from "./compact.ts";
import { any, type Field } from "./data-type.ts";
import {
  gatherBigInt64OrZero,
  gatherBitsOrZero,
  gatherFloat64OrZero,
  gatherInt32OrZero,
  gatherUint8OrZero,
  gatherValuesOrNull,
  presentRows,
} from "./kernels/gather-or-null.ts";
import { gatherVectorsOrZero } from "./kernels/gather-vectors.ts";

/** The rows of a column in the order asked for, and null where the row is −1: the side of a join that has no partner. */
export function gatherOrNull(column: Column, rows: Int32Array, spare?: Column): Column {
  if (!rows.includes(-1)) return gather(column, rows, spare);
  const validity = column.validity === undefined ? presentRows(rows) : gatherBitsOrZero(column.validity, rows);
  switch (column.layout) {
    case "float64":
      return { ...column, values: gatherFloat64OrZero(column.values, rows), validity };
    case "int32":
      return { ...column, values: gatherInt32OrZero(column.values, rows), validity };
    case "uint8":
      return { ...column, values: gatherUint8OrZero(column.values, rows), validity };
    case "bigint64":
      return { ...column, values: gatherBigInt64OrZero(column.values, rows), validity };
    case "dictionary":
      return { ...column, codes: gatherInt32OrZero(column.codes, rows), validity };
    case "utf8":
      return {
        ...column,
        starts: gatherInt32OrZero(column.starts, rows),
        lengths: gatherInt32OrZero(column.lengths, rows),
        validity,
      };
    case "vector":
      return { ...column, data: gatherVectorsOrZero(column.data, column.type.size, rows), validity };
    case "values":
      return { ...column, values: gatherValuesOrNull(column.values, rows) };
  }
}

/**
 * A column to be padded with nulls. Where its absent values read as `undefined` they become explicit, as the validity
 * bits of one column cannot tell two kinds of absence apart.
 */
export function nullable(column: Column, field: Field, rowCount: number): { column: Column; field: Field } {
  if (field.missing === undefined) return { column, field };
  const values = Array.from({ length: rowCount }, (_, row) =>
    isValid(column.validity, row) ? valueAt(column, row) : undefined,
  );
  return {
    column: { type: any, layout: "values", values, validity: undefined },
    field: { name: field.name, type: any },
  };
}

import type { DataType, Field } from "../../../core/io/mod.ts";
import { any, bigint, boolean, bytes, dateTime, float64, string, valueAt } from "../../../core/io/mod.ts";
import type { SchemaElement } from "../format/metadata.ts";
import type { LeafValues } from "./chunk.ts";
import type { Piece } from "./dense.ts";
import { elementOf, leafFormat } from "./leaf.ts";
import { presentValues } from "./numbers.ts";
import { presenceOf } from "./presence.ts";
import { nestedElements, shredderOf } from "./shred.ts";

/** What a column becomes in a file, settled when its first row group is written. */
export interface ColumnFormat {
  readonly type: DataType;
  /** The nodes of the schema tree, depth first. */
  readonly elements: readonly SchemaElement[];
  readonly leaves: (pieces: readonly Piece[]) => readonly LeafValues[];
}

export function columnFormat(field: Field, pieces: readonly Piece[]): ColumnFormat {
  const type = field.type.kind === "any" ? plainTypeOf(pieces) : field.type;
  return type.kind === "list" || type.kind === "struct" ? nestedFormat(field.name, type) : flatFormat(field.name, type);
}

function flatFormat(name: string, type: DataType): ColumnFormat {
  const format = leafFormat(type);
  return {
    type,
    elements: [elementOf(name, format)],
    leaves: (pieces) => {
      const presence = presenceOf(pieces);
      const dense = format.gather(pieces, presence.present);
      return [{ path: [name], physical: format.physical, dense, levels: { kind: "flat", ...presence } }];
    },
  };
}

function nestedFormat(name: string, type: DataType): ColumnFormat {
  return {
    type,
    elements: nestedElements(name, type),
    leaves: (pieces) => {
      const shredder = shredderOf(name, type);
      for (const { column, rows } of pieces) {
        for (let row = 0; row < rows; row++) shredder.write(valueAt(column, row), 0, 0);
      }
      return shredder.leaves();
    },
  };
}

/** Values of any kind that are all of one plain kind are a column of it; all others are JSON. */
function plainTypeOf(pieces: readonly Piece[]): DataType {
  let found: DataType | undefined;
  for (const { column, rows } of pieces) {
    for (const value of presentValues(column, rows)) {
      const type = typeOfValue(value);
      if (type === any || (found !== undefined && type !== found)) return any;
      found = type;
    }
  }
  return found ?? any;
}

function typeOfValue(value: unknown): DataType {
  if (value instanceof Date) return dateTime;
  if (value instanceof Uint8Array) return bytes;
  return { number: float64, string, boolean, bigint }[typeof value as string] ?? any;
}

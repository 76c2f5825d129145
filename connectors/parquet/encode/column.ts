import type { DataType, Field, VectorType } from "../../../core/io/mod.ts";
import { any, bigint, boolean, bytes, dateTime, float64, list, string, valueAt } from "../../../core/io/mod.ts";
import type { SchemaElement } from "../format/metadata.ts";
import type { LeafValues } from "./chunk.ts";
import type { Piece } from "./dense.ts";
import { elementOf, leafFormat } from "./leaf.ts";
import { presentValues } from "./numbers.ts";
import { presenceOf } from "./presence.ts";
import { nestedElements, shredderOf } from "./shred.ts";
import { vectorLeaves } from "./vectors.ts";

/** What a column becomes in a file, settled when the first row group is written in which it has a value. */
export interface ColumnFormat {
  readonly type: DataType;
  /** Whether it has no value yet that tells the type. */
  readonly isOpen: boolean;
  /** The nodes of the schema tree, depth first. */
  readonly elements: readonly SchemaElement[];
  readonly leaves: (pieces: readonly Piece[]) => readonly LeafValues[];
}

export function columnFormat(field: Field, pieces: readonly Piece[]): ColumnFormat {
  const type = field.type.kind === "any" ? plainTypeOf(pieces) : field.type;
  if (type?.kind === "vector") return vectorFormat(field.name, type);
  if (type?.kind === "list" || type?.kind === "struct") return nestedFormat(field.name, type);
  return flatFormat(field.name, type ?? any, type === undefined);
}

function flatFormat(name: string, type: DataType, isOpen: boolean): ColumnFormat {
  const format = leafFormat(type);
  return {
    type,
    isOpen,
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
    isOpen: false,
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

function vectorFormat(name: string, type: VectorType): ColumnFormat {
  return {
    type,
    isOpen: false,
    elements: nestedElements(name, list("float64")),
    leaves: (pieces) => vectorLeaves(name, type, pieces),
  };
}

/** Values of any kind that are all of one plain kind are a column of it; all others are JSON. Undefined where there is none. */
function plainTypeOf(pieces: readonly Piece[]): DataType | undefined {
  let found: DataType | undefined;
  for (const { column, rows } of pieces) {
    for (const value of presentValues(column, rows)) {
      const type = typeOfValue(value);
      if (type === any || (found !== undefined && type !== found)) return any;
      found = type;
    }
  }
  return found;
}

function typeOfValue(value: unknown): DataType {
  if (value instanceof Date) return dateTime;
  if (value instanceof Uint8Array) return bytes;
  return { number: float64, string, boolean, bigint }[typeof value as string] ?? any;
}

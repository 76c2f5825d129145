import { type DataType, type Field, float64, type Schema } from "../../core/io/mod.ts";
import { nothing, typeHints } from "../files/mod.ts";
import { type FlatNode, type FlatValue, int8, int16, int32, int64, table, text, to } from "./flat-writer.ts";

/** Decimals of more digits need 256 bits. */
export const digitsOf128Bits = 38;

/** The number of a type in the union `Type`, and what is said of it. */
function typeOf(type: DataType): readonly [number: number, content: FlatNode] {
  switch (type.kind) {
    case "boolean":
      return [6, table()];
    case "int32":
      return [2, table(int32(32), int8(1))];
    case "int64":
    case "bigint":
      return [2, table(int32(64), int8(1))];
    case "float64":
      return [3, table(int16(2))];
    case "bytes":
      return [4, table()];
    case "decimal":
      return [7, table(int32(type.precision), int32(type.scale), int32(type.precision > digitsOf128Bits ? 256 : 128))];
    case "date":
      return [8, table(int16(0))];
    case "timestamp":
      return [10, table(int16(2), text("UTC"))];
    case "list":
      return [12, table()];
    case "vector":
      return [16, table(int32(type.size))];
    case "struct":
      return [13, table()];
    default:
      return type === nothing ? [1, table()] : [5, table()];
  }
}

function fieldOf({ name, type }: Field): FlatNode {
  const [number, content] = typeOf(type);
  const children = childrenOf(type);
  const notes = type.kind === "any" && type !== nothing ? [["ARROW:extension:name", "arrow.json"] as const] : [];
  return table(
    text(name),
    int8(1),
    int8(number),
    to(content),
    undefined,
    to({ tables: children.map(fieldOf) }),
    notesOf(notes),
  );
}

function childrenOf(type: DataType): readonly Field[] {
  switch (type.kind) {
    case "list":
      return [{ name: "item", type: type.item }];
    case "vector":
      return [{ name: "item", type: float64 }];
    case "struct":
      return type.fields;
    default:
      return [];
  }
}

function notesOf(notes: readonly (readonly [string, string])[]): FlatValue {
  return notes.length === 0 ? undefined : to({ tables: notes.map(([key, value]) => table(text(key), text(value))) });
}

export function schemaNode({ fields }: Schema): FlatNode {
  return table(int16(0), to({ tables: fields.map(fieldOf) }), notesOf(typeHints(fields)));
}

const version5 = 4;
const kinds = { schema: 1, batch: 3 } as const;

export function messageNode(kind: keyof typeof kinds, content: FlatNode, bodyBytes: number): FlatNode {
  return table(int16(version5), int8(kinds[kind]), to(content), int64(bodyBytes));
}

export function footerNode(schema: Schema, blocks: readonly number[]): FlatNode {
  return table(int16(version5), to(schemaNode(schema)), to({ sizes: [], each: 3 }), to({ sizes: blocks, each: 3 }));
}

export function batchNode(
  rows: number,
  nodes: readonly number[],
  buffers: readonly number[],
  codec: "none" | "lz4" | "zstd",
): FlatNode {
  const packed = codec === "none" ? undefined : to(table(int8(codec === "lz4" ? 0 : 1), int8(0)));
  return table(int64(rows), to({ sizes: nodes, each: 2 }), to({ sizes: buffers, each: 2 }), packed);
}

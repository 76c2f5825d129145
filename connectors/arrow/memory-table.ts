import { type ArrowField, type ArrowType, days, timeTicks } from "./schema.ts";

/** What is read of a `Table` of the package `apache-arrow`. */
export interface ArrowMemoryTable {
  readonly schema: { readonly fields: readonly MemoryField[] };
  readonly batches: readonly { readonly numRows: number; readonly data: MemoryData }[];
}

export interface MemoryField {
  readonly name: string;
  readonly type: MemoryType;
  readonly metadata?: ReadonlyMap<string, string>;
}

/** A type by its number, which is that of the format, and what is said of it. */
export interface MemoryType {
  readonly typeId: number;
  readonly children?: readonly MemoryField[] | null;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly byteWidth?: number;
  readonly listSize?: number;
  readonly mode?: number;
  readonly typeIds?: ArrayLike<number>;
  readonly id?: number;
  readonly indices?: MemoryType;
  readonly dictionary?: MemoryType;
}

/** Values of a column, or of a part of it. */
export interface MemoryData {
  readonly length: number;
  /** Rows before the first of `nullBitmap`, and of `values` where those are bits; other arrays begin with the first row. */
  readonly offset: number;
  readonly nullCount: number;
  readonly children: readonly MemoryData[];
  readonly dictionary?: { readonly data: readonly MemoryData[] };
  readonly values?: ArrayBufferView;
  readonly typeIds?: ArrayBufferView;
  readonly nullBitmap?: Uint8Array | null;
  readonly valueOffsets?: ArrayBufferView;
}

/** The field as it would stand in a file. */
export function fieldOf({ name, type, metadata }: MemoryField): ArrowField {
  const extension = metadata?.get("ARROW:extension:name");
  const { id, indices, dictionary } = type;
  const coded = type.typeId === dictionaryType && dictionary !== undefined;
  const own = coded ? dictionary : type;
  return {
    name,
    type: typeOf(own),
    children: (own.children ?? []).map(fieldOf),
    dictionary: coded
      ? { id: String(id), bits: indices?.bitWidth ?? 32, signed: indices?.isSigned ?? true }
      : undefined,
    extension,
  };
}

const dictionaryType = -1;

function typeOf(type: MemoryType): ArrowType {
  const { typeId, bitWidth = 32, unit = 0 } = type;
  const make = simple.get(typeId);
  if (make !== undefined) return make;
  switch (typeId) {
    case 2:
      return { kind: "int", bits: bitWidth, signed: type.isSigned === true };
    case 3:
      return { kind: "float", bits: [16, 32, 64][type.precision ?? 2] ?? 64 };
    case 7:
      return { kind: "decimal", precision: type.precision ?? 38, scale: type.scale ?? 0, bits: type.bitWidth ?? 128 };
    case 8:
      return unit === 0 ? { kind: "date", bits: 32, ticks: days } : { kind: "date", bits: 64, ticks: timeTicks(1) };
    case 9:
      return { kind: "time", bits: bitWidth, ticks: timeTicks(unit) };
    case 10:
      return { kind: "timestamp", bits: 64, ticks: timeTicks(unit) };
    case 11:
      return { kind: "interval", unit: (["months", "days", "nanoseconds"] as const)[unit] ?? "months" };
    case 14:
      return { kind: "union", isDense: type.mode === 1, ids: Array.from(type.typeIds ?? []) };
    case 15:
      return { kind: "fixed", width: type.byteWidth ?? 0 };
    case 16:
      return { kind: "fixed list", size: type.listSize ?? 0 };
    case 18:
      return { kind: "duration", bits: 64, ticks: timeTicks(unit) };
    default:
      throw new TypeError(`a column of the unknown type ${typeId}`);
  }
}

/** Types of which nothing more is said. */
const simple: ReadonlyMap<number, ArrowType> = new Map([
  [1, { kind: "null" }],
  [4, { kind: "binary", offsets: 32 }],
  [5, { kind: "text", offsets: 32 }],
  [6, { kind: "boolean" }],
  [12, { kind: "list", offsets: 32, hasSizes: false }],
  [13, { kind: "struct" }],
  [17, { kind: "map" }],
  [19, { kind: "binary", offsets: 64 }],
  [20, { kind: "text", offsets: 64 }],
] as const);

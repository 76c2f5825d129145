import { sliceValidity } from "../files/mod.ts";
import type { BodyCursor } from "./body.ts";
import { columnType, type Int64As } from "./column-type.ts";
import { decodeColumn } from "./decode.ts";
import { type Dictionaries, type Entries, entriesOf, longerEntries } from "./dictionaries.ts";
import type { MemoryData } from "./memory-table.ts";
import type { ArrowField } from "./schema.ts";

/** Walks over the arrays of a column as over the nodes and buffers of a batch in a file: the arrays themselves, not copies. */
export function memoryCursor(field: ArrowField, data: MemoryData): BodyCursor {
  const nodes: { readonly rows: number; readonly absent: number }[] = [];
  const buffers: Uint8Array[] = [];
  lay(field, data, nodes, buffers);
  let [node, buffer] = [0, 0];
  return {
    version: 5,
    node: () => nodes[node++]!,
    buffer: () => buffers[buffer++] ?? none,
    views: () => 0,
  };
}

const none = new Uint8Array(0);

/** In the order of the format: the node, its buffers, then its children. */
function lay(
  field: ArrowField,
  data: MemoryData,
  nodes: { readonly rows: number; readonly absent: number }[],
  buffers: Uint8Array[],
): void {
  const { length: rows, offset, nullCount, nullBitmap, values, valueOffsets, typeIds, children } = data;
  const bits = (of: Uint8Array): Uint8Array => sliceValidity(of, offset, rows)!;
  nodes.push({ rows, absent: nullCount });
  const present = nullBitmap == null || nullBitmap.length === 0 ? none : bits(nullBitmap);
  if (field.dictionary !== undefined) {
    buffers.push(present, bytesOf(values));
    return;
  }
  switch (field.type.kind) {
    case "null":
      return;
    case "boolean":
      buffers.push(present, bits(bytesOf(values)));
      return;
    case "text":
    case "binary":
      buffers.push(present, bytesOf(valueOffsets), bytesOf(values));
      return;
    case "list":
    case "map":
      buffers.push(present, bytesOf(valueOffsets));
      break;
    case "struct":
    case "fixed list":
      buffers.push(present);
      break;
    case "union":
      buffers.push(bytesOf(typeIds));
      if (field.type.isDense) buffers.push(bytesOf(valueOffsets));
      break;
    default:
      buffers.push(present, bytesOf(values));
  }
  for (const [at, child] of field.children.entries()) lay(child, children[at]!, nodes, buffers);
}

function bytesOf(array: ArrayBufferView | undefined): Uint8Array {
  return array === undefined ? none : new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
}

/** The entries of the dictionaries of a column, by way of `known` read once for all batches that share them. */
export function memoryDictionaries(
  field: ArrowField,
  data: MemoryData,
  int64: Int64As,
  known: WeakMap<object, Entries>,
): Dictionaries {
  const dictionaries: Dictionaries = new Map();
  const find = (one: ArrowField, from: MemoryData): void => {
    const { dictionary } = from;
    if (one.dictionary === undefined || dictionary === undefined) {
      for (const [at, child] of one.children.entries()) find(child, from.children[at]!);
      return;
    }
    const entryField: ArrowField = { ...one, dictionary: undefined };
    const entries = known.get(dictionary) ?? readEntries(entryField, dictionary.data);
    known.set(dictionary, entries);
    dictionaries.set(one.dictionary.id, entries);
  };
  const readEntries = (one: ArrowField, parts: readonly MemoryData[]): Entries =>
    parts.map((part) => entriesIn(one, part)).reduce(longerEntries);
  const entriesIn = (one: ArrowField, part: MemoryData): Entries => {
    for (const [at, child] of one.children.entries()) find(child, part.children[at]!);
    const decoding = { cursor: memoryCursor(one, part), dictionaries, int64 };
    const { column, rows } = decodeColumn(one, columnType(one, int64), decoding);
    return entriesOf(column, rows);
  };
  find(field, data);
  return dictionaries;
}

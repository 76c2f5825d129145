import { sliceValidity } from "../files/mod.ts";
import type { BodyCursor } from "./body.ts";
import { columnType, type Int64As } from "./column-type.ts";
import { decodeColumn } from "./decode.ts";
import { type Dictionaries, type Entries, entriesOf, longerEntries } from "./dictionaries.ts";
import type { MemoryData } from "./memory-table.ts";
import type { ArrowField } from "./schema.ts";

/** Walks over the arrays of a column as over the nodes and buffers of a batch in a file: the arrays themselves, not copies. */
export function memoryCursor(field: ArrowField, data: MemoryData): BodyCursor {
  const laid: Laid = { nodes: [], buffers: [], ends: [] };
  lay(field, data, laid);
  const { nodes, buffers, ends } = laid;
  let [node, buffer] = [0, 0];
  return {
    version: 5,
    node: () => nodes[node++]!,
    buffer: () => buffers[buffer++] ?? none,
    views: () => 0,
    skip: () => {
      [node, buffer] = ends[node]!;
    },
  };
}

interface Laid {
  readonly nodes: { readonly rows: number; readonly absent: number }[];
  readonly buffers: Uint8Array[];
  /** The node and the buffer behind what begins with each node. */
  readonly ends: (readonly [node: number, buffer: number])[];
}

const none = new Uint8Array(0);

/** In the order of the format: the node, its buffers, then its children. */
function lay(field: ArrowField, data: MemoryData, laid: Laid): void {
  const at = laid.nodes.length;
  layOwn(field, data, laid);
  if (field.dictionary === undefined)
    for (const [place, child] of field.children.entries()) lay(child, data.children[place]!, laid);
  laid.ends[at] = [laid.nodes.length, laid.buffers.length];
}

function layOwn(field: ArrowField, data: MemoryData, { nodes, buffers }: Laid): void {
  const { length: rows, offset, nullCount, nullBitmap, values, valueOffsets, typeIds } = data;
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

import type { Column, DataType } from "../../../core/io/mod.ts";
import { typedColumn, valueAt } from "../../../core/io/mod.ts";
import { hasVectors } from "../../files/mod.ts";
import type { ColumnChunk } from "../format/metadata.ts";
import type { SchemaNode } from "../format/schema-tree.ts";
import { leavesOf } from "../format/schema-tree.ts";
import { itemOf, listNode } from "../nested-type.ts";
import { BadJson, type BadValue } from "./bad-json.ts";
import { builderOf } from "./builder.ts";
import { dictionaryValues } from "./chunk.ts";
import { dataPage } from "./data-page.ts";
import { readLevels } from "./levels.ts";
import { storedPages } from "./pages.ts";

/** Decodes a column of lists, structs or maps, by way of JavaScript values: general, not fast. */
export function decodeNested(
  node: SchemaNode,
  type: DataType,
  leafTypes: (leaf: SchemaNode) => DataType,
  chunks: readonly ColumnChunk[],
  bytesOf: (chunk: ColumnChunk) => Uint8Array,
  rows: number,
  onBad: (bad: BadValue) => void,
): Column {
  let row = 0;
  const cursors = leavesOf(node).map((leaf) => {
    const chunk = chunks[leaf.firstLeaf]!;
    return leafCursor(bytesOf(chunk), chunk, leaf, leafTypes(leaf));
  });
  const read = nodeReader(node, {
    cursorOf: (leaf) => cursors[leaf.firstLeaf - node.firstLeaf]!,
    onBad: ({ text }) => onBad({ row, text }),
  });
  const values: unknown[] = [];
  for (; row < rows; row++) values.push(read());
  if (cursors.some((cursor) => cursor.at < cursor.definition.length)) throw new RangeError(`more than ${rows} rows`);
  return hasVectors(type) ? typedColumn(type, values, refuse) : { type, validity: undefined, layout: "values", values };
}

function refuse(row: number, why: string): never {
  throw new RangeError(`row ${row + 1} of the row group, of which ${why}`);
}

/** A leaf's values side by side, and the levels that say where they belong. */
interface LeafCursor {
  readonly definition: Int32Array;
  readonly repetition: Int32Array;
  readonly values: Column;
  /** The next level, the next value. */
  at: number;
  value: number;
}

function leafCursor(bytes: Uint8Array, chunk: ColumnChunk, leaf: SchemaNode, type: DataType): LeafCursor {
  const builder = builderOf(leaf.element, type, chunk.valueCount);
  const definition = new Int32Array(chunk.valueCount);
  const repetition = new Int32Array(chunk.valueCount);
  let at = 0;
  let values = 0;
  for (const page of storedPages(bytes, chunk)) {
    if (page.header.type === "DICTIONARY_PAGE") builder.dictionary(dictionaryValues(page, chunk));
    if (page.header.type !== "DATA_PAGE" && page.header.type !== "DATA_PAGE_V2") continue;
    const { valueCount } = page.header;
    if (valueCount > chunk.valueCount - at) throw new RangeError(`more values than ${chunk.valueCount}`);
    const stored = dataPage(page, chunk, leaf);
    const levels = readLevels(stored.definition, leaf.definition, valueCount);
    definition.set(levels, at);
    repetition.set(readLevels(stored.repetition, leaf.repetition, valueCount), at);
    const count = levels.reduce((sum, level) => sum + (level === leaf.definition ? 1 : 0), 0);
    builder.append({ ...stored.values, count }, values);
    at += valueCount;
    values += count;
  }
  return { definition, repetition, values: builder.finish(undefined), at: 0, value: 0 };
}

interface Assembly {
  readonly cursorOf: (leaf: SchemaNode) => LeafCursor;
  readonly onBad: (value: BadJson) => void;
}

/**
 * Reads the next value of a node, moving the cursors of its leaves past it: the record assembly of Dremel, written
 * as recursive descent.
 * @see Melnik et al., “Dremel: Interactive Analysis of Web-Scale Datasets”, VLDB 2010, §4.3.
 */
function nodeReader(node: SchemaNode, assembly: Assembly): () => unknown {
  const leaves = leavesOf(node).map(assembly.cursorOf);
  const first = leaves[0]!;
  const repeated = listNode(node);
  if (repeated !== undefined) {
    const below = itemOf(repeated) === repeated ? asSingle(repeated) : itemOf(repeated);
    const item = nodeReader(below, assembly);
    return () => {
      const level = levelOf(first);
      if (level < repeated.definition) {
        for (const leaf of leaves) leaf.at++;
        return repeated !== node && level < node.definition ? null : [];
      }
      const items = [item()];
      while (first.at < first.definition.length && first.repetition[first.at]! >= repeated.repetition)
        items.push(item());
      return items;
    };
  }
  if (node.element.physical !== undefined) {
    return () => {
      const isThere = levelOf(first) === node.definition;
      first.at++;
      if (!isThere) return null;
      const value = valueAt(first.values, first.value++);
      if (!(value instanceof BadJson)) return value;
      assembly.onBad(value);
      return null;
    };
  }
  const children = node.children.map((child) => [child.element.name, nodeReader(child, assembly)] as const);
  return () => {
    if (levelOf(first) < node.definition) {
      for (const leaf of leaves) leaf.at++;
      return null;
    }
    return Object.fromEntries(children.map(([name, read]) => [name, read()]));
  };
}

/** A repeated node as each single one of its values. */
function asSingle(node: SchemaNode): SchemaNode {
  return { ...node, element: { ...node.element, repetition: "required" } };
}

function levelOf(cursor: LeafCursor): number {
  const level = cursor.definition[cursor.at];
  if (level === undefined) throw new RangeError("fewer values than rows");
  return level;
}

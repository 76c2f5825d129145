import type { Column, DataType } from "../../../core/io/mod.ts";
import { typedColumn, valueAt } from "../../../core/io/mod.ts";
import { badValueText, hasVectors } from "../../files/mod.ts";
import type { ColumnChunk } from "../format/metadata.ts";
import type { SchemaNode } from "../format/schema-tree.ts";
import { type NestedPlan, plannedLeaves } from "../nested-plan.ts";
import { itemOf } from "../nested-type.ts";
import { type ColumnArrays, ownArrays } from "./arrays.ts";
import { BadJson, type BadValue, badJson } from "./bad-json.ts";
import { builderOf } from "./builder.ts";
import { dictionaryValues } from "./chunk.ts";
import { dataPage } from "./data-page.ts";
import { readLevels } from "./levels.ts";
import { type ListedNumbers, numberLists } from "./number-lists.ts";
import { storedPages } from "./pages.ts";

/** Decodes a column of lists, structs or maps: lists of numbers by arrays, all else by way of JavaScript values, which is general, not fast. */
export function decodeNested(
  plan: NestedPlan,
  type: DataType,
  chunks: readonly ColumnChunk[],
  bytesOf: (chunk: ColumnChunk) => Uint8Array,
  rows: number,
  onBad: (bad: BadValue) => void,
  arrays: ColumnArrays,
): Column {
  let row = 0;
  const cursors = new Map(
    plannedLeaves(plan).map(({ node, type: leafType }) => {
      const chunk = chunks[node.firstLeaf]!;
      return [node.firstLeaf, leafCursor(bytesOf(chunk), chunk, node, leafType)] as const;
    }),
  );
  const numbers = listedNumbers(plan, cursors);
  const plain = numbers && numberLists(numbers, type, rows, arrays);
  if (plain !== undefined) return plain;
  const read = planReader(plan, {
    cursorOf: ({ firstLeaf }) => cursors.get(firstLeaf)!,
    onBad: (value) => onBad(badJson(row, value)),
  });
  const values: unknown[] = [];
  for (; row < rows; row++) values.push(read());
  for (const { at, definition } of cursors.values())
    if (at < definition.length) throw new RangeError(`more than ${rows} rows`);
  if (!hasVectors(type)) return { type, validity: undefined, layout: "values", values };
  return typedColumn(type, values, (at, why) => onBad({ row: at, text: badValueText(values[at]), why }));
}

/** Of a list whose items have no parts; undefined for all else. */
function listedNumbers(plan: NestedPlan, cursors: ReadonlyMap<number, LeafCursor>): ListedNumbers | undefined {
  if (plan.kind !== "list" || plan.repeated === plan.node || plan.item.kind !== "leaf") return undefined;
  const item = plan.item.node;
  if (itemOf(plan.repeated) === plan.repeated) return undefined;
  const { definition, repetition, values } = cursors.get(item.firstLeaf)!;
  return values && { definition, repetition, values, there: item.definition, list: plan.node.definition };
}

/** A leaf's values side by side, and the levels that say where they belong. */
interface LeafCursor {
  readonly definition: Int32Array;
  readonly repetition: Int32Array;
  /** None where only the levels count. */
  readonly values: Column | undefined;
  /** The next level, the next value. */
  at: number;
  value: number;
}

function leafCursor(bytes: Uint8Array, chunk: ColumnChunk, leaf: SchemaNode, type: DataType | undefined): LeafCursor {
  const builder = type && builderOf(leaf.element, type, chunk.valueCount, chunk.uncompressedBytes, ownArrays);
  const definition = new Int32Array(chunk.valueCount);
  const repetition = new Int32Array(chunk.valueCount);
  let at = 0;
  let values = 0;
  for (const page of storedPages(bytes, chunk)) {
    if (page.header.type === "DICTIONARY_PAGE") builder?.dictionary(dictionaryValues(page, chunk, builder.memory));
    if (page.header.type !== "DATA_PAGE" && page.header.type !== "DATA_PAGE_V2") continue;
    const { valueCount } = page.header;
    if (valueCount > chunk.valueCount - at) throw new RangeError(`more values than ${chunk.valueCount}`);
    const stored = dataPage(page, chunk, leaf, builder?.memory ?? "own");
    const levels = readLevels(stored.definition, leaf.definition, valueCount);
    definition.set(levels, at);
    repetition.set(readLevels(stored.repetition, leaf.repetition, valueCount), at);
    const count = countOf(levels, leaf.definition);
    builder?.append({ ...stored.values, count }, values);
    at += valueCount;
    values += count;
  }
  return { definition, repetition, values: builder?.finish(undefined), at: 0, value: 0 };
}

function countOf(levels: Int32Array, wanted: number): number {
  let count = 0;
  for (let at = 0; at < levels.length; at++) count += levels[at] === wanted ? 1 : 0;
  return count;
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
function planReader(plan: NestedPlan, assembly: Assembly): () => unknown {
  const leaves = plannedLeaves(plan).map(({ node }) => assembly.cursorOf(node));
  const first = leaves[0]!;
  switch (plan.kind) {
    case "list": {
      const { node, repeated } = plan;
      const item = planReader(plan.item, assembly);
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
    case "leaf": {
      const { node } = plan;
      return () => {
        const isThere = levelOf(first) === node.definition;
        first.at++;
        if (!isThere || first.values === undefined) return null;
        const value = valueAt(first.values, first.value++);
        if (!(value instanceof BadJson)) return value;
        assembly.onBad(value);
        return null;
      };
    }
    default: {
      const { node } = plan;
      const fields = plan.fields.map(([name, part]) => [name, part && planReader(part, assembly)] as const);
      const levels = plan.levels && planReader(plan.levels, assembly);
      return () => {
        if (levelOf(first) < node.definition) {
          for (const leaf of leaves) leaf.at++;
          return null;
        }
        levels?.();
        return Object.fromEntries(fields.map(([name, read]) => [name, read?.() ?? null]));
      };
    }
  }
}

function levelOf(cursor: LeafCursor): number {
  const level = cursor.definition[cursor.at];
  if (level === undefined) throw new RangeError("fewer values than rows");
  return level;
}

import type { DataType } from "../../core/io/mod.ts";
import { list } from "../../core/io/mod.ts";
import type { SchemaNode } from "./format/schema-tree.ts";

/**
 * The type of a node of the schema: a list for what repeats, a struct for a group. A map is the list of its entries,
 * `{ key, value }`, in their order.
 */
export function nodeType(node: SchemaNode, leafTypeOf: (leaf: SchemaNode) => DataType): DataType {
  const repeated = listNode(node);
  if (repeated !== undefined) return list(singleType(itemOf(repeated), leafTypeOf, repeated));
  return singleType(node, leafTypeOf, undefined);
}

function singleType(
  node: SchemaNode,
  leafTypeOf: (leaf: SchemaNode) => DataType,
  within: SchemaNode | undefined,
): DataType {
  if (node !== within && listNode(node) !== undefined) return nodeType(node, leafTypeOf);
  if (node.element.physical !== undefined) return leafTypeOf(node);
  const fields = node.children.map((child) => ({ name: child.element.name, type: nodeType(child, leafTypeOf) }));
  return { kind: "struct", fields };
}

/** The node that repeats in a list: a child of a group marked LIST or MAP, or the node itself where it is not marked. */
export function listNode(node: SchemaNode): SchemaNode | undefined {
  if (node.element.repetition === "repeated") return node;
  const { logical } = node.element;
  const child = node.children[0];
  const marked = logical?.kind === "list" || logical?.kind === "map";
  return marked && node.children.length === 1 && child!.element.repetition === "repeated" ? child : undefined;
}

/**
 * What a list holds: the only child of the node that repeats, by the rules for the two-level lists of older writers
 * the node itself.
 * @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#backward-compatibility-rules
 */
export function itemOf(repeated: SchemaNode): SchemaNode {
  const { children, element, path } = repeated;
  const parent = path.at(-2) ?? "";
  const isItem = children.length !== 1 || element.name === "array" || element.name === `${parent}_tuple`;
  return isItem ? repeated : children[0]!;
}

import type { SchemaElement } from "./metadata.ts";

/** A node of the schema with what its place in the tree means for the levels. */
export interface SchemaNode {
  readonly element: SchemaElement;
  readonly children: readonly SchemaNode[];
  readonly path: readonly string[];
  /** Definition level from which on the node itself is there. */
  readonly definition: number;
  /** How many nodes repeat from the root to here, this one included. */
  readonly repetition: number;
  /** Positions of its leaves in a row group's chunks: [firstLeaf, endLeaf). */
  readonly firstLeaf: number;
  readonly endLeaf: number;
}

const deepest = 64;

/** The columns of a file: the children of its root. */
export function schemaColumns(elements: readonly SchemaElement[]): readonly SchemaNode[] {
  const walk = { elements, at: 0, leaves: 0 };
  const root = nodeAt(walk, [], 0, 0, 0);
  if (walk.at !== elements.length) throw new RangeError(`${elements.length} schema elements where ${walk.at} are used`);
  return root.children;
}

interface Walk {
  readonly elements: readonly SchemaElement[];
  at: number;
  leaves: number;
}

function nodeAt(
  walk: Walk,
  path: readonly string[],
  definition: number,
  repetition: number,
  depth: number,
): SchemaNode {
  const element = walk.elements[walk.at++];
  if (element === undefined || depth > deepest) throw new RangeError("a schema that does not end");
  if (element.physical === undefined && element.childCount === 0 && depth > 0) {
    throw new RangeError(`a group ${JSON.stringify(element.name)} without columns`);
  }
  const firstLeaf = walk.leaves;
  const children: SchemaNode[] = [];
  for (let child = 0; child < element.childCount; child++) {
    const next = walk.elements[walk.at];
    if (next === undefined) throw new RangeError("a schema with fewer elements than it says");
    const defines = next.repetition === "required" ? 0 : 1;
    const repeats = next.repetition === "repeated" ? 1 : 0;
    children.push(nodeAt(walk, [...path, next.name], definition + defines, repetition + repeats, depth + 1));
  }
  if (element.physical !== undefined) walk.leaves++;
  return { element, children, path, definition, repetition, firstLeaf, endLeaf: walk.leaves };
}

/** A column whose values are not nested: one chunk, at most one definition level. */
export function isFlat(node: SchemaNode): boolean {
  return node.element.physical !== undefined && node.repetition === 0 && node.definition <= 1;
}

/** What has values, in the order of a row group's chunks. */
export function leavesOf(columns: readonly SchemaNode[]): readonly SchemaNode[] {
  return columns.flatMap((node) => (node.element.physical === undefined ? leavesOf(node.children) : [node]));
}

import { readUses } from "./escape.ts";
import { namesOf, propertiesOf, type ReturnedProperty } from "./return-shape.ts";
import { type AnyNode, childrenOf, isFunction, type LambdaNode } from "./syntax.ts";

/** What a lambda does with its row that gives `{ ...row, twice: row.value * 2 }`, and beside that only reads columns of it. */
export interface RowSpread {
  readonly reads: readonly string[];
  /** The columns that it only hands on, under other names. */
  readonly passed: ReadonlySet<string>;
  /** What stands behind the spread. */
  readonly properties: readonly ReturnedProperty[];
}

/**
 * The spread of a lambda that always gives a literal that begins with it. Nobody sees the object made before all of it
 * is there, so columns that are spread need not go through it.
 */
export function spreadOf(node: LambdaNode): RowSpread | undefined {
  const parameter = node.params[0] as AnyNode | undefined;
  const literal = literalOf(node);
  const [spread, ...others] = (literal?.properties ?? []) as AnyNode[];
  if (parameter?.type !== "Identifier" || spread?.type !== "SpreadElement") return undefined;
  if (spread.argument.type !== "Identifier" || spread.argument.name !== parameter.name) return undefined;
  const properties = propertiesOf(others, namesOf(node));
  const uses = readUses(node, parameter, spread);
  if (properties === undefined || typeof uses === "string") return undefined;
  const reads = [...uses.reads.keys()];
  if (reads.some((name) => name in Object.prototype)) return undefined;
  const handedOn = (name: string): number => properties.filter(({ column }) => column === name).length;
  return { reads, passed: new Set(reads.filter((name) => uses.reads.get(name) === handedOn(name))), properties };
}

/** The object literal that a function gives at its end, and nowhere else anything. */
function literalOf({ body }: LambdaNode): (AnyNode & { type: "ObjectExpression" }) | undefined {
  let node = body as AnyNode;
  if (node.type === "BlockStatement") {
    const last = node.body.at(-1);
    if (last?.type !== "ReturnStatement" || last.argument == null || returnsIn(node) > 1) return undefined;
    node = last.argument as AnyNode;
  }
  while (node.type === "ParenthesizedExpression") node = node.expression as AnyNode;
  return node.type === "ObjectExpression" ? node : undefined;
}

function returnsIn(node: AnyNode): number {
  if (node.type === "ReturnStatement") return 1;
  return childrenOf(node).reduce((sum, child) => sum + (isFunction(child) ? 0 : returnsIn(child)), 0);
}

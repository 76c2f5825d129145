import { constantValue } from "./constant-value.ts";
import type { AnyNode, LambdaNode } from "./syntax.ts";

/**
 * Whether a lambda does nothing but compute: of its `"row"` alone, or of captured `"variables"` too, which others may
 * change. Then nobody can tell when it was called, or whether. Undefined where it may do more: a call may do anything,
 * and so may a property that is a getter; but columns are none, and operators are taken for what they are for numbers.
 */
export function whatComputes(node: LambdaNode): "row" | "variables" | undefined {
  const parameter = node.params.length === 1 ? (node.params[0] as AnyNode) : undefined;
  if (parameter?.type !== "Identifier" || node.body.type === "BlockStatement") return undefined;
  return whatIsComputed(node.body as AnyNode, parameter.name);
}

/** The same of an expression over a row of that name. */
export function whatIsComputed(node: AnyNode, row: string): "row" | "variables" | undefined {
  switch (node.type) {
    case "Literal":
      return "row";
    case "Identifier":
      return node.name === "undefined" ? "row" : "variables";
    case "MemberExpression":
      return node.object.type === "Identifier" && node.object.name === row && !node.computed ? "row" : undefined;
    case "ParenthesizedExpression":
      return whatIsComputed(node.expression as AnyNode, row);
    case "UnaryExpression":
      return node.operator === "delete" ? undefined : whatIsComputed(node.argument as AnyNode, row);
    case "BinaryExpression":
      if (node.operator === "in" || node.operator === "instanceof") return undefined;
      return all([node.left as AnyNode, node.right as AnyNode], row);
    case "LogicalExpression":
      return all([node.left as AnyNode, node.right as AnyNode], row);
    case "ConditionalExpression":
      return all([node.test, node.consequent, node.alternate] as AnyNode[], row);
    case "ObjectExpression":
      return all(
        (node.properties as AnyNode[]).map((property) =>
          property.type === "Property" && !property.computed && property.kind === "init"
            ? (property.value as AnyNode)
            : property,
        ),
        row,
      );
    default:
      return constantValue(node) === undefined ? undefined : "row";
  }
}

function all(nodes: readonly AnyNode[], row: string): "row" | "variables" | undefined {
  let found: "row" | "variables" = "row";
  for (const node of nodes) {
    const one = whatIsComputed(node, row);
    if (one === undefined) return undefined;
    if (one === "variables") found = one;
  }
  return found;
}

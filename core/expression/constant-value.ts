import type { AnyNode } from "./syntax.ts";

/** What a column can be compared with. */
type Constant = number | string | boolean | bigint;

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

/**
 * The value that an expression has whatever the row and whenever it is asked: literals, arithmetic of numbers among them,
 * and `Date.UTC` of such numbers, which is how people write a day. `Date` is taken for what it is.
 */
export function constantValue(node: AnyNode): Constant | undefined {
  switch (node.type) {
    case "Literal":
      return isConstant(node.value) ? node.value : undefined;
    case "ParenthesizedExpression":
      return constantValue(node.expression as AnyNode);
    case "UnaryExpression": {
      const value = constantValue(node.argument as AnyNode);
      return node.operator === "-" && typeof value === "number" ? -value : undefined;
    }
    case "BinaryExpression":
      return computed(node.operator, constantValue(node.left as AnyNode), constantValue(node.right as AnyNode));
    case "CallExpression":
      return isDateUtc(node.callee as AnyNode) ? timeOf(node.arguments as AnyNode[]) : undefined;
    default:
      return undefined;
  }
}

function computed(operator: string, left: Constant | undefined, right: Constant | undefined): number | undefined {
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  const value = arithmetic[operator]?.(left, right);
  return Number.isFinite(value) ? value : undefined;
}

function isDateUtc(callee: AnyNode): boolean {
  return (
    callee.type === "MemberExpression" &&
    !callee.computed &&
    callee.object.type === "Identifier" &&
    callee.object.name === "Date" &&
    callee.property.type === "Identifier" &&
    callee.property.name === "UTC"
  );
}

function timeOf(nodes: readonly AnyNode[]): number | undefined {
  const parts = nodes.map(constantValue).filter((part) => typeof part === "number");
  const [year, ...rest] = parts;
  if (year === undefined || parts.length < nodes.length) return undefined;
  const time = Date.UTC(year, ...(rest as [number?, number?, number?, number?, number?, number?]));
  return Number.isNaN(time) ? undefined : time;
}

function isConstant(value: unknown): value is Constant {
  return ["number", "string", "boolean", "bigint"].includes(typeof value);
}

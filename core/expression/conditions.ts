import { whatIsComputed } from "./computes.ts";
import { constantValue } from "./constant-value.ts";
import { type AnyNode, type LambdaNode, propertyName } from "./syntax.ts";

/** A comparison of a column with a constant. The same shape as core/io's, which sources are given. */
export interface Condition {
  readonly column: string;
  readonly compare: "=" | "!=" | "<" | "<=" | ">" | ">=";
  readonly value: number | string | boolean | bigint;
}

const comparisons: Readonly<Record<string, Condition["compare"]>> = {
  "===": "=",
  "!==": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

const mirrored: Readonly<Record<Condition["compare"], Condition["compare"]>> = {
  "=": "=",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/**
 * Comparisons with constants that hold for every row a filter keeps: those joined by `&&` at the top of its expression.
 * Only what is constant in the text counts: a captured variable may change while the job runs. `==` does not: it converts. What stands behind
 * something that may do more than compute does not either: rows that a source leaves out for it would never come to that,
 * to be counted, or to fail.
 */
export function conditionsOf(node: LambdaNode, row: string): Condition[] {
  return node.body.type === "BlockStatement" ? [] : conjuncts(node.body as AnyNode, row);
}

function conjuncts(node: AnyNode, row: string): Condition[] {
  if (node.type === "ParenthesizedExpression") return conjuncts(node.expression as AnyNode, row);
  if (node.type === "LogicalExpression" && node.operator === "&&") {
    const left = conjuncts(node.left as AnyNode, row);
    const more = whatIsComputed(node.left as AnyNode, row) !== undefined;
    return more ? [...left, ...conjuncts(node.right as AnyNode, row)] : left;
  }
  const condition = node.type === "BinaryExpression" ? comparison(node, row) : undefined;
  return condition === undefined ? [] : [condition];
}

function comparison(node: AnyNode & { type: "BinaryExpression" }, row: string): Condition | undefined {
  const compare = comparisons[node.operator];
  if (compare === undefined) return undefined;
  const left = operand(node.left as AnyNode, row);
  const right = operand(node.right as AnyNode, row);
  if (left?.column !== undefined && right?.value !== undefined)
    return { column: left.column, compare, value: right.value };
  if (right?.column !== undefined && left?.value !== undefined) {
    return { column: right.column, compare: mirrored[compare], value: left.value };
  }
  return undefined;
}

function operand(node: AnyNode, row: string): { column?: string; value?: Condition["value"] } | undefined {
  const value = constantValue(node);
  if (value !== undefined) return { value };
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier" || node.object.name !== row)
    return undefined;
  const column = propertyName(node, node.property as AnyNode);
  return column === undefined ? undefined : { column };
}

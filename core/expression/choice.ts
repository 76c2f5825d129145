import { type ColumnNames, columnOf, namesOf } from "./return-shape.ts";
import type { AnyNode, LambdaNode } from "./syntax.ts";

/**
 * A lambda that is nothing but a test of numbers in columns, with a column or a constant where it is true and null where it
 * is not: `bid.price < 10_000 || null`, `bid.price < 10_000 ? bid.bidder : null`. Nobody can tell whether it was called.
 */
export interface Choice {
  /** An expression over `a(0)`, `a(1)`, …: the numbers of the columns tested. */
  readonly test: TestNode;
  /** The columns that it looks at. */
  readonly tested: readonly string[];
  /** What there is where it is true. */
  readonly gives: { readonly column: string } | { readonly value: number | true };
}

export type TestNode =
  | { readonly kind: "compare"; readonly operator: string; readonly left: Operand; readonly right: Operand }
  | { readonly kind: "and" | "or"; readonly left: TestNode; readonly right: TestNode }
  | { readonly kind: "not"; readonly of: TestNode };

/** A column tested, by its place among them, or a literal: a captured variable may change. */
export type Operand = { readonly at: number } | { readonly value: number };

interface Reading {
  readonly names: ColumnNames;
  readonly tested: string[];
}

const comparisons: ReadonlySet<string> = new Set(["===", "!==", "<", "<=", ">", ">="]);

export function choiceOf(lambda: LambdaNode): Choice | undefined {
  const body = withoutParentheses(lambda.body as AnyNode);
  const reading: Reading = { names: namesOf(lambda), tested: [] };
  if (body.type === "LogicalExpression" && body.operator === "||" && isNull(body.right as AnyNode)) {
    const test = testOf(body.left as AnyNode, reading);
    return test && { test, tested: reading.tested, gives: { value: true } };
  }
  if (body.type !== "ConditionalExpression" || !isNull(body.alternate as AnyNode)) return undefined;
  const test = testOf(body.test as AnyNode, reading);
  const gives = givenBy(withoutParentheses(body.consequent as AnyNode), reading.names);
  return test && gives && { test, tested: reading.tested, gives };
}

function givenBy(node: AnyNode, names: ColumnNames): Choice["gives"] | undefined {
  const column = columnOf(node, names);
  if (column !== undefined) return { column };
  const value = numberOf(node);
  if (value !== undefined) return { value };
  return node.type === "Literal" && node.value === true ? { value: true } : undefined;
}

function testOf(given: AnyNode, reading: Reading): TestNode | undefined {
  const node = withoutParentheses(given);
  if (node.type === "UnaryExpression" && node.operator === "!") {
    const of = testOf(node.argument as AnyNode, reading);
    return of && { kind: "not", of };
  }
  if (node.type === "LogicalExpression" && node.operator !== "??") {
    const left = testOf(node.left as AnyNode, reading);
    const right = testOf(node.right as AnyNode, reading);
    return left && right && { kind: node.operator === "&&" ? "and" : "or", left, right };
  }
  if (node.type !== "BinaryExpression" || !comparisons.has(node.operator)) return undefined;
  const left = operandOf(node.left as AnyNode, reading);
  const right = operandOf(node.right as AnyNode, reading);
  return left && right && { kind: "compare", operator: node.operator, left, right };
}

function operandOf(given: AnyNode, { names, tested }: Reading): Operand | undefined {
  const node = withoutParentheses(given);
  const value = numberOf(node);
  if (value !== undefined) return { value };
  const column = columnOf(node, names);
  if (column === undefined) return undefined;
  if (!tested.includes(column)) tested.push(column);
  return { at: tested.indexOf(column) };
}

function numberOf(node: AnyNode): number | undefined {
  if (node.type === "UnaryExpression" && node.operator === "-") {
    const value = numberOf(node.argument as AnyNode);
    return value === undefined ? undefined : -value;
  }
  return node.type === "Literal" && typeof node.value === "number" && Number.isFinite(node.value)
    ? node.value
    : undefined;
}

function isNull(node: AnyNode): boolean {
  return node.type === "Literal" && node.raw === "null";
}

function withoutParentheses(node: AnyNode): AnyNode {
  return node.type === "ParenthesizedExpression" ? withoutParentheses(node.expression as AnyNode) : node;
}

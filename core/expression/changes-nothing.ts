import { type AnyNode, childrenOf, isFunction, parseLambda } from "./syntax.ts";

const changing = new Set(["AssignmentExpression", "UpdateExpression", "NewExpression", "TaggedTemplateExpression"]);
const lasting = new Set(["YieldExpression", "AwaitExpression", "ImportExpression"]);

/**
 * Whether a function provably changes none of what it is given: one expression that assigns nothing, and calls nothing but
 * functions of `Math`. Getters of rows are taken for what they are: reads.
 */
export function changesNothing(lambda: (...values: never[]) => unknown): boolean {
  const node = parseLambda(lambda);
  if (typeof node === "string" || node.body.type === "BlockStatement") return false;
  return [...(node.params as AnyNode[]), node.body as AnyNode].every(onlyReads);
}

function onlyReads(node: AnyNode): boolean {
  if (changing.has(node.type) || lasting.has(node.type) || isFunction(node)) return false;
  if (node.type === "UnaryExpression" && node.operator === "delete") return false;
  if (node.type === "CallExpression" && !isOfMath(node.callee as AnyNode)) return false;
  return childrenOf(node).every(onlyReads);
}

function isOfMath(callee: AnyNode): boolean {
  return (
    callee.type === "MemberExpression" &&
    !callee.computed &&
    callee.object.type === "Identifier" &&
    callee.object.name === "Math"
  );
}

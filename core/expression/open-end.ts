import { type AnyNode, childrenOf, isFunction, type LambdaNode } from "./syntax.ts";

/**
 * Whether a function's source has a way on which it returns nothing: a forgotten `return`, or braces that were to be an
 * object. What it does for certain, or not at all, is not told apart from what cannot be read: then it is no.
 */
export function hasOpenEnd({ body }: LambdaNode): boolean {
  return (body as AnyNode).type === "BlockStatement" && (isOpen(body as AnyNode) || returnsNothing(body as AnyNode));
}

/** Whether what comes behind the statement may be reached. */
function isOpen(statement: AnyNode): boolean {
  switch (statement.type) {
    case "BlockStatement":
      return statement.body.every((one) => isOpen(one as AnyNode));
    case "IfStatement":
      return statement.alternate == null || isOpen(statement.consequent) || isOpen(statement.alternate);
    case "TryStatement":
      if (statement.finalizer != null && !isOpen(statement.finalizer)) return false;
      return isOpen(statement.block) || (statement.handler != null && isOpen(statement.handler.body));
    case "ExpressionStatement":
    case "VariableDeclaration":
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "EmptyStatement":
    case "ForOfStatement":
    case "ForInStatement":
      return true;
    default:
      return false;
  }
}

/** `return;` of the function itself. */
function returnsNothing(node: AnyNode): boolean {
  if (node.type === "ReturnStatement") return node.argument == null;
  return childrenOf(node).some((child) => !isFunction(child) && returnsNothing(child));
}

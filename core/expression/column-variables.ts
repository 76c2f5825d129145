import { type AnyNode, childrenOf, isFunction, type LambdaNode, propertyName } from "./syntax.ts";

/**
 * Variables that a parameter like `{ price, origin: from }` is taken apart into, with their columns: those without a default
 * or a pattern of their own, if neither the expression behind it nor any default gives a variable another value.
 */
export function columnVariables(pattern: AnyNode & { type: "ObjectPattern" }, lambda: LambdaNode): Map<string, string> {
  const variables = new Map<string, string>();
  if ([...(lambda.params as AnyNode[]), lambda.body as AnyNode].some(mayAssign)) return variables;
  for (const property of pattern.properties as AnyNode[]) {
    if (property.type !== "Property" || property.value.type !== "Identifier") continue;
    const column = propertyName(property, property.key as AnyNode);
    if (column !== undefined) variables.set(property.value.name, column);
  }
  return variables;
}

/** Whether parameters do nothing but give names: no default is computed, no pattern within takes apart what may be null. */
export function takesOnlyNames({ params }: LambdaNode): boolean {
  return (params as AnyNode[]).every((parameter, at) => {
    if (parameter.type === "Identifier") return true;
    if (at > 0 || parameter.type !== "ObjectPattern") return false;
    return (parameter.properties as AnyNode[]).every(
      (property) => property.type === "Property" && property.value.type === "Identifier",
    );
  });
}

/** How often a variable is named in an expression. */
export function usesOf(variable: string, node: AnyNode): number {
  if (node.type === "Identifier") return node.name === variable ? 1 : 0;
  if (node.type === "MemberExpression" && !node.computed) return usesOf(variable, node.object as AnyNode);
  if (node.type === "Property" && !node.computed) return usesOf(variable, node.value as AnyNode);
  return childrenOf(node).reduce((sum, child) => sum + usesOf(variable, child), 0);
}

/** Whether anything is assigned, or names may mean something else further in: inside a nested function. */
function mayAssign(node: AnyNode): boolean {
  if (node.type === "AssignmentExpression" || node.type === "UpdateExpression" || isFunction(node)) return true;
  return childrenOf(node).some(mayAssign);
}

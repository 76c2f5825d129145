import type { AnyNode, ArrowFunctionExpression, FunctionExpression, MemberExpression } from "acorn";
import { parseExpressionAt } from "acorn";

export type LambdaNode = ArrowFunctionExpression | FunctionExpression;
export type { AnyNode, MemberExpression };

// Taken when this module is loaded: who replaces it later is not asked.
const sourceOf = Function.prototype.toString;

/** Whether it is the runtime's own. Agents that replace it (zone.js) make it give the native text for itself, too. */
const isBelieved =
  sourceOf.call(sourceOf).includes("[native code]") &&
  Reflect.ownKeys(sourceOf).every((key) => /^(length|name)$/.test(String(key)));

/** The syntax tree of a function's own source, or why there is none. A function's own `toString` is never asked: it may lie. */
export function parseLambda(lambda: (...values: never[]) => unknown): LambdaNode | string {
  if (!isBelieved) return "Function.prototype.toString was replaced, so no source can be believed";
  const text = sourceOf.call(lambda);
  if (text.includes("[native code]")) return "its source is hidden (native or bound)";
  return parsedAs(text, text) ?? parsedAs(`({${text}}).x`, text) ?? "its source cannot be parsed";
}

function parsedAs(text: string, original: string): LambdaNode | undefined {
  try {
    const node = parseExpressionAt(text, 0, { ecmaVersion: "latest" }) as AnyNode;
    if (node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression") {
      return text === original && node.end < text.trimEnd().length ? undefined : node;
    }
    return methodOf(node);
  } catch {
    return undefined;
  }
}

/** `{ name(row) { … } }`: functions made by method syntax print so. */
function methodOf(node: AnyNode): LambdaNode | undefined {
  if (node.type !== "MemberExpression" || node.object.type !== "ObjectExpression") return undefined;
  const property = node.object.properties[0];
  if (property?.type !== "Property" || property.value.type !== "FunctionExpression") return undefined;
  return property.kind === "init" ? property.value : undefined;
}

/** The nodes directly below a node. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

export function isFunction(node: AnyNode): boolean {
  return /^(Arrow)?Function/.test(node.type) || node.type === "ClassBody";
}

/** The name of a property that is written out: `a.name`, `a["name"]`, `{ name: … }`. */
export function propertyName(node: { computed: boolean }, key: AnyNode): string | undefined {
  if (!node.computed && key.type === "Identifier") return key.name;
  return key.type === "Literal" && typeof key.value === "string" ? key.value : undefined;
}

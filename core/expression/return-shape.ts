import { columnVariables, takesOnlyNames } from "./column-variables.ts";
import { type AnyNode, childrenOf, isFunction, type LambdaNode, propertyName } from "./syntax.ts";

/** What a lambda returns, as far as its source says it for certain. */
export type ReturnShape =
  /**
   * Always an object literal with these properties in this order; `column` where the value is just that column of the
   * row. `bare`: the whole lambda is that literal, and its parameters are only names.
   */
  | { readonly kind: "object"; readonly properties: readonly ReturnedProperty[]; readonly bare: boolean }
  /** Always just a column of the row, and nothing else happens: it need not be called. */
  | { readonly kind: "column"; readonly column: string }
  | { readonly kind: "value" };

export interface ReturnedProperty {
  readonly name: string;
  readonly column: string | undefined;
}

export function readReturn(node: LambdaNode): ReturnShape {
  const names = namesOf(node);
  const body = node.body as AnyNode;
  if (body.type !== "BlockStatement") return shapeOf(body, names, takesOnlyNames(node));
  const returned = returnsOf(body);
  const endsWithReturn = body.body.at(-1)?.type === "ReturnStatement";
  if (returned.length === 0 || returned.includes(undefined) || !endsWithReturn) return { kind: "value" };
  return returned.map((value) => shapeOf(value!, names, false)).reduce(agreed);
}

/** What columns are called in a lambda: members of its row, or variables that its parameter is taken apart into. */
export interface ColumnNames {
  readonly row: string | undefined;
  readonly variables: ReadonlyMap<string, string>;
}

export function namesOf(node: LambdaNode): ColumnNames {
  const parameter = node.params[0] as AnyNode | undefined;
  if (parameter?.type === "Identifier") return { row: parameter.name, variables: new Map() };
  // In a block a variable may be given another value, or another of its name may stand in front of it.
  const simple = parameter?.type === "ObjectPattern" && node.body.type !== "BlockStatement";
  return { row: undefined, variables: simple ? columnVariables(parameter, node) : new Map() };
}

function shapeOf(node: AnyNode, names: ColumnNames, alone: boolean): ReturnShape {
  if (node.type === "ParenthesizedExpression") return shapeOf(node.expression as AnyNode, names, alone);
  if (node.type === "ObjectExpression") return literalShape(node, names, alone);
  const column = columnOf(node, names);
  return alone && column !== undefined ? { kind: "column", column } : { kind: "value" };
}

function literalShape(node: AnyNode & { type: "ObjectExpression" }, names: ColumnNames, bare: boolean): ReturnShape {
  const properties = propertiesOf(node.properties as AnyNode[], names);
  return properties === undefined || properties.length === 0 ? { kind: "value" } : { kind: "object", properties, bare };
}

/** The properties of a literal; undefined where they are more than names with values. */
export function propertiesOf(nodes: readonly AnyNode[], names: ColumnNames): readonly ReturnedProperty[] | undefined {
  const properties: ReturnedProperty[] = [];
  for (const property of nodes) {
    if (property.type !== "Property" || property.kind !== "init" || property.method) return undefined;
    const name = propertyName(property, property.key as AnyNode);
    if (name === undefined || !isOrdinaryName(name)) return undefined;
    if (properties.some((earlier) => earlier.name === name)) return undefined;
    properties.push({ name, column: columnOf(property.value as AnyNode, names) });
  }
  return properties;
}

/** Integer-like names change the order of properties; `__proto__: …` sets the prototype. */
export function isOrdinaryName(name: string): boolean {
  return name !== "__proto__" && !/^\d+$/.test(name);
}

/** The column that an expression is, and nothing else. */
export function columnOf(node: AnyNode, { row, variables }: ColumnNames): string | undefined {
  if (node.type === "Identifier") return variables.get(node.name);
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier" || node.object.name !== row)
    return undefined;
  return node.optional ? undefined : propertyName(node, node.property as AnyNode);
}

/** Two returns give columns only if they name the same properties; what they hand on differs, so it is computed. */
function agreed(left: ReturnShape, right: ReturnShape): ReturnShape {
  if (left.kind !== "object" || right.kind !== "object") return { kind: "value" };
  const names = (shape: { properties: readonly ReturnedProperty[] }) => shape.properties.map(({ name }) => name);
  if (names(left).join("\0") !== names(right).join("\0")) return { kind: "value" };
  return { kind: "object", properties: left.properties.map(({ name }) => ({ name, column: undefined })), bare: false };
}

/** The values of all return statements of this function itself; undefined for a bare `return`. */
function returnsOf(node: AnyNode): (AnyNode | undefined)[] {
  if (node.type === "ReturnStatement") return [(node.argument ?? undefined) as AnyNode | undefined];
  return childrenOf(node).flatMap((child) => (isFunction(child) ? [] : returnsOf(child)));
}

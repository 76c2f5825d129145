import { columnVariables, takesOnlyNames, usesOf } from "./column-variables.ts";
import {
  type AnyNode,
  childrenOf,
  isFunction,
  type LambdaNode,
  type MemberExpression,
  propertyName,
} from "./syntax.ts";

/** How often each column is read. */
export interface EscapeReading {
  readonly reads: Map<string, number>;
  /** A part of the lambda that may do with the row what it likes. */
  readonly except?: AnyNode | undefined;
}

/**
 * The columns that a lambda reads of its row, or the reason why the row may escape: be kept, changed, compared,
 * enumerated or handed on. Whatever is not provably a plain read counts as an escape, a shadowing name too.
 */
export function readUses(node: LambdaNode, parameter: AnyNode | undefined, except?: AnyNode): EscapeReading | string {
  const reading: EscapeReading = { reads: new Map(), except };
  const forbidden = mentions(node, ["arguments", "eval"]);
  if (forbidden !== undefined) return `it uses ${forbidden}`;
  if (parameter === undefined) return reading;
  if (parameter.type === "ObjectPattern") return readParameter(parameter, node, reading) ?? reading;
  if (parameter.type !== "Identifier") return "its parameter has a default or is a rest parameter";
  const others = node.params.slice(1) as AnyNode[];
  for (const part of [...others, node.body as AnyNode]) {
    const reason = readBelow(part, parameter.name, reading, false);
    if (reason !== undefined) return reason;
  }
  return reading;
}

function readBelow(node: AnyNode, row: string, reading: EscapeReading, nested: boolean): string | undefined {
  if (node === reading.except) return undefined;
  if (node.type === "MemberExpression" && isRow(node.object, row)) return readMember(node, row, reading, nested);
  if (isRow(node, row)) return `the row itself is used (${row})`;
  const special = readSpecial(node, row, reading, nested);
  if (special !== "ordinary") return special;
  const inside = nested || isFunction(node);
  for (const child of childrenToRead(node)) {
    const reason = readBelow(child, row, reading, inside);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Where a read of a column would be more than a read. Gives "ordinary" when the node's children are to be looked at. */
function readSpecial(node: AnyNode, row: string, reading: EscapeReading, nested: boolean): string | undefined {
  const target = changedBy(node);
  if (target !== undefined && holdsMember(target, row)) return "the row is changed";
  const called =
    node.type === "CallExpression" ? node.callee : node.type === "TaggedTemplateExpression" ? node.tag : undefined;
  if (called !== undefined && isMemberOf(called, row))
    return "a method of the row is called, which gets the row as `this`";
  const destructures = node.type === "VariableDeclarator" && node.init != null && isRow(node.init as AnyNode, row);
  if (destructures && node.id.type === "ObjectPattern") return readTakenApart(node.id, row, reading, nested);
  return "ordinary";
}

/** `const { price, nick = r.note } = r`: its defaults may use the row too, and its variables may take the row's name. */
function readTakenApart(
  pattern: AnyNode & { type: "ObjectPattern" },
  row: string,
  reading: EscapeReading,
  nested: boolean,
): string | undefined {
  if (nested) return "a nested function captures the row";
  const reason = readPattern(pattern, reading);
  if (reason !== undefined) return reason;
  for (const property of pattern.properties as AnyNode[]) {
    const within =
      property.type === "Property" ? readBelow(property.value as AnyNode, row, reading, nested) : undefined;
    if (within !== undefined) return within;
  }
  return undefined;
}

function readMember(node: MemberExpression, row: string, reading: EscapeReading, nested: boolean): string | undefined {
  if (nested) return "a nested function captures the row";
  const name = propertyName(node, node.property as AnyNode);
  if (name === undefined) return `a computed property of ${row} is read`;
  reading.reads.set(name, (reading.reads.get(name) ?? 0) + 1);
  return undefined;
}

/** A column whose variable is used so often, and no more often than it is handed on, need not be read. */
function readParameter(
  pattern: AnyNode & { type: "ObjectPattern" },
  node: LambdaNode,
  reading: EscapeReading,
): string | undefined {
  const body = node.body as AnyNode;
  const reason = readPattern(pattern, reading);
  if (reason !== undefined || body.type === "BlockStatement") return reason;
  const uses = new Map<string, number>();
  for (const [variable, column] of columnVariables(pattern, node)) {
    // Read by two ways at once, it counts as looked at.
    uses.set(column, uses.has(column) ? Number.NaN : usesOf(variable, body));
  }
  if (takesOnlyNames(node)) for (const [column, count] of uses) reading.reads.set(column, count);
  return undefined;
}

function readPattern(pattern: AnyNode & { type: "ObjectPattern" }, reading: EscapeReading): string | undefined {
  for (const property of pattern.properties as AnyNode[]) {
    if (property.type !== "Property") return "the rest of the row is collected";
    const name = propertyName(property, property.key as AnyNode);
    if (name === undefined) return "a computed property of the row is read";
    // Twice, so that a destructured column never counts as only handed on.
    reading.reads.set(name, (reading.reads.get(name) ?? 0) + 2);
  }
  return undefined;
}

function changedBy(node: AnyNode): AnyNode | undefined {
  if (node.type === "AssignmentExpression") return node.left as AnyNode;
  if (node.type === "UpdateExpression") return node.argument as AnyNode;
  if (node.type === "UnaryExpression" && node.operator === "delete") return node.argument as AnyNode;
  if (node.type === "ForInStatement" || node.type === "ForOfStatement") return node.left as AnyNode;
  return undefined;
}

/** Whether a member of the row is among the places that a target assigns to. */
function holdsMember(node: AnyNode, row: string): boolean {
  if (isMemberOf(node, row)) return true;
  return node.type !== "MemberExpression" && childrenOf(node).some((child) => holdsMember(child, row));
}

function isMemberOf(node: AnyNode, row: string): boolean {
  if (node.type === "ChainExpression" || node.type === "ParenthesizedExpression")
    return isMemberOf(node.expression as AnyNode, row);
  return node.type === "MemberExpression" && isRow(node.object, row);
}

function isRow(node: { readonly type: string }, row: string): boolean {
  return node.type === "Identifier" && (node as { name?: string }).name === row;
}

/** Names of properties are not uses of variables. */
function childrenToRead(node: AnyNode): AnyNode[] {
  if (node.type === "MemberExpression" && !node.computed) return [node.object as AnyNode];
  if (node.type === "Property" && !node.computed && !node.shorthand) return [node.value as AnyNode];
  if (node.type === "Property" && node.shorthand) return [node.value as AnyNode];
  return childrenOf(node);
}

function mentions(node: AnyNode, names: readonly string[]): string | undefined {
  if (node.type === "Identifier") return names.find((name) => name === node.name);
  for (const child of childrenToRead(node)) {
    const name = mentions(child, names);
    if (name !== undefined) return name;
  }
  return undefined;
}

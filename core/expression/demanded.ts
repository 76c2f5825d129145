import type { Lambda } from "./read-lambda.ts";
import { type AnyNode, childrenOf, isFunction, type LambdaNode, parseLambda, propertyName } from "./syntax.ts";

/** What a lambda cannot do without, of the columns that it names. A column that it asks for, as in `row.note ?? ""`, is in none. */
export interface Demands {
  /** Whatever it gives makes no sense without them: they are computed with, at every call. */
  readonly needed: ReadonlySet<string>;
  /** Read at every call and handed on as they are, or compared with a value: that they are absent may be meant. */
  readonly handed: ReadonlySet<string>;
  /** Only read on some ways through it. */
  readonly sometimes: ReadonlySet<string>;
  /** All that it names. */
  readonly named: ReadonlySet<string>;
}

/** How what is read is used. `"asked"`: so that nothing there has a meaning. */
type Use = "needed" | "handed" | "asked";

const known = new WeakMap<Lambda, Demands>();
const knownSides = new WeakMap<SideLambda, readonly [Demands, Demands]>();

/** A function of a row of either side of a join. */
type SideLambda = (left: never, right: never) => unknown;

/** Reads (once) which columns a lambda counts on. Of what cannot be read it tells nothing. */
export function demandsOf(lambda: Lambda): Demands {
  let demands = known.get(lambda);
  if (demands === undefined) {
    demands = demandsIn(parseLambda(lambda), 0, "asks");
    known.set(lambda, demands);
  }
  return demands;
}

/** The same of both rows of a pair. Either may be absent, so that `right?.price` is as `right.price`. */
export function demandsOfPair(select: SideLambda): readonly [Demands, Demands] {
  let demands = knownSides.get(select);
  if (demands === undefined) {
    const node = parseLambda(select);
    demands = [demandsIn(node, 0, "reads"), demandsIn(node, 1, "reads")];
    knownSides.set(select, demands);
  }
  return demands;
}

/** @param optional What `row?.price` is. */
function demandsIn(node: LambdaNode | string, parameter: number, optional: "asks" | "reads"): Demands {
  const reading = new Reading(optional);
  if (typeof node === "object" && node.async !== true && node.generator !== true) reading.lambda(node, parameter);
  return reading.demands();
}

class Reading {
  readonly #uses = { needed: new Set<string>(), handed: new Set<string>(), asked: new Set<string>() };
  readonly #sometimes = new Set<string>();
  readonly #optional: "asks" | "reads";
  #row: string | undefined;
  /** Variables that hold a column's value. */
  readonly #variables = new Map<string, string>();

  constructor(optional: "asks" | "reads") {
    this.#optional = optional;
  }

  demands(): Demands {
    const { needed, handed, asked } = this.#uses;
    return {
      needed: needed.difference(asked),
      handed: handed.difference(asked).difference(needed),
      sometimes: this.#sometimes.difference(asked).difference(needed).difference(handed),
      named: needed.union(handed).union(asked).union(this.#sometimes),
    };
  }

  lambda({ params, body }: LambdaNode, at: number): void {
    const parameter = params[at];
    if (parameter?.type === "Identifier") this.#row = parameter.name;
    else if (parameter?.type === "ObjectPattern") this.#take(parameter);
    else return;
    if (this.#row === undefined ? assigns(body as AnyNode) : mayWrite(body as AnyNode, new Set([this.#row]))) return;
    this.#body(body as AnyNode, true);
  }

  #body(body: AnyNode, always: boolean): void {
    if (body.type === "BlockStatement") this.#statement(body, always);
    else this.#value(body, "handed", always);
  }

  /** `{ price, note = "" }`: one with a default is asked for. */
  #take(pattern: AnyNode & { type: "ObjectPattern" }): void {
    for (const property of pattern.properties as AnyNode[]) {
      if (property.type !== "Property") continue;
      const column = propertyName(property, property.key as AnyNode);
      if (column === undefined) continue;
      if (property.value.type === "Identifier") this.#variables.set(property.value.name, column);
      else this.#uses.asked.add(column);
    }
  }

  #note(column: string, use: Use, always: boolean): void {
    if (use === "asked" || always) this.#uses[use].add(column);
    else this.#sometimes.add(column);
  }

  /** The column that an expression is the value of. */
  #columnOf(node: AnyNode): string | undefined {
    if (node.type === "Identifier") return this.#variables.get(node.name);
    if (node.type !== "MemberExpression" || !this.#isRow(node.object as AnyNode)) return undefined;
    return propertyName(node, node.property as AnyNode);
  }

  #isRow(node: AnyNode): boolean {
    return node.type === "Identifier" && this.#row !== undefined && node.name === this.#row;
  }

  /** @returns Whether what comes behind it is always reached where it is. */
  #statement(node: AnyNode, always: boolean): boolean {
    switch (node.type) {
      case "BlockStatement": {
        let reached = always;
        for (const each of node.body as AnyNode[]) reached = this.#statement(each, reached);
        return reached;
      }
      case "ReturnStatement":
        if (node.argument != null) this.#value(node.argument as AnyNode, "handed", always);
        return false;
      case "ExpressionStatement":
        this.#value(node.expression as AnyNode, "handed", always);
        return always;
      case "VariableDeclaration":
        for (const each of node.declarations) this.#declared(each, node.kind === "const", always);
        return always;
      case "IfStatement":
        this.#value(node.test as AnyNode, "asked", always);
        this.#statement(node.consequent as AnyNode, false);
        if (node.alternate != null) this.#statement(node.alternate as AnyNode, false);
        return always && !mayLeave(node);
      default:
        for (const child of childrenOf(node)) this.#inside(child);
        return always && !mayLeave(node);
    }
  }

  /** A part of a loop, a choice or an attempt. */
  #inside(node: AnyNode): void {
    if (/Statement$|Declaration$/.test(node.type)) this.#statement(node, false);
    else if (/^(SwitchCase|CatchClause)$/.test(node.type)) for (const child of childrenOf(node)) this.#inside(child);
    else this.#value(node, "asked", false);
  }

  #declared({ id, init }: { readonly id: unknown; readonly init?: unknown }, stays: boolean, always: boolean): void {
    const [name, value] = [id as AnyNode, init as AnyNode | null | undefined];
    if (value == null) return;
    const column = this.#columnOf(value);
    if (stays && column !== undefined && name.type === "Identifier") this.#variables.set(name.name, column);
    else if (stays && this.#isRow(value) && name.type === "ObjectPattern") this.#take(name);
    // What becomes of a variable that may change is not followed.
    else if (column !== undefined) this.#uses.asked.add(column);
    else this.#value(value, "handed", always);
  }

  #value(node: AnyNode, use: Use, always: boolean): void {
    const column = this.#columnOf(node);
    if (column !== undefined) {
      const isOptional = this.#optional === "asks" && node.type === "MemberExpression" && node.optional;
      return this.#note(column, isOptional ? "asked" : use, always);
    }
    if (isFunction(node)) return this.#body((node as LambdaNode).body as AnyNode, false);
    const visit = visitors[node.type];
    if (visit !== undefined)
      return visit(node as never, (child, how, isSure = true) => this.#value(child, how, always && isSure), use);
    for (const child of childrenOf(node)) this.#value(child, "asked", always);
  }
}

type Visit = (child: AnyNode, use: Use, isSure?: boolean) => void;
type Visitor<Type extends AnyNode["type"]> = (node: Extract<AnyNode, { type: Type }>, visit: Visit, use: Use) => void;

/** How the parts of an expression are used, by its type. */
const visitors: { readonly [type: string]: Visitor<never> | undefined } = {
  LogicalExpression: ((node, visit, use) => {
    visit(node.left as AnyNode, "asked");
    visit(node.right as AnyNode, use, false);
  }) satisfies Visitor<"LogicalExpression">,
  ConditionalExpression: ((node, visit, use) => {
    visit(node.test as AnyNode, "asked");
    visit(node.consequent as AnyNode, use, false);
    visit(node.alternate as AnyNode, use, false);
  }) satisfies Visitor<"ConditionalExpression">,
  UnaryExpression: ((node, visit) => {
    visit(node.argument as AnyNode, /^[-+~]$/.test(node.operator) ? "needed" : "asked");
  }) satisfies Visitor<"UnaryExpression">,
  BinaryExpression: ((node, visit) => {
    visit(node.left as AnyNode, usedBeside(node.operator, node.right as AnyNode));
    visit(node.right as AnyNode, usedBeside(node.operator, node.left as AnyNode));
  }) satisfies Visitor<"BinaryExpression">,
  MemberExpression: ((node, visit) => {
    visit(node.object as AnyNode, node.optional ? "asked" : "needed");
    if (node.computed) visit(node.property as AnyNode, "handed");
  }) satisfies Visitor<"MemberExpression">,
  ChainExpression: ((node, visit, use) => visit(node.expression as AnyNode, use)) satisfies Visitor<"ChainExpression">,
  CallExpression: ((node, visit) => {
    const computes = numeric(node.callee as AnyNode);
    if (node.callee.type !== "Identifier") visit(node.callee as AnyNode, "asked");
    for (const argument of node.arguments as AnyNode[]) visit(argument, computes ? "needed" : "asked");
  }) satisfies Visitor<"CallExpression">,
  NewExpression: ((node, visit) => {
    const isDate = node.callee.type === "Identifier" && node.callee.name === "Date";
    for (const argument of node.arguments as AnyNode[]) visit(argument, isDate ? "needed" : "asked");
  }) satisfies Visitor<"NewExpression">,
  ObjectExpression: ((node, visit) => {
    for (const property of node.properties as AnyNode[]) {
      if (property.type === "Property") visit(property.value as AnyNode, "handed");
      else visit(property, "asked");
    }
  }) satisfies Visitor<"ObjectExpression">,
  ArrayExpression: ((node, visit) => {
    for (const element of node.elements as (AnyNode | null)[]) if (element !== null) visit(element, "handed");
  }) satisfies Visitor<"ArrayExpression">,
  TemplateLiteral: ((node, visit) => {
    for (const each of node.expressions as AnyNode[]) visit(each, "needed");
  }) satisfies Visitor<"TemplateLiteral">,
  SequenceExpression: ((node, visit, use) => {
    node.expressions.forEach((each, at) => {
      visit(each as AnyNode, at === node.expressions.length - 1 ? use : "asked");
    });
  }) satisfies Visitor<"SequenceExpression">,
  AssignmentExpression: ((node, visit) => {
    // What is written to a row, or read and written, is there afterwards.
    visit(node.left as AnyNode, "asked");
    visit(node.right as AnyNode, /^(=|\?\?=|\|\|=|&&=)$/.test(node.operator) ? "handed" : "needed");
  }) satisfies Visitor<"AssignmentExpression">,
};

/** How one side of an operator is used, beside the other. */
function usedBeside(operator: string, other: AnyNode): Use {
  if (operator === "!==" || operator === "!=" || operator === "in" || operator === "instanceof") return "asked";
  if (operator !== "===" && operator !== "==") return "needed";
  const isText = other.type === "Literal" && (typeof other.value === "string" || typeof other.value === "number");
  return isText ? "handed" : "asked";
}

/** Functions that make nothing but NaN of nothing. */
function numeric(callee: AnyNode): boolean {
  if (callee.type === "Identifier") return /^(Number|parseInt|parseFloat)$/.test(callee.name);
  return callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Math";
}

/** Whether a statement may end the function, or the loop that it is in. */
function mayLeave(node: AnyNode): boolean {
  if (/^(Return|Throw|Break|Continue)Statement$/.test(node.type)) return true;
  return childrenOf(node).some((child) => !isFunction(child) && mayLeave(child));
}

/** Whether a row, by whatever name, is used as more than what its columns are read of: given another value, or to who may write to it. */
function mayWrite(node: AnyNode, rows: ReadonlySet<string>): boolean {
  const isRow = (one: AnyNode | null | undefined): boolean => one?.type === "Identifier" && rows.has(one.name);
  if (node.type === "AssignmentExpression" && isRow(node.left as AnyNode)) return true;
  if (node.type === "UpdateExpression" && isRow(node.argument as AnyNode)) return true;
  if (node.type === "VariableDeclarator") {
    if (mayWrite(node.id as AnyNode, rows)) return true;
    if (isRow(node.init as AnyNode) && node.id.type === "ObjectPattern") return false;
  }
  if (node.type === "CallExpression" && node.callee.type === "MemberExpression" && isRow(node.callee.object as AnyNode))
    return true;
  if (node.type === "MemberExpression" && isRow(node.object as AnyNode))
    return propertyName(node, node.property as AnyNode) === undefined;
  if (node.type === "ObjectExpression")
    return node.properties.some((one) => !isRowSpread(one as AnyNode, isRow) && mayWrite(one as AnyNode, rows));
  if (node.type === "MemberExpression" && !node.computed) return mayWrite(node.object as AnyNode, rows);
  if (node.type === "Property" && !node.computed) return mayWrite(node.value as AnyNode, rows);
  return isRow(node) || childrenOf(node).some((child) => mayWrite(child, rows));
}

function isRowSpread(node: AnyNode, isRow: (one: AnyNode) => boolean): boolean {
  return node.type === "SpreadElement" && isRow(node.argument as AnyNode);
}

function assigns(node: AnyNode): boolean {
  return /^(AssignmentExpression|UpdateExpression)$/.test(node.type) || childrenOf(node).some(assigns);
}

import { type Choice, choiceOf } from "./choice.ts";
import { whatComputes } from "./computes.ts";
import { type Condition, conditionsOf } from "./conditions.ts";
import { type EscapeReading, readUses } from "./escape.ts";
import { hasOpenEnd } from "./open-end.ts";
import { type ReturnShape, readReturn } from "./return-shape.ts";
import { type RowSpread, spreadOf } from "./row-spread.ts";
import { type AnyNode, type LambdaNode, parseLambda } from "./syntax.ts";

/** A function of one row, whatever it gives. */
export type Lambda = (row: never) => unknown;

/** What was learned of a lambda by reading it, and which way its rows are handed to it. */
export interface LambdaFacts {
  /** `"cursor"`: the row provably does not outlive the call; `"object"`: it gets a plain fresh object. */
  readonly row: "cursor" | "object";
  /** Why, as `explain("code")` says it. */
  readonly why: string;
  /** The columns it reads; undefined when it may read any. */
  readonly reads: readonly string[] | undefined;
  /** The columns that it only hands on unchanged as properties of the object literal it returns. */
  readonly passed: ReadonlySet<string>;
  readonly returns: ReturnShape;
  /** What each row that a filter keeps fulfils, as far as it can be read: for pushing down. */
  readonly conditions: readonly Condition[];
  /** Whether it does nothing but compute, and of what: see `whatComputes`. */
  readonly computes: "row" | "variables" | undefined;
  /** Where it is a test with a value behind it, and nothing else. */
  readonly choice?: Choice | undefined;
  /** Whether there is a way through it on which it returns nothing. */
  readonly openEnd?: true;
  /** Where all that makes the row escape is that it is spread into what the lambda returns. */
  readonly spread?: RowSpread | undefined;
}

const known = new WeakMap<Lambda, LambdaFacts>();

/** Reads a lambda's source (once): 64 µs, at plan time. */
export function readLambda(lambda: Lambda): LambdaFacts {
  let facts = known.get(lambda);
  if (facts === undefined) {
    const node = parseLambda(lambda);
    facts = factsOf(node);
    if (typeof node === "object" && refusalOf(node) === undefined && hasOpenEnd(node))
      facts = { ...facts, openEnd: true };
    known.set(lambda, facts);
  }
  return facts;
}

function factsOf(node: LambdaNode | string): LambdaFacts {
  if (typeof node === "string") return objectFacts(node, { kind: "value" });
  const refusal = refusalOf(node);
  if (refusal !== undefined) return objectFacts(refusal, { kind: "value" });
  const parameter = node.params[0] as AnyNode | undefined;
  const returns = readReturn(node);
  const uses = readUses(node, parameter);
  if (typeof uses === "string") return { ...objectFacts(uses, withoutColumns(returns)), spread: spreadOf(node) };
  const inherited = [...uses.reads.keys()].find((name) => name in Object.prototype);
  if (inherited !== undefined)
    return objectFacts(`it reads ${inherited}, which every object has`, withoutColumns(returns));
  const conditions = parameter?.type === "Identifier" ? conditionsOf(node, parameter.name) : [];
  return { ...cursorFacts(uses, returns), conditions, computes: whatComputes(node), choice: choiceOf(node) };
}

function cursorFacts(uses: EscapeReading, returns: ReturnShape): Omit<LambdaFacts, "conditions" | "computes"> {
  const reads = [...uses.reads.keys()];
  const passed = new Set(reads.filter((name) => uses.reads.get(name) === passCount(returns, name)));
  const why = reads.length === 0 ? "it does not look at the row" : `it only reads ${reads.map(shown).join(", ")}`;
  return { row: "cursor", why, reads, passed, returns };
}

/** How often the returned literal hands on a column: when that is how often it is read, nothing else reads it. */
function passCount(returns: ReturnShape, name: string): number {
  if (returns.kind === "column") return returns.column === name ? 1 : 0;
  return returns.kind === "object" ? returns.properties.filter((property) => property.column === name).length : 0;
}

function objectFacts(why: string, returns: ReturnShape): LambdaFacts {
  return { row: "object", why, reads: undefined, passed: new Set(), returns, conditions: [], computes: undefined };
}

/** On the object path every property is computed by the call. */
function withoutColumns(returns: ReturnShape): ReturnShape {
  if (returns.kind !== "object") return { kind: "value" };
  return {
    kind: "object",
    properties: returns.properties.map(({ name }) => ({ name, column: undefined })),
    bare: false,
  };
}

function refusalOf(node: LambdaNode): string | undefined {
  if (node.async === true) return "it is async, so the row may outlive the call";
  if (node.generator === true) return "it is a generator, so the row may outlive the call";
  return undefined;
}

function shown(name: string): string {
  return name.length > 40 ? `${JSON.stringify(name.slice(0, 39))}…` : name;
}

import { missingColumn, type Schema } from "../data/schema.ts";
import type { KnownProperties } from "../io/source.ts";
import type { Columns } from "../operators/operator.ts";
import { nodesOf, type OperatorNode, type PlanNode, type Port } from "./node.ts";
import { schemaOf } from "./schema-of.ts";

/**
 * Refuses steps that name a column which none of their rows can have: of typed columns by the schema, of objects in memory
 * by their properties. Of rows that are not known before they come it says nothing.
 */
export function refuseMissingColumns(roots: readonly PlanNode[]): void {
  for (const node of nodesOf(roots)) {
    if (node.kind !== "operator") continue;
    node.inputs.forEach((port, input) => {
      for (const name of namedIn(node, input)) {
        const there = namesWithout(port, name);
        if (there !== undefined) throw new TypeError(missingColumn(name, there, node.name));
      }
      refuseOf(node, port, input);
    });
  }
}

/** Of rows that a step makes, lambdas behind it can have no more than it gives. Of a source's the source tells. */
function refuseOf(node: OperatorNode, port: Port, input: number): void {
  const made = madeBy(port);
  const reads = ownReads(node)[input];
  if (made?.shape !== "row" || made.open === true || reads === undefined || reads === "all") return;
  for (const name of reads) {
    if (!made.index.has(name)) throw new TypeError(missingColumn(name, [...made.index.keys()], node.name));
  }
}

/** What a step reads though nothing is read of what it gives. */
function ownReads({ operator, inputs }: OperatorNode): readonly Columns[] {
  return operator.reads?.(new Set(), inputs.map(schemaOf)) ?? [];
}

/** The schema that a step gives its rows, unless a filter behind it may change them. */
function madeBy({ node, side }: Port): Schema | undefined {
  if (side !== undefined) return undefined;
  if (node.kind === "exchange") return madeBy(node.input);
  if (node.kind !== "operator") return undefined;
  if (node.operator.keepsSchema !== true) return schemaOf({ node });
  return ownReads(node)[0] === "all" ? undefined : madeBy(node.inputs[0]!);
}

/** The columns that a step names of an input: those of its key, and its own. */
function namedIn({ operator, inputs }: OperatorNode, input: number): readonly string[] {
  const exchange = inputs[input]!.node;
  const key =
    exchange.kind === "exchange" && exchange.partitioning.by === "key" ? exchange.partitioning.key : undefined;
  return [...(key !== undefined && "columns" in key ? key.columns : []), ...(operator.named ?? [])];
}

/** The columns there are, where it is known that a name is none of them. */
function namesWithout(port: Port, name: string): readonly string[] | undefined {
  const schema = schemaOf(port);
  if (schema?.shape === "row")
    return schema.open === true || schema.index.has(name) ? undefined : [...schema.index.keys()];
  const known = propertiesOf(port);
  if (known === undefined || known.some((each) => each.has(name))) return undefined;
  return [...new Set(known.flatMap((each) => each.examples()))];
}

/** The properties of all rows that may come out of a port; undefined where those of some are not known. */
export function propertiesOf({ node, side }: Port): readonly KnownProperties[] | undefined {
  switch (node.kind) {
    case "source":
      return node.description?.properties && [node.description.properties];
    case "exchange":
      return propertiesOf(node.input);
    case "union": {
      const all = node.inputs.map(propertiesOf);
      return all.every((each) => each !== undefined) ? all.flat() : undefined;
    }
    case "operator":
      if (side !== undefined || !(node.operator.keepsSchema ?? node.operator.keepsProperties ?? false))
        return undefined;
      return propertiesOf(node.inputs[0]!);
    default:
      return undefined;
  }
}

/**
 * Whether rows are as a source or a function of the user's gave them, so that what none of them has is no column: a join
 * of a side without rows, or of what was looked up and not found, gives rows without the columns of that.
 */
export function asGiven({ node, side }: Port): boolean {
  switch (node.kind) {
    case "source":
      return true;
    case "exchange":
      return asGiven(node.input);
    case "union":
      return node.inputs.every(asGiven);
    case "operator": {
      const { operator, inputs } = node;
      if (side !== undefined) return false;
      return (operator.keepsSchema ?? operator.keepsProperties ?? false) ? asGiven(inputs[0]!) : "stages" in operator;
    }
    default:
      return false;
  }
}

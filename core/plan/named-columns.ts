import { missingColumn } from "../data/schema.ts";
import type { KnownProperties } from "../io/source.ts";
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
    });
  }
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

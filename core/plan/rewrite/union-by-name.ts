import type { Operator } from "../../operators/operator.ts";
import { askedOnce, type PlanNode, type Port, rebuild, type UnionNode } from "../node.ts";
import { schemaOf } from "../schema-of.ts";

/**
 * Rows of a union may have columns that others lack: those are absent there, as optional properties of objects are. Where all
 * inputs are known to have the same ones nothing is done, so that a column which nobody has is still a slip at once.
 */
export function unionByName(roots: readonly PlanNode[]): readonly PlanNode[] {
  return rebuild(roots, (node, original) =>
    node.kind === "union" && original.kind === "union" ? byName(node, original) : node,
  );
}

function byName(node: UnionNode, original: UnionNode): PlanNode {
  // Rows that are values themselves have no columns to lack.
  if (original.inputs.every((port) => schemaOf(port)?.shape === "value")) return node;
  const names = original.inputs.map(namesOf);
  const all = together(names);
  if (all !== undefined && names.every((each) => each!.size === all.size)) return node;
  return { ...node, inputs: node.inputs.map((port, at) => withAnyColumns(port, node.anyColumns(names[at], all))) };
}

function withAnyColumns(port: Port, operator: Operator): Port {
  return { node: { kind: "operator", name: operator.name, inputs: [port], operator, onError: "fail" } };
}

type Names = ReadonlySet<string> | undefined;

/** The columns that any rows of an input have; undefined where they are not known before any row. */
function namesOf(port: Port): Names {
  if (port.node.kind === "union" && port.side === undefined) return namesOfUnion(port.node);
  const schema = schemaOf(port);
  return schema?.shape === "row" && schema.open !== true ? new Set(schema.index.keys()) : undefined;
}

const namesOfUnion: (node: PlanNode) => Names = askedOnce(
  (node): Names => (node.kind === "union" ? together(node.inputs.map(namesOf)) : undefined),
);

function together(names: readonly Names[]): Names {
  return names.reduce((some, each) => (some && each ? some.union(each) : undefined));
}

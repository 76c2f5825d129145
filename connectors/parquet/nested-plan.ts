import type { DataType } from "../../core/io/mod.ts";
import { float64 } from "../../core/io/mod.ts";
import { nothing } from "../files/mod.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import { itemOf, listNode } from "./nested-type.ts";

/** How a node is read as a wanted type: fields that this has not are left out, fields that the file has not are absent. */
export type NestedPlan =
  | {
      readonly kind: "leaf";
      readonly node: SchemaNode /** None where only its levels count. */;
      readonly type: DataType | undefined;
    }
  | { readonly kind: "list"; readonly node: SchemaNode; readonly repeated: SchemaNode; readonly item: NestedPlan }
  | {
      readonly kind: "struct";
      readonly node: SchemaNode;
      readonly fields: readonly (readonly [name: string, part: NestedPlan | undefined])[];
      /** Of what the file has where no field is wanted: its levels say which structs are there. */
      readonly levels: NestedPlan | undefined;
    };

/** @param leafTypeOf The type of a leaf in the file: that as which it is read where no other is wanted. */
export function nestedPlan(
  node: SchemaNode,
  wanted: DataType | undefined,
  leafTypeOf: (leaf: SchemaNode) => DataType,
): NestedPlan {
  const repeated = listNode(node);
  if (repeated !== undefined) {
    const item = nestedPlan(singleOf(repeated), itemType(wanted), leafTypeOf);
    return { kind: "list", node, repeated, item };
  }
  if (node.element.physical !== undefined) {
    const own = leafTypeOf(node);
    const type = wanted === undefined || wanted.kind === "any" ? own : wanted;
    return { kind: "leaf", node, type: own === nothing ? undefined : type };
  }
  const parts = new Map(node.children.map((child) => [child.element.name, child]));
  const fields =
    wanted?.kind === "struct"
      ? wanted.fields.map(({ name, type }) => {
          const part = parts.get(name);
          return [name, part && nestedPlan(part, type, leafTypeOf)] as const;
        })
      : node.children.map((child) => [child.element.name, nestedPlan(child, undefined, leafTypeOf)] as const);
  const isAbsent = fields.every(([, part]) => part === undefined);
  return {
    kind: "struct",
    node,
    fields,
    levels: isAbsent ? levelsPlan(node.children[0]!) : undefined,
  };
}

function levelsPlan(node: SchemaNode): NestedPlan {
  const repeated = listNode(node);
  if (repeated !== undefined) return { kind: "list", node, repeated, item: levelsPlan(singleOf(repeated)) };
  if (node.element.physical !== undefined) return { kind: "leaf", node, type: undefined };
  return { kind: "struct", node, fields: [], levels: levelsPlan(node.children[0]!) };
}

function itemType(wanted: DataType | undefined): DataType | undefined {
  if (wanted?.kind === "vector") return float64;
  return wanted?.kind === "list" ? wanted.item : undefined;
}

/** What repeats, as each single one of its values. */
function singleOf(repeated: SchemaNode): SchemaNode {
  const item = itemOf(repeated);
  return item === repeated ? { ...repeated, element: { ...repeated.element, repetition: "required" } } : item;
}

/** The leaves that are read. */
export function plannedLeaves(plan: NestedPlan): readonly (NestedPlan & { readonly kind: "leaf" })[] {
  switch (plan.kind) {
    case "leaf":
      return [plan];
    case "list":
      return plannedLeaves(plan.item);
    default:
      return [...plan.fields.map(([, part]) => part), plan.levels].flatMap((part) => (part ? plannedLeaves(part) : []));
  }
}

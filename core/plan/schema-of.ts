import { sameType } from "../data/data-type.ts";
import { rowSchema, type Schema } from "../data/schema.ts";
import { askedOnce, type Port, type SourceNode } from "./node.ts";

/** The schema of what a port gives, where it is known without running. */
export function schemaOf(port: Port | undefined): Schema | undefined {
  return port === undefined || port.side !== undefined ? undefined : schemaAt(port.node);
}

const schemaAt = askedOnce((node): Schema | undefined => {
  switch (node.kind) {
    case "source":
      return sourceSchema(node);
    case "exchange":
      return schemaOf(node.input);
    case "union":
      return node.inputs.map(schemaOf).reduce((all, one) => (sameColumns(all, one) ? all : undefined));
    case "operator": {
      const { keepsSchema, schema } = node.operator;
      return keepsSchema === true ? schemaOf(node.inputs[0]) : schema?.(schemaOf(node.inputs[0]));
    }
    default:
      return undefined;
  }
});

function sourceSchema({ description, columns }: SourceNode): Schema | undefined {
  const schema = description?.schema;
  if (schema === undefined || columns === undefined || schema.shape === "value") return schema;
  const fields = schema.fields.filter(({ name }) => columns.includes(name));
  // Lines may have more than those that were looked at, whatever is read of them.
  return rowSchema(fields, schema.open ? { open: true } : {});
}

function sameColumns(a: Schema | undefined, b: Schema | undefined): boolean {
  if (a === undefined || b === undefined || a.shape !== b.shape || a.fields.length !== b.fields.length) return false;
  return a.fields.every(({ name, type }, at) => name === b.fields[at]!.name && sameType(type, b.fields[at]!.type));
}

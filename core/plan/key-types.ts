import { type DataType, typeText } from "../data/data-type.ts";
import { quotedName } from "../data/schema.ts";
import { readLambda } from "../expression/read-lambda.ts";
import { propertiesOf } from "./named-columns.ts";
import { nodesOf, type OperatorNode, type PlanNode, type Port } from "./node.ts";
import { schemaOf } from "./schema-of.ts";

/**
 * Refuses joins by columns whose values can never be equal: a number and a text, say. By the types of columns, or by the
 * values of objects in memory; of rows that are not known before they come it says nothing.
 */
export function refuseUnequalKeys(roots: readonly PlanNode[]): void {
  for (const node of nodesOf(roots)) {
    if (node.kind !== "operator" || node.operator.matches !== true) continue;
    const [left, right] = node.inputs.map(keyColumns);
    left?.forEach((column, at) => {
      const other = right?.[at];
      if (other === undefined) return;
      const types = [typeOf(node.inputs[0]!, column), typeOf(node.inputs[1]!, other)] as const;
      const [own, others] = types.map((type) => type && sortOf(type));
      if (own !== undefined && others !== undefined && own !== others) {
        throw new TypeError(neverEqual(node, [column, other], types as readonly [DataType, DataType]));
      }
    });
  }
}

function keyColumns({ node }: Port): readonly string[] | undefined {
  const key = node.kind === "exchange" && node.partitioning.by === "key" ? node.partitioning.key : undefined;
  if (key === undefined) return undefined;
  if ("columns" in key) return key.columns;
  const { returns } = readLambda(key.lambda);
  return returns.kind === "column" ? [returns.column] : undefined;
}

function typeOf(port: Port, column: string): DataType | undefined {
  const schema = schemaOf(port);
  // What comes later may be of another type.
  if (schema?.shape === "row")
    return schema.open === true ? undefined : schema.fields[schema.index.get(column) ?? -1]?.type;
  const types = propertiesOf(port)?.map((each) => each.typeOf(column));
  const [first] = types ?? [];
  return types?.every((type) => type?.kind === first?.kind) === true ? first : undefined;
}

type Sort = "number" | "bigint" | "text" | "boolean";

/** What values of a type are to a comparison; undefined where that is not known, or depends on the value. */
function sortOf(type: DataType): Sort | undefined {
  switch (type.kind) {
    case "int32":
    case "int64":
    case "float64":
    case "timestamp":
    case "date":
      return "number";
    case "bigint":
      return "bigint";
    case "string":
      return "text";
    case "boolean":
      return "boolean";
    default:
      return undefined;
  }
}

function neverEqual(
  { name }: OperatorNode,
  [left, right]: readonly [string, string],
  [own, others]: readonly [DataType, DataType],
): string {
  const asText = (column: string, { kind }: DataType): string => {
    const value = /^[A-Za-z_$][\w$]*$/.test(column) ? `row.${column}` : `row[${quotedName(column)}]`;
    return `(row) => ${kind === "string" ? value : `String(${value})`}`;
  };
  return (
    `Cannot match ${quotedName(left)} with ${quotedName(right)} in ${name} as values of their types are never equal: ` +
    `got ${typeText(own)} on the left and ${typeText(others)} on the right; ` +
    `make them one type, for instance by the keys [${asText(left, own)}, ${asText(right, others)}]`
  );
}

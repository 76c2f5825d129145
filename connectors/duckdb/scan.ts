import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { Condition } from "../../core/io/mod.ts";
import type { ColumnPlan } from "./column-type.ts";
import type { DuckDbClient } from "./database.ts";
import { quoteName } from "./options.ts";

/** SQL with what is bound to its parameters. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly DuckDBValue[];
  readonly types: readonly DuckDBType[];
}

/**
 * What DuckDB is asked to leave out: rows for which a comparison that it makes as lambdas do is not true. All values are
 * parameters. In lambdas null compares as 0, though it equals nothing, and NaN is never equal.
 *
 * Left to the filter above: `!=`, order of texts (theirs is by bytes, JavaScript's by UTF-16 units), and what is read otherwise
 * than it is stored (decimals, times).
 */
export function whereOf(
  conditions: readonly Condition[],
  columns: readonly ColumnPlan[],
  client: DuckDbClient,
): Statement {
  const parts: string[] = [];
  const values: DuckDBValue[] = [];
  const types: DuckDBType[] = [];
  for (const condition of conditions) {
    const column = columns.find(({ name }) => name === condition.column);
    const type = column && boundType(condition, column, client);
    if (type === undefined) continue;
    values.push(
      typeof condition.value === "number" && type === client.BIGINT ? BigInt(condition.value) : condition.value,
    );
    types.push(type);
    const name = quoteName(condition.column);
    const test = `${name} ${condition.compare} $${values.length}`;
    parts.push(nullMatches(condition) ? `(${test} OR ${name} IS NULL)` : test);
  }
  return { sql: parts.join(" AND "), values, types };
}

/** As what a constant is compared; undefined where DuckDB may see it otherwise than a lambda. */
function boundType({ compare, value }: Condition, { type }: ColumnPlan, client: DuckDbClient): DuckDBType | undefined {
  if (compare === "!=") return undefined;
  switch (type.kind) {
    case "int32":
    case "int64":
    case "bigint":
      if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? client.BIGINT : undefined;
      return Number.isSafeInteger(value) ? client.BIGINT : undefined;
    case "float64":
      return typeof value === "number" && Number.isFinite(value) ? client.DOUBLE : undefined;
    case "boolean":
      return typeof value === "boolean" && compare === "=" ? client.BOOLEAN : undefined;
    case "string":
      return typeof value === "string" && compare === "=" && !value.includes("\0") ? client.VARCHAR : undefined;
    default:
      return undefined;
  }
}

function nullMatches({ compare, value }: Condition): boolean {
  const zero = Number(value);
  switch (compare) {
    case "<":
      return 0 < zero;
    case "<=":
      return 0 <= zero;
    case ">":
      return 0 > zero;
    case ">=":
      return 0 >= zero;
    default:
      return false;
  }
}

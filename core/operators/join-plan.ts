import { type Batch, makeBatch } from "../data/batch.ts";
import type { Schema } from "../data/schema.ts";
import { typedColumn } from "../data/typed-column.ts";
import { durationText } from "../time/duration.ts";
import type { AsOfJoinSpec } from "./as-of-join.ts";
import { type JoinSpec, type KnownColumns, keepsLeft, keepsRight, onlyLeft } from "./join-spec.ts";
import { columnsReadBy } from "./keyed-input.ts";
import type { Columns, Operator } from "./operator.ts";

/** What all joins by key have in common. */
export function joinCommon(spec: JoinSpec, addedColumns?: readonly string[]): Omit<Operator, "name" | "open"> {
  return {
    inputs: 2,
    matches: true,
    selection: "accepts",
    emptyBatches: "accepts",
    details: joinDetails(spec),
    reads: joinReads(spec, addedColumns),
  };
}

/**
 * What a join has to read of both inputs.
 *
 * @param added Columns that it adds to theirs.
 */
export function joinReads(
  { how, keys, shared, select }: Pick<JoinSpec, "how" | "keys" | "shared" | "select">,
  added: readonly string[] = [],
): NonNullable<Operator["reads"]> {
  const [left, right] = keys.map((key) => columnsReadBy(key, [], false)) as [Columns, Columns];
  if (onlyLeft(how)) return (wanted): readonly Columns[] => [both(wanted, left), right];
  return (wanted, schemas): readonly Columns[] => {
    const names = namesOfSides(schemas, shared, added);
    if (wanted === "all" || select !== undefined || names === undefined) return ["all", "all"];
    return [both(wanted.intersection(names.left), left), both(wanted.intersection(names.right), right)];
  };
}

function both(some: Columns, others: Columns): Columns {
  return some === "all" || others === "all" ? "all" : some.union(others);
}

/** The columns of both sides; undefined where they are not known, and where the join refuses them as names that must differ do not. */
function namesOfSides(
  schemas: readonly (Schema | undefined)[],
  shared: readonly string[],
  added: readonly string[],
): { left: ReadonlySet<string>; right: ReadonlySet<string> } | undefined {
  const [left, right] = schemas.map((schema) =>
    schema?.shape === "row" && schema.open !== true ? new Set(schema.index.keys()) : undefined,
  );
  if (left === undefined || right === undefined) return undefined;
  const differ = left.intersection(right).isSubsetOf(new Set(shared));
  return differ && left.union(right).isDisjointFrom(new Set(added)) ? { left, right } : undefined;
}

/**
 * A join that puts columns side by side, of which it may make those that are read. Where rows may stand alone, it has nulls in
 * the known columns of an input that has no rows.
 */
export function narrowing<Spec extends Pick<JoinSpec, "how" | "select" | "wanted" | "known">>(
  spec: Spec,
  make: (spec: Spec) => Operator,
): Pick<Operator, "narrowed" | "knowing"> {
  if (spec.select !== undefined) return {};
  return {
    narrowed: (wanted) => make({ ...spec, wanted }),
    knowing: ([left, right]) => {
      const known: KnownColumns = [
        keepsRight(spec.how) ? withoutRows(left) : undefined,
        keepsLeft(spec.how) ? withoutRows(right) : undefined,
      ];
      return make({ ...spec, known });
    },
  };
}

function withoutRows(schema: Schema | undefined): Batch | undefined {
  if (schema?.shape !== "row") return undefined;
  const columns = schema.fields.map(({ type }) => typedColumn(type, [], () => undefined));
  return makeBatch(schema, 0, columns);
}

/** For plans. */
export function joinDetails({ how, keys, wanted }: JoinSpec): Readonly<Record<string, string>> {
  const [left, right] = keys.map((key) =>
    key === undefined ? "none" : "columns" in key ? key.columns.join(", ") : "row lambda",
  );
  return { how, on: left === right ? left! : `${left} = ${right}`, ...wantedDetails(wanted) };
}

export function asOfDetails({
  keys,
  how,
  direction,
  toleranceMs,
  wanted,
}: AsOfJoinSpec): Readonly<Record<string, string>> {
  const within = Number.isFinite(toleranceMs) ? ` within ${durationText(toleranceMs)}` : "";
  return { key: keys[0]?.names.join(", ") ?? "none", how, version: `${direction}${within}`, ...wantedDetails(wanted) };
}

function wantedDetails(wanted: ReadonlySet<string> | undefined): Readonly<Record<string, string>> {
  return wanted === undefined ? {} : { columns: [...wanted].join(", ") || "none" };
}

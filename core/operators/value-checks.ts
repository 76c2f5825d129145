import { type Batch, lengthOf } from "../data/batch.ts";
import { type Column, valueAt } from "../data/column.ts";
import { isDecimalText, typeText } from "../data/data-type.ts";
import type { Folding } from "../data/partial-columns.ts";
import type { FoldValue } from "../expression/fold.ts";
import { type FoldingNames, foldFailure } from "./fold-failure.ts";
import type { OperatorContext } from "./operator.ts";

/** Leaves out of a batch the rows with a value that an aggregate would throw at, before any aggregate has them. */
export function withoutBadValues(
  context: OperatorContext,
  spec: FoldingNames,
  batch: Batch,
  values: readonly (FoldValue | undefined)[],
): Batch {
  let rest = batch;
  spec.foldings.forEach((folding, aggregate) => {
    const value = values[aggregate];
    if (folding.ranks === true && value !== undefined) refuseDecimalTexts(context, spec, aggregate, value.column);
    if (value === undefined || folding.check === undefined || isKnownToPass(folding, value.column, rest)) return;
    rest = checked(context, spec, aggregate, rest, value.column);
  });
  return rest;
}

/** The order of texts is that of their letters: "9.00" would be greater than "10.00". */
function refuseDecimalTexts(context: OperatorContext, spec: FoldingNames, aggregate: number, { type }: Column): void {
  if (!isDecimalText(type)) return;
  const { name } = spec.foldings[aggregate]!;
  throw new TypeError(
    `Cannot make result ${JSON.stringify(spec.names[aggregate])} in ${context.step} as decimals of more than 15 digits are texts, ` +
      `whose order is not that of numbers: got ${typeText(type)}; ` +
      `take their units, as in ${name}((row) => decimalUnits(row.column, ${type.scale}))`,
  );
}

/** A typed column whose values are all of one type passes where one of them does. */
function isKnownToPass({ check, checkedBy }: Folding, column: Column, batch: Batch): boolean {
  if (checkedBy !== "type" || !isUniform(column)) return false;
  for (let k = 0; k < lengthOf(batch); k++) {
    const value = valueAt(column, batch.selection === undefined ? k : batch.selection[k]!);
    if (value === null) continue;
    return passes(check!, value);
  }
  return true;
}

function isUniform({ type }: Column): boolean {
  return type.kind !== "any" && type.kind !== "list" && type.kind !== "struct";
}

function passes(check: (value: never) => void, value: unknown): boolean {
  try {
    check(value as never);
    return true;
  } catch {
    return false;
  }
}

function checked(context: OperatorContext, spec: FoldingNames, aggregate: number, batch: Batch, column: Column): Batch {
  const check = spec.foldings[aggregate]!.check as (value: unknown) => void;
  const bad = new Set<number>();
  for (let k = 0; k < lengthOf(batch); k++) {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    try {
      check(valueAt(column, row));
    } catch (error) {
      context.fail(foldFailure(spec, aggregate, error, batch, row));
      bad.add(row);
    }
  }
  if (bad.size === 0) return batch;
  const rows = batch.selection ?? Int32Array.from({ length: batch.rowCount }, (_, row) => row);
  return { ...batch, selection: rows.filter((row) => !bad.has(row)) };
}

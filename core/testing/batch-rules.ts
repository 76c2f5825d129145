import { type Batch, lengthOf } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import type { Operator } from "../operators/operator.ts";

/** Throws where a batch that an operator gave breaks what every batch, or the operator itself, promises. */
export function checkBatch(operator: Operator, batch: Batch, side: string | undefined): void {
  const broken = brokenShape(batch) ?? brokenSelection(batch) ?? brokenPromise(operator, batch, side);
  if (broken === undefined) return;
  throw new Error(`Cannot accept a batch of ${operator.name} as ${broken}; mend the operator`);
}

function brokenShape({ schema, columns, rowCount, times, kinds }: Batch): string | undefined {
  if (schema.fields.length !== columns.length)
    return `it must have a column for each field: got ${columns.length} of ${schema.fields.length}`;
  const lengths = columns.map(capacityOf).concat(times?.length ?? rowCount, kinds?.length ?? rowCount);
  const least = Math.min(...lengths);
  return least < rowCount ? `its arrays must hold ${rowCount} rows: got ${least}` : undefined;
}

function capacityOf(column: Column): number {
  if (column.layout === "vector") return Math.floor(column.data.length / column.type.size);
  if (column.layout === "dictionary") return column.codes.length;
  return column.layout === "utf8" ? Math.min(column.starts.length, column.lengths.length) : column.values.length;
}

function brokenSelection(batch: Batch): string | undefined {
  const { selection, rowCount } = batch;
  for (let k = 0; selection !== undefined && k < lengthOf(batch); k++) {
    if (selection[k]! > (selection[k - 1] ?? -1) && selection[k]! < rowCount) continue;
    return `its selection must ascend below ${rowCount}: got ${selection.join(", ")}`;
  }
  return undefined;
}

function brokenPromise(operator: Operator, { kinds }: Batch, side: string | undefined): string | undefined {
  if (side !== undefined && operator.sides?.includes(side) !== true)
    return `its side output must be declared in \`sides\`: got ${JSON.stringify(side)}`;
  const mayChange = operator.gives === "changes" || operator.changes !== undefined;
  return kinds !== undefined && !mayChange
    ? "only a changelog has kinds: got them without `gives` or `changes`"
    : undefined;
}

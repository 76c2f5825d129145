import { type Batch, type Column, makeBatch, rowSchema } from "../../core/mod.ts";
import type { ResultColumn, ResultColumns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";

/** Rows of an emitted batch. */
const batchRows = 8192;

/** A row for each vertex: its id, and what the algorithm gave. */
export function* resultBatches(
  { ids, vertexCount }: Snapshot,
  idName: string,
  result: ResultColumns<object>,
): Generator<Batch> {
  const named = Object.entries(result) as [string, ResultColumn<unknown>][];
  for (let from = 0; from < vertexCount; from += batchRows) {
    const to = Math.min(from + batchRows, vertexCount);
    const vertices = new Uint32Array(to - from);
    for (let k = 0; k < vertices.length; k++) vertices[k] = from + k;
    const columns = [ids.columnOf(vertices), ...named.map(([, column]) => blockOf(column, from, to, ids))];
    const names = [idName, ...named.map(([name]) => name)];
    const schema = rowSchema(names.map((name, at) => ({ name, type: columns[at]!.type })));
    yield makeBatch(schema, to - from, columns);
  }
}

function blockOf(
  { kind, values, missing }: ResultColumn<unknown>,
  from: number,
  to: number,
  ids: Snapshot["ids"],
): Column {
  const block = values.subarray(from, to);
  if (kind === "vertices") return ids.columnOf(block as Uint32Array);
  const validity = missing === undefined ? undefined : validityOf(block, missing);
  return { type: { kind: "float64" }, layout: "float64", values: Float64Array.from(block), validity };
}

function validityOf(values: ResultColumn<unknown>["values"], missing: number): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let row = 0; row < values.length; row++) if (values[row] !== missing) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}

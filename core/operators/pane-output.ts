import { makeBatch } from "../data/batch.ts";
import type { DataType } from "../data/data-type.ts";
import { keyColumns, type NamedColumn, schemaMaker, timeColumn } from "./aggregation-spec.ts";
import { lastTimes } from "./kernels/last-times.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";

/** What comes out of windows, row by row. */
export interface PaneRows {
  /** By number. */
  readonly keys: Float64Array;
  readonly keyType: DataType;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Their event times, the last of each window; made of the ends where they are not given. */
  readonly times?: Float64Array;
  readonly results: readonly NamedColumn[];
  readonly kinds?: Uint8Array;
}

/** Sends on rows of windows: key, window and results, or the only result; their event time is the last of the window. */
export function paneOutput(
  { key, output }: { readonly key: KeySpec; readonly output?: "rows" | "values" },
  context: OperatorContext,
): (rows: PaneRows) => void {
  const schemaOf = schemaMaker();
  const isRow = output !== "values";
  let spare = new Float64Array(0);
  const timesOf = (ends: Float64Array): Float64Array => {
    if (spare.length < ends.length) spare = new Float64Array(ends.length);
    const times = spare.subarray(0, ends.length);
    lastTimes(ends, times);
    return times;
  };
  return ({ keys, keyType, starts, ends, times = timesOf(ends), results, kinds }) => {
    const columns = isRow
      ? [
          ...keyColumns(context.keys, keys, key?.names ?? [], keyType),
          timeColumn("windowStart", starts),
          timeColumn("windowEnd", ends),
          ...results,
        ]
      : results;
    const schema = schemaOf(columns);
    context.emit(
      makeBatch(
        isRow ? schema : { ...schema, shape: "value" },
        keys.length,
        columns.map(({ column }) => column),
        { times, kinds, reused: true },
      ),
    );
  };
}
